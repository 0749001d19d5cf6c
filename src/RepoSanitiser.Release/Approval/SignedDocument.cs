using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RepoSanitiser.Core;

namespace RepoSanitiser.Release.Approval;

/// <summary>A statement with its signature. The text is kept as it was signed, so that nothing depends on how it is written again.</summary>
/// <param name="Text">The statement, as JSON.</param>
/// <param name="Signature">The signature over its bytes.</param>
public sealed record SignedDocument(string Text, string Signature)
{
    /// <summary>The SHA-256 of the text, in hex.</summary>
    [JsonIgnore]
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Writes and signs a statement.</summary>
    /// <exception cref="ReposanException">It can't be signed, or nobody would take the signature (refused).</exception>
    public static SignedDocument Sign<T>(T statement, Signer signer)
        where T : Statement
    {
        var text = JsonSerializer.Serialize(statement, typeof(T), StatementJson.Default);
        return new SignedDocument(text, signer.Sign(NamespaceOf(statement.Kind), Encoding.UTF8.GetBytes(text), statement.Time));
    }

    /// <summary>What is signed in the name of a kind of statement.</summary>
    public static string NamespaceOf(string kind) => kind + "@reposan";

    /// <summary>Reads the text; null where it is not of that kind.</summary>
    public T? Read<T>(string kind)
        where T : Statement => Parse<T>(Text) is { } statement && statement.Kind == kind ? statement : null;

    /// <summary>Reads a statement; null where it is none.</summary>
    public static T? Parse<T>(string text)
        where T : class
    {
        try
        {
            return (T?)JsonSerializer.Deserialize(text, typeof(T), StatementJson.Default);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Checks who signed it.</summary>
    /// <returns>Null where the signature holds; else what is wrong, in a few words.</returns>
    public string? Verify(Trust trust, string kind, string by, DateTimeOffset at) =>
        trust.Signer(by) is null
            ? $"is by {Printable.Escape(by)}, whom the trust file does not know"
            : SshKeygen.Verify(trust.AllowedSigners, by, NamespaceOf(kind), Signature, Encoding.UTF8.GetBytes(Text), at);
}

/// <summary>How statements are written: what a reader does not know, or misses, is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    MaxDepth = 16,
    WriteIndented = true)]
[JsonSerializable(typeof(SignedDocument))]
[JsonSerializable(typeof(RequestStatement))]
[JsonSerializable(typeof(DecisionStatement))]
[JsonSerializable(typeof(CommitmentStatement))]
[JsonSerializable(typeof(OpeningStatement))]
[JsonSerializable(typeof(ResolutionStatement))]
[JsonSerializable(typeof(ExceptionStatement))]
[JsonSerializable(typeof(WithdrawalStatement))]
[JsonSerializable(typeof(PublicationStatement))]
[JsonSerializable(typeof(ReviewDraft))]
[JsonSerializable(typeof(SealedDecision))]
internal sealed partial class StatementJson : JsonSerializerContext;
