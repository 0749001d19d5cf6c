using System.Text;

namespace RepoSanitiser.Disclosure.Rules.Lines;

/// <summary>
/// Tells what data set a Stata session works on: changes made to a table of results are changes to no patient.
/// </summary>
internal static class StataSession
{
    private const int Back = 16 << 10;
    private const int FewRows = 500;

    // Commands after which each row is a group or a result.
    private static readonly byte[][] OfResults = Bytes(
        "collapse", "contract", "statsby", "svmat", "xpose", "postclose", "parmest", "set obs", "import excel", "insobs", "regsave", "metan", "putexcel");

    // Commands after which the rows are those of a file, or those of before.
    private static readonly byte[][] OfFiles = Bytes("use ", "import delimited", "insheet", "restore", "append using", "merge ", "joinby ");

    /// <summary>Whether the message that follows a text is about a data set of results.</summary>
    public static bool IsOfResults(ReadOnlySpan<byte> before)
    {
        var all = before;
        before = before[Math.Max(0, before.Length - Back)..];
        var isFirst = true;
        for (var end = before.Length; end > 0;)
        {
            var start = before[..end].LastIndexOf((byte)'\n') + 1;
            var shown = WithoutTime(before[start..end]);
            end = start - 1;
            if (SaysFewRows(shown)) return true;
            var line = Command(shown);
            if (line.IsEmpty) continue;
            if (isFirst && ChangesOneRow(line)) return true;
            isFirst = false;
            if (Begins(line, OfResults) || NamesEstimates(line)) return true;
            if (Begins(line, "frame change "u8) || Begins(line, "cwf "u8)) return IsPostedTo(line[(line.LastIndexOf((byte)' ') + 1)..], all);
            if (Begins(line, OfFiles)) return ReadsResults(line);
        }

        return false;
    }

    /// <summary>A line without the time that the runner puts before it.</summary>
    private static ReadOnlySpan<byte> WithoutTime(ReadOnlySpan<byte> line) =>
        line.Length > 20 && line[0] == (byte)'2' && line[..Math.Min(line.Length, 34)].IndexOf("Z "u8) is >= 19 and var zone ? line[(zone + 2)..] : line;

    /// <summary>The command on a line of a log, without its prompt and what only quiets it; empty for output.</summary>
    private static ReadOnlySpan<byte> Command(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(". "u8)) return default;
        line = line[2..].TrimStart((byte)' ');
        while (true)
        {
            var space = line.IndexOf((byte)' ');
            if (space <= 0 || !(Begins(line, "qui"u8) || Begins(line, "noi"u8) || Begins(line, "cap"u8))) return line;
            line = line[(space + 1)..].TrimStart((byte)' ');
        }
    }

    /// <summary><c>replace x = 3 in 1</c> or <c>if _n == 1</c>: nobody changes patients one by one.</summary>
    private static bool ChangesOneRow(ReadOnlySpan<byte> command) =>
        // A frame named in a command is one of results: the patients are in the frame that needs no name.
        Begins(command, "frame "u8) ||
        command.IndexOf("_n=="u8) >= 0 || command.IndexOf("_n == "u8) >= 0
        || (command.LastIndexOf(" in "u8) is >= 0 and var at && at + 4 < command.Length && command[at + 4] is >= (byte)'0' and <= (byte)'9' or (byte)'`' or (byte)'l');

    private static bool ReadsResults(ReadOnlySpan<byte> command) =>
        command.IndexOf("result"u8) >= 0 || command.IndexOf("estimates"u8) >= 0 || command.IndexOf("table"u8) >= 0;

    /// <summary>Whether a command names what only a table of estimates has: no patient has a standard error.</summary>
    private static bool NamesEstimates(ReadOnlySpan<byte> command) => command.IndexOf(" stderr"u8) >= 0;

    /// <summary>Whether results were posted to a frame, row by row.</summary>
    private static bool IsPostedTo(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> log)
    {
        frame = frame.TrimEnd((byte)'\r');
        for (var at = log.IndexOf("frame post "u8); at >= 0;)
        {
            log = log[(at + "frame post ".Length)..];
            if (!frame.IsEmpty && log.StartsWith(frame) && log.Length > frame.Length && log[frame.Length] is (byte)' ' or (byte)'(') return true;
            at = log.IndexOf("frame post "u8);
        }

        return false;
    }

    /// <summary>(5 vars, 20 obs), or that rows were added to those there are: they are no patients'.</summary>
    private static bool SaysFewRows(ReadOnlySpan<byte> line)
    {
        if (Begins(line, "number of observations (_N) was "u8)) return true;
        var at = line.IndexOf(" obs)"u8);
        if (at <= 0 || line[0] != (byte)'(') return false;
        var start = line[..at].LastIndexOf((byte)' ') + 1;
        return Understanding.CellReader.Number(line[start..at], out var rows, out _, out _) && rows <= FewRows;
    }

    private static bool Begins(ReadOnlySpan<byte> line, byte[][] words)
    {
        foreach (var word in words)
        {
            if (Begins(line, word)) return true;
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) =>
        line.Length >= word.Length && Ascii.EqualsIgnoreCase(line[..word.Length], word);

    private static byte[][] Bytes(params string[] words) => [.. words.Select(Encoding.ASCII.GetBytes)];
}
