namespace RepoSanitiser.Disclosure.Documents.Json;

/// <summary>Reads JSON and newline-delimited JSON: the whole as text, and the tables in it.</summary>
internal static class JsonReader
{
    public static Outcome Read(Source source, ReadingSession session)
    {
        var text = new Text(source.Content);
        session.Add(new TextDocument(source.Member, text));
        if (source.Content.Length > JsonText.MaxBytes) return Outcome.Unread($"JSON over {JsonText.MaxBytes:N0} bytes: read as text only");
        using var json = JsonText.Parse(source.Content);
        if (json is null) return ReadLines(source, text, session);
        new JsonTables(source.Member, json, text, session).Find(json.Root);
        return Outcome.Read;
    }

    /// <summary>Reads one value a line, as one array of them.</summary>
    private static Outcome ReadLines(Source source, Text text, ReadingSession session)
    {
        var array = AsArray(source.Bytes);
        using var json = array is null ? null : JsonText.Parse(array);
        if (json is null) return Outcome.Unread("not valid JSON: read as text only");
        new JsonTables(source.Member, json, text, session, shift: -1).Find(json.Root);
        return Outcome.Read;
    }

    /// <summary>Makes an array of lines of JSON by overwriting each line feed with a comma, one byte later than the lines: null where
    /// the first line is no object or list of its own.</summary>
    private static byte[]? AsArray(ReadOnlySpan<byte> lines)
    {
        var trimmed = lines.TrimEnd(" \t\r\n"u8);
        var first = trimmed.IndexOf((byte)'\n');
        if (first < 0 || trimmed[..first].TrimEnd("\r "u8) is not [(byte)'{' or (byte)'[', .., (byte)'}' or (byte)']']) return null;
        var array = new byte[trimmed.Length + 2];
        array[0] = (byte)'[';
        trimmed.CopyTo(array.AsSpan(1));
        array[^1] = (byte)']';
        var lineFeed = -1;
        byte last = 0;
        for (var at = 1; at < array.Length - 1; at++)
        {
            var b = array[at];
            if (b == (byte)'\n') lineFeed = at;
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;
            if (lineFeed > 0 && (b is (byte)'{' or (byte)'[') && (last is (byte)'}' or (byte)']')) array[lineFeed] = (byte)',';
            lineFeed = -1;
            last = b;
        }

        return array;
    }
}
