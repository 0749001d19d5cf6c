using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents.Containers;
using RepoSanitiser.Disclosure.Documents.Delimited;
using RepoSanitiser.Disclosure.Documents.Json;
using RepoSanitiser.Disclosure.Documents.Markup;
using RepoSanitiser.Disclosure.Documents.Notebooks;
using RepoSanitiser.Disclosure.Documents.Office;
using RepoSanitiser.Disclosure.Documents.TextTables;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Decides what bytes are, by their signature first and their name second, and has them parsed.</summary>
internal static class Formats
{
    /// <summary>Opens content. Any failure of a parser ends here, as unread: its message could hold data and is dropped.</summary>
    public static Outcome Open(Source source, ReadingSession session)
    {
        try
        {
            return Choose(source, session);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return Outcome.Unread("could not be parsed");
        }
    }

    private static Outcome Choose(Source source, ReadingSession session)
    {
        if (source.Content.IsEmpty) return Outcome.Read;
        if (FileTypes.IsLfsPointer(source.Bytes))
        {
            session.Add(new FileDocument(source.Member, "lfs-pointer"));
            return Outcome.Read;
        }

        if (ContainerFormats.IsGzip(source.Bytes)) return GzipReader.Read(source, session);
        if (ContainerFormats.IsZip(source.Bytes)) return ZipReader.Read(source, session);
        if (ContainerFormats.IsTar(source.Bytes, source.Extension)) return TarReader.Read(source, session);
        if (WorkbookReader.IsCompoundFile(source.Bytes)) return OpenCompound(source, session);
        var type = FileTypes.Detect(source.Bytes, source.Extension);
        if (type is not null) return OpenFile(source, type, session);
        var text = TextEncoding.Decode(source.Content);
        if (text is null) return OpenBinary(source, session);
        if (FileTypes.IsDataSetName(source.Extension)) session.Add(new FileDocument(source.Member, FileTypes.Named(source.Extension)!.Name));
        return OpenText(source with { Content = text.Value }, session);
    }

    /// <summary>The extension that text no tree names would bear, by how it begins; empty for text that could be anything.</summary>
    internal static string Guess(ReadOnlyMemory<byte> content)
    {
        const double MostLines = 0.9;
        var text = content.Span;
        var start = text.TrimStart(" \t\r\n"u8);
        if (start.StartsWith("<"u8)) return start.IndexOf("<svg"u8) is >= 0 and < 1024 ? ".svg" : ".html";
        if ((start.StartsWith("{"u8) || start.StartsWith("["u8)) && JsonText.Parse(content) is not null)
            return start.IndexOf("\"nbformat\""u8) >= 0 ? ".ipynb" : ".json";
        Dialect.Sniff(text, ".csv", out var agreement);
        return agreement >= MostLines && text.Count((byte)'\n') > 1 && !start.StartsWith("|"u8) ? ".csv" : "";
    }

    private static Outcome OpenFile(Source source, FileType type, ReadingSession session)
    {
        session.Add(new FileDocument(source.Member, type.Name));
        return ReadFigure(source, type, session) ?? type.Outcome;
    }

    /// <summary>Has the text of an image or a PDF file read where a program for it is there; null where none is. The text of an image is
    /// read, its lines and bars are not.</summary>
    private static Outcome? ReadFigure(Source source, FileType type, ReadingSession session)
    {
        if (session.Figures?.Read(type.Name, source.Content, session.Cancellation) is not { } text) return null;
        SpacedTables.Read(source with { Content = text }, session);
        return type.Name == "pdf" ? Outcome.Read : Outcome.Opaque("image: its text was read, what it draws needs a person");
    }

    /// <summary>Tries the workbook reader on an OLE compound file of any name: encrypted workbooks look the same from outside.</summary>
    private static Outcome OpenCompound(Source source, ReadingSession session)
    {
        if (FileTypes.Named(source.Extension) is { } named) return OpenFile(source, named, session);
        session.Add(new FileDocument(source.Member, "office-97"));
        return WorkbookReader.Read(source, session);
    }

    private static Outcome OpenBinary(Source source, ReadingSession session)
    {
        if (FileTypes.Named(source.Extension) is { } named) return OpenFile(source, named, session);
        session.Add(new FileDocument(source.Member, "binary"));
        return Outcome.Opaque(FileTypes.IsTextName(source.Extension) ? "named as text but binary" : "binary of unknown kind");
    }

    private static Outcome OpenText(Source source, ReadingSession session)
    {
        switch (source.Extension)
        {
            case FileContext.NamelessExtension:
                return OpenText(source with { Extension = Guess(source.Content), OutputLabelled = true }, session);
            case ".csv" or ".tsv" or ".psv" or ".tab":
                return DelimitedReader.Read(source, session);
            case ".json" or ".ndjson" or ".jsonl" or ".geojson":
                return JsonReader.Read(source, session);
            case ".ipynb":
                return NotebookReader.Read(source, session);
            case ".html" or ".htm" or ".xhtml" or ".mht":
                return HtmlReader.Read(source, session);
            case ".svg":
                return SvgReader.Read(source, session);
            case ".css":
                session.Add(new TextDocument(source.Member, new Text(DataUris.Open(source, session))));
                return Outcome.Read;
            case var _ when TextTableReader.Concerns(source):
                return TextTableReader.Read(source, session);
            default:
                session.Add(new TextDocument(source.Member, new Text(source.Content)));
                return Outcome.Read;
        }
    }
}
