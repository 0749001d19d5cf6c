using System.Text.Json;
using RepoSanitiser.Disclosure.Documents.Json;

namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>Reads the data of interactive figures out of the scripts of a page: what plotly and vega draw is there as JSON.</summary>
internal static class ScriptData
{
    private const int Near = 400;
    private const int MostFigures = 200;

    /// <summary>What stands shortly before the JSON of a figure.</summary>
    private static readonly byte[][] Beginnings =
        ["Plotly.newPlot("u8.ToArray(), "Plotly.react("u8.ToArray(), "\"application/json\""u8.ToArray(), "'application/json'"u8.ToArray(), "var spec ="u8.ToArray(),
            "var vlSpec ="u8.ToArray(), "vegaEmbed("u8.ToArray()];

    /// <summary>Adds the tables in the JSON of a page's figures.</summary>
    public static void Read(string? member, Text text, ReadingSession session)
    {
        foreach (var (start, length) in Figures(text.Bytes.Span))
        {
            session.Cancellation.ThrowIfCancellationRequested();
            if (session.CellsOfNextTable == 0) return;
            Find(member, text, start, length, session);
        }
    }

    /// <summary>Where the JSON of each figure of a page lies.</summary>
    public static List<(int Start, int Length)> Figures(ReadOnlySpan<byte> bytes)
    {
        var found = new List<(int, int)>();
        // Most pages have no such figure.
        if (bytes.IndexOf("Plotly."u8) < 0 && bytes.IndexOf("application/json"u8) < 0 && bytes.IndexOf("vegaEmbed"u8) < 0) return found;
        foreach (var beginning in Beginnings)
        {
            var figures = 0;
            for (var at = bytes.IndexOf(beginning); at >= 0 && figures < MostFigures; figures++)
            {
                var from = at + beginning.Length;
                var start = bytes[from..Math.Min(bytes.Length, from + Near)].IndexOfAny((byte)'{', (byte)'[');
                var length = start < 0 ? 0 : LengthOf(bytes[(from + start)..]);
                if (length > 0) found.Add((from + start, length));
                var after = length > 0 ? from + start + length : from;
                var next = bytes[after..].IndexOf(beginning);
                at = next < 0 ? -1 : after + next;
            }
        }

        return found;
    }

    private static void Find(string? member, Text text, int start, int length, ReadingSession session)
    {
        using var json = JsonText.Parse(text.Bytes.Slice(start, length));
        if (json is not null) new JsonTables(member, json, text, session, shift: start).Find(json.Root);
    }

    /// <summary>The length of the JSON value that a text begins with; 0 where it is none.</summary>
    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        if (text.Length > JsonText.MaxBytes) text = text[..JsonText.MaxBytes];
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 });
        try
        {
            return reader.Read() && reader.TrySkip() ? (int)reader.BytesConsumed : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
