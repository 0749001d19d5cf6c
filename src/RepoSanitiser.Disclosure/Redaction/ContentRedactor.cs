using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Containers;
using RepoSanitiser.Disclosure.Documents.Office;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>Decides what content is, as the reader of documents does, and has it redacted in its own format. Thread-safe.</summary>
internal sealed class ContentRedactor
{
    private readonly TextRedactor _texts;

    /// <summary>Takes the judge and the limits that it reads under.</summary>
    public ContentRedactor(ContentJudge judge, DocumentLimits limits)
    {
        _texts = new TextRedactor(judge, new DocumentReader(limits));
    }

    /// <summary>Makes one pass over a content.</summary>
    /// <returns>The new bytes; the same where nothing changed.</returns>
    /// <exception cref="RedactionRefused">It can't be done safely.</exception>
    public ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> content, FileContext context, Pass pass)
    {
        var bytes = content.Span;
        if (ContainerFormats.IsGzip(bytes) || ContainerFormats.IsZip(bytes) || ContainerFormats.IsTar(bytes, context.Extension))
            throw new RedactionRefused("It is packed: unpack it, redact the files in it, and pack them again.");
        if (WorkbookReader.IsCompoundFile(bytes) || FileTypes.Detect(bytes, context.Extension) is not null) return content;
        if (EncodedText.Read(content) is not { } text) return content;
        var edits = _texts.Plan(content, text.Text, context, pass);
        return edits.Count == 0 ? content : text.Apply(edits);
    }
}
