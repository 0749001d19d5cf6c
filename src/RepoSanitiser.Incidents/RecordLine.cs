using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RepoSanitiser.Core;

namespace RepoSanitiser.Incidents;

/// <summary>
/// Writes and reads the lines of a record. A line is a JSON object whose last member is its signature, over every byte before that
/// member: it is checked as it was written, without putting it into another form first.
/// </summary>
internal sealed class RecordLine
{
    private const string Method = "hmac-sha256";
    private static readonly byte[] SignatureStart = ",\"sig\":\""u8.ToArray();

    private readonly FingerprintKey _key;
    private readonly byte[] _signing;

    public RecordLine(FingerprintKey key)
    {
        _key = key;
        _signing = HMACSHA256.HashData(key.Bytes, "reposan incident record"u8);
    }

    /// <summary>The hash that the next line names, in hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));

    /// <summary>A line without its line end.</summary>
    public byte[] Write(RecordHead head, DateTimeOffset time, string actor, RecordStep step)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", head.Seq + 1);
            json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("actor", actor);
            json.WriteString("action", step.Action);
            json.WriteString("phase", step.Phase == RecordPhase.Intent ? "intent" : "result");
            json.WriteString("target", step.Target);
            Write(json, "before", step.Before);
            Write(json, "after", step.After);
            json.WriteString("prevHash", head.Hash);
            json.WriteEndObject();
        }

        bytes.SetLength(bytes.Length - 1);
        var sig = Sign(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        bytes.Position = bytes.Length;
        bytes.Write(SignatureStart);
        bytes.Write(Encoding.ASCII.GetBytes(sig + "\"}"));
        return bytes.ToArray();
    }

    /// <summary>Reads a line and checks its signature and its place.</summary>
    /// <param name="line">The line without its line end.</param>
    /// <param name="before">The line before.</param>
    /// <param name="problem">What is wrong; null where nothing is.</param>
    /// <returns>The entry; null where there is a problem.</returns>
    public RecordEntry? Read(ReadOnlySpan<byte> line, RecordHead before, out string? problem)
    {
        if (Parse(line) is not { } entry)
        {
            problem = "is no line of a record";
            return null;
        }

        problem = entry.PrevHash != before.Hash || entry.Seq != before.Seq + 1 ? "does not follow on the line before" : ProblemOf(line, entry.Sig);
        return problem is null ? entry : null;
    }

    /// <summary>Signs the bytes of a line up to the signature, or of another document that belongs to a record.</summary>
    public string Sign(ReadOnlySpan<byte> bytes) => $"{Method}:{_key.Id}:{Convert.ToHexStringLower(HMACSHA256.HashData(_signing, bytes))}";

    /// <summary>Whether a signature was made of these bytes.</summary>
    public bool IsSigned(ReadOnlySpan<byte> bytes, string sig) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sig), Encoding.UTF8.GetBytes(Sign(bytes)));

    /// <summary>What is wrong with a signature, in words; null where nothing is.</summary>
    private string? ProblemOf(ReadOnlySpan<byte> line, string sig)
    {
        var parts = sig.Split(':');
        if (parts is [Method, var id, _] && id != _key.Id) return $"is signed with another key ({Printable.Escape(id)}): import it with 'reposan key import'";
        return IsSigned(line[..line.LastIndexOf(SignatureStart)], sig) ? null : "was changed after it was written";
    }

    private static RecordEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            if (line.LastIndexOf(SignatureStart) < 0 || JsonNode.Parse(line) is not JsonObject json) return null;
            var phase = (string?)json["phase"] switch { "intent" => RecordPhase.Intent, "result" => RecordPhase.Result, _ => (RecordPhase?)null };
            if (phase is null) return null;
            var time = DateTimeOffset.Parse((string)json["time"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var step = new RecordStep((string)json["action"]!, phase.Value, (string)json["target"]!, json["before"], json["after"]);
            return new RecordEntry(
                (long)json["seq"]!, time, (string)json["actor"]!, step, (string)json["prevHash"]!, (string)json["sig"]!, HashOf(line));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, JsonNode? value)
    {
        json.WritePropertyName(name);
        if (value is null) json.WriteNullValue();
        else value.WriteTo(json);
    }
}
