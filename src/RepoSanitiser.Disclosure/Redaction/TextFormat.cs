using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.TextTables;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>How tables lie in a text file: decides how their cells are written.</summary>
internal enum TextFormat
{
    /// <summary>No tables: source code, prose without them.</summary>
    Plain,

    /// <summary>One table, its cells divided by a delimiter.</summary>
    Delimited,

    /// <summary>Tables in columns of text.</summary>
    Aligned,

    /// <summary>A Stata log with its markup.</summary>
    Smcl,

    /// <summary>JSON, or a value a line.</summary>
    Json,

    /// <summary>A Jupyter notebook.</summary>
    Notebook,

    /// <summary>HTML.</summary>
    Html,

    /// <summary>A drawing.</summary>
    Svg,
}

/// <summary>Tells the format that the reader of documents takes a text for.</summary>
internal static class TextFormats
{
    /// <summary>The extension that decides: the file's own, or what nameless content begins like.</summary>
    public static FileContext Named(FileContext context, ReadOnlyMemory<byte> text) =>
        context.Extension is FileContext.NamelessExtension ? context with { Extension = Formats.Guess(text) } : context;

    /// <summary>The format of text of a name.</summary>
    public static TextFormat Of(ReadOnlyMemory<byte> text, string extension, bool isOutput) => extension switch
    {
        ".csv" or ".tsv" or ".psv" or ".tab" => TextFormat.Delimited,
        ".json" or ".ndjson" or ".jsonl" or ".geojson" => TextFormat.Json,
        ".ipynb" => TextFormat.Notebook,
        ".html" or ".htm" or ".xhtml" or ".mht" => TextFormat.Html,
        ".svg" => TextFormat.Svg,
        ".smcl" => TextFormat.Smcl,
        _ => OfText(new Source(null, text, extension, isOutput, 0)),
    };

    private static TextFormat OfText(Source source)
    {
        if (!TextTableReader.Concerns(source)) return TextFormat.Plain;
        return TextTableReader.DelimiterOf(source) is null ? TextFormat.Aligned : TextFormat.Delimited;
    }
}
