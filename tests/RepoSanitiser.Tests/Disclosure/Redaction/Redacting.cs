using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

/// <summary>Redacts made-up content as an output of a study.</summary>
internal static class Redacting
{
    public static readonly RedactionOptions Cells = new() { Unit = RedactionUnit.Cell };

    private static readonly Dictionary<string, (Redactor Redactor, ContentJudge Judge)> ByPolicy = PolicyCatalogue.Ids.ToDictionary(
        id => id, id => (new Redactor(PolicyCatalogue.Get(id), new DocumentLimits()), new ContentJudge(PolicyCatalogue.Get(id), new DocumentLimits())));

    public static RedactionResult Redact(byte[] content, string extension, RedactionOptions? options = null, string policy = PolicyCatalogue.Default) =>
        ByPolicy[policy].Redactor.Redact(content, new FileContext(extension, OutputLabel.Output), options ?? new RedactionOptions(), CancellationToken.None);

    public static RedactionResult Redact(string content, string extension, RedactionOptions? options = null, string policy = PolicyCatalogue.Default) =>
        Redact(Encoding.UTF8.GetBytes(content), extension, options, policy);

    /// <summary>The text that came out; fails where it was refused.</summary>
    public static string Redacted(string content, string extension, RedactionOptions? options = null, string policy = PolicyCatalogue.Default)
    {
        var result = Redact(content, extension, options, policy);
        Assert.Null(result.Reason);
        Assert.Equal(RedactionState.Redacted, result.State);
        return Encoding.UTF8.GetString(result.Content.Span);
    }

    public static IReadOnlyList<RuleHit> Hits(ReadOnlyMemory<byte> content, string extension, string policy = PolicyCatalogue.Default) =>
        ByPolicy[policy].Judge.Judge(content, new FileContext(extension, OutputLabel.Output), CancellationToken.None).Hits;
}
