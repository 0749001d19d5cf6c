using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Containers;
using RepoSanitiser.Disclosure.Documents.Office;
using RepoSanitiser.Disclosure.Redaction.Figures;
using RepoSanitiser.Disclosure.Redaction.Office;
using RepoSanitiser.Disclosure.Redaction.Packing;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>Decides what content is, as the reader of documents does, and has it redacted in its own format. Thread-safe.</summary>
internal sealed class ContentRedactor
{
    private readonly ContentJudge _judge;
    private readonly DocumentLimits _limits;
    private readonly DocumentReader _reader;
    private readonly TextRedactor _texts;

    /// <summary>Takes the judge and the limits that it reads under.</summary>
    public ContentRedactor(ContentJudge judge, DocumentLimits limits, IFigureReader? figures)
    {
        _judge = judge;
        _limits = limits;
        _reader = new DocumentReader(limits, figures);
        _texts = new TextRedactor(judge, _reader, this);
    }

    /// <summary>Makes one pass over a content.</summary>
    /// <returns>The new bytes; the same where nothing changed.</returns>
    /// <exception cref="RedactionRefused">It can't be done safely.</exception>
    public ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> content, FileContext context, Pass pass)
    {
        var bytes = content.Span;
        var extension = context.Extension ?? "";
        if (content.IsEmpty || FileTypes.IsLfsPointer(bytes)) return content;
        if (ContainerFormats.IsGzip(bytes)) return RedactGzip(content, context, pass);
        if (ContainerFormats.IsZip(bytes)) return RedactZip(content, context, pass);
        if (ContainerFormats.IsTar(bytes, extension)) return Unpackable(content, context, pass);
        if (WorkbookReader.IsCompoundFile(bytes)) return RedactOld(content, context, pass);
        if (FileTypes.Detect(bytes, extension) is { } type) return RedactFigure(content, type.Name, context, pass);
        if (EncodedText.Read(content) is not { } text) return content;
        var edits = _texts.Plan(content, text.Text, context, pass);
        return edits.Count == 0 ? content : text.Apply(edits);
    }

    private ReadOnlyMemory<byte> RedactFigure(ReadOnlyMemory<byte> content, string type, FileContext context, Pass pass)
    {
        if (!FigureRedactor.IsFigure(type)) return content;
        var hit = Found(content, context, pass);
        return hit is null && !pass.Options.ReplaceFigures ? content : FigureRedactor.Replace(content, type, hit, pass);
    }

    private ReadOnlyMemory<byte> RedactGzip(ReadOnlyMemory<byte> content, FileContext context, Pass pass)
    {
        var unpacked = GzipRewriter.Unpack(content, _limits, pass.Cancellation);
        var redacted = Redact(unpacked, context with { Extension = GzipRewriter.InnerExtension(content.Span, context.Extension ?? "") }, pass);
        return redacted.Span.SequenceEqual(unpacked.Span) ? content : GzipRewriter.Pack(redacted, content.Span);
    }

    private ReadOnlyMemory<byte> RedactZip(ReadOnlyMemory<byte> content, FileContext context, Pass pass)
    {
        var parts = ZipRewriter.Parts(content, _limits, pass.Cancellation);
        if (context.Extension is ".npz") return content;
        if (parts.Any(p => p.Name is "xl/workbook.xml" or "xl/workbook.bin")) return new WorkbookRedactor(_judge, _reader).Redact(content, parts, context, pass);
        if (parts.Any(p => p.Name is "word/document.xml" or "ppt/presentation.xml")) return new WordRedactor(_judge, _reader).Redact(content, parts, context, pass);
        var changed = new Dictionary<int, ReadOnlyMemory<byte>?>();
        for (var i = 0; i < parts.Count; i++)
        {
            var (name, part) = parts[i];
            if (name.EndsWith('/')) continue;
            var redacted = pass.Within(Names.Shown(name), () => Redact(part, context with { Extension = Names.Extension(name) }, pass));
            if (!redacted.Span.SequenceEqual(part.Span)) changed[i] = redacted;
        }

        return changed.Count == 0 ? content : ZipRewriter.Replace(content, changed);
    }

    /// <summary>What is packed in a way that can't be packed again here.</summary>
    private ReadOnlyMemory<byte> Unpackable(ReadOnlyMemory<byte> content, FileContext context, Pass pass) => Found(content, context, pass) is null
        ? content
        : throw new RedactionRefused("It is packed: unpack it, redact the files in it, and pack them again.");

    /// <summary>An Office 97 file is replaced whole: deleted values stay in its free space.</summary>
    private ReadOnlyMemory<byte> RedactOld(ReadOnlyMemory<byte> content, FileContext context, Pass pass)
    {
        if (Found(content, context, pass) is not { } hit) return content;
        pass.Changed(new RedactedPlace(Location.Whole, hit.Rule, "an Office 97 file keeps old values in its free space, so it is replaced whole", "replaced"));
        pass.Note("The file is now a text that says [REDACTED]: save the workbook as xlsx and redact that, if its other numbers are to be shown.");
        return (byte[])[.. Mark.Bytes, (byte)'\n'];
    }

    /// <summary>Something that is found in content; null where nothing is.</summary>
    private RuleHit? Found(ReadOnlyMemory<byte> content, FileContext context, Pass pass)
    {
        var documents = _reader.Read(content, context, pass.Cancellation).Documents;
        return documents.SelectMany(d => _judge.JudgeAlone(d, context, isAlsoText: true)).FirstOrDefault(pass.Wants);
    }
}
