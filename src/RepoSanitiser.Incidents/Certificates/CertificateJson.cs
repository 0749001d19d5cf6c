using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RepoSanitiser.Core;

namespace RepoSanitiser.Incidents.Certificates;

/// <summary>
/// The JSON form of certificates. Its last member, <c>sig</c>, signs all others, so that whoever holds the key can tell one that was
/// changed.
/// </summary>
public sealed class CertificateJson(FingerprintKey key)
{
    private const long MostBytes = 1L << 30;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new ObjectIdConverter(), new InstantConverter() },
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    private readonly RecordLine _signer = new(key);

    /// <summary>Writes a restricted or public certificate.</summary>
    public byte[] Write<T>(T certificate)
    {
        var json = JsonSerializer.SerializeToNode(certificate, Options)!.AsObject();
        json.Add("sig", _signer.Sign(Canonical(json)));
        return [.. JsonSerializer.SerializeToUtf8Bytes(json, Indented), (byte)'\n'];
    }

    /// <summary>Reads a restricted certificate.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="name">The file, for a refusal.</param>
    /// <exception cref="ReposanException">It is none (usage), of another key, or was changed (refused).</exception>
    public Certificate Read(ReadOnlySpan<byte> content, string name) => Read<Certificate>(
        content, name, "restricted", Certificate.Version, "no restricted certificate: give the one that the purge or the proof wrote with mode 0600");

    /// <summary>Reads a receipt.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="name">The file, for a refusal.</param>
    /// <exception cref="ReposanException">It is none (usage), of another key, or was changed (refused).</exception>
    public Receipt ReadReceipt(ReadOnlySpan<byte> content, string name) => Read<Receipt>(
        content, name, "receipt", Receipt.Version, "no receipt: give the file that 'reposan clean-clone' wrote");

    /// <summary>Writes what the holder of a clone needs: the certificate, and the key of its incident alone.</summary>
    public static byte[] WriteKit(Certificate certificate, FingerprintKey key)
    {
        var own = key.ForIncident(certificate.Incident);
        // Names that were replaced are of the leak.
        var shared = certificate with { Backup = null, Repository = "", RenamedEntries = [], RenamedRefs = [] };
        var kit = new CloneKit { Key = Convert.ToBase64String(own.Bytes), KeyId = own.Id, Certificate = shared };
        return new CertificateJson(own).Write(kit);
    }

    /// <summary>Whether a file is a kit, and no certificate.</summary>
    public static CloneKit? KitIn(byte[] content, string name)
    {
        try
        {
            if (JsonNode.Parse(content) is not JsonObject json || (string?)json["kind"] != CloneKit.Form) return null;
            var key = new FingerprintKey(Convert.FromBase64String((string?)json["key"] ?? ""));
            return new CertificateJson(key).Read<CloneKit>(content, name, CloneKit.Form, Certificate.Version, "no kit: give the file that 'reposan incident kit' wrote");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private T Read<T>(ReadOnlySpan<byte> content, string name, string kind, int version, string none)
    {
        var shown = Printable.Escape(name);
        try
        {
            if (JsonNode.Parse(content) is not JsonObject json || (string?)json["kind"] != kind) throw new ReposanException(ExitCode.Usage, $"{shown} is {none}.");
            if ((int?)json["schemaVersion"] != version)
                throw new ReposanException(ExitCode.Usage, $"{shown} is of another version than {version}: read it with the reposan that made it.");
            if ((string?)json["keyId"] is var id && id != key.Id)
                throw new ReposanException(ExitCode.Refused, $"{shown} was made with another key ({Printable.Escape(id ?? "none")}): import that key, or its fingerprints can't be looked for.");
            var sig = (string?)json["sig"] ?? "";
            json.Remove("sig");
            if (!_signer.IsSigned(Canonical(json), sig))
                throw new ReposanException(ExitCode.Refused, $"{shown} was changed after it was made: take it from where it was made again.");
            return json.Deserialize<T>(Options)!;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new ReposanException(ExitCode.Usage, $"{shown} is {none}.", e);
        }
    }

    /// <summary>Reads the file of a restricted certificate.</summary>
    /// <exception cref="ReposanException">It can't be read, is none, is of another key, or was changed.</exception>
    public Certificate ReadFile(string path) => Read(Bytes(path), path);

    /// <summary>All of a file that a certificate, a kit or a receipt may be.</summary>
    /// <exception cref="ReposanException">It can't be read (usage).</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new IOException("Too large.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The certificate {Printable.Escape(path)} can't be read: give the file that the purge or the proof wrote.", e);
        }
    }

    private static byte[] Canonical(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Options);

    private sealed class ObjectIdConverter : JsonConverter<ObjectId>
    {
        public override ObjectId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ObjectId.TryParse(reader.GetString().AsSpan(), out var id) ? id : throw new JsonException("Not an object id.");

        public override void Write(Utf8JsonWriter writer, ObjectId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.ParseExact(reader.GetString() ?? "", Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
    }
}
