using System.Buffers;

namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>Lines that divide the header of a table from its rows.</summary>
internal enum RuleKind
{
    /// <summary>No rule.</summary>
    None,

    /// <summary><c>----+----</c>, boxed or not: the crossings say where the bars are.</summary>
    Crossed,

    /// <summary><c>|---|:--:|</c>: rows are divided by their own bars.</summary>
    Pipes,

    /// <summary><c>----  ----</c>: the dashes say where the columns are.</summary>
    Dashes,
}

/// <summary>Tells rules from other lines.</summary>
internal static class Rules
{
    private static readonly SearchValues<byte> Strokes = SearchValues.Create("-+|:= "u8);

    /// <summary>The kind of rule a line is; most lines are let go after their first character.</summary>
    public static RuleKind KindOf(ReadOnlySpan<byte> line)
    {
        var start = line.IndexOfAnyExcept((byte)' ');
        if (start < 0 || line[start] is not ((byte)'-' or (byte)'+' or (byte)'|' or (byte)':' or (byte)'=')) return RuleKind.None;
        var body = line[start..].TrimEnd((byte)' ');
        if (body.Length < 3 || body.ContainsAnyExcept(Strokes)) return RuleKind.None;
        var dashes = body.Count((byte)'-') + body.Count((byte)'=');
        if (dashes < 2) return RuleKind.None;
        if (body.Contains((byte)'+')) return RuleKind.Crossed;
        if (body.Contains((byte)'|')) return RuleKind.Pipes;
        return body.Contains((byte)' ') && !body.Contains((byte)':') ? RuleKind.Dashes : RuleKind.None;
    }

    /// <summary>Whether a line is any rule, or a plain line of dashes.</summary>
    public static bool IsAny(ReadOnlySpan<byte> line) =>
        KindOf(line) != RuleKind.None || (line.Length > 2 && !line.ContainsAnyExcept("-= "u8) && line.ContainsAny("-="u8));
}
