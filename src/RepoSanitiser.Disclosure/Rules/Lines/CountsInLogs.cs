using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Lines;

/// <summary>
/// Small counts that programs print in passing: Stata's "(3 real changes made)", "No. of failures = 3" and its like, R's summaries of
/// logical columns, "2 rows dropped", "n = 3"; the "n = 3" of prose; and the four smallest and largest values of Stata's detailed summaries, each of which is one person's. Thread-safe.
/// </summary>
internal sealed class CountsInLogs(Policy policy)
{
    private const int LongestLine = 400;
    private const int MostLevels = 200;

    // A digit tells "n=3" from most code at the first look.
    private static readonly string[] Equalling = ["n =", "n= ", .. Enumerable.Range(1, 9).Select(d => $"n={d}")];

    private static readonly KeywordScanner OfDrawings = new(Equalling.Select(e => new Keyword(e, (ulong)Message.Equal)));

    private static readonly KeywordScanner Scanner = new([
        new("real change", (ulong)Message.Before), new("failures in single", (ulong)Message.Before),
        new("No. of failures", (ulong)Message.After), new("No. of subjects", (ulong)Message.After), new("No. of obs", (ulong)Message.After),
        new("Number of obs", (ulong)Message.After), new("Number of failures", (ulong)Message.After), new("number of events", (ulong)Message.After),
        new("number of patients", (ulong)Message.After), new("number of people", (ulong)Message.After), new("number of participants", (ulong)Message.After),
        new("number of individuals", (ulong)Message.After), new("number of persons", (ulong)Message.After), new("number of deaths", (ulong)Message.After),
        new("number of cases", (ulong)Message.After),
        new(" deleted", (ulong)Message.PeopleBefore), new(" dropped", (ulong)Message.PeopleBefore), new(" excluded", (ulong)Message.PeopleBefore),
        new(" removed", (ulong)Message.PeopleBefore), new("deleted ", (ulong)Message.PeopleAfter), new("dropped ", (ulong)Message.PeopleAfter),
        new("excluded ", (ulong)Message.PeopleAfter), new("removed ", (ulong)Message.PeopleAfter), new("deleting ", (ulong)Message.PeopleAfter),
        new("dropping ", (ulong)Message.PeopleAfter), new("excluding ", (ulong)Message.PeopleAfter), new("removing ", (ulong)Message.PeopleAfter),
        .. Equalling.Select(e => new Keyword(e, (ulong)Message.Equal)),
        new(" of the ", (ulong)Message.Part), new(" of all ", (ulong)Message.Part), new(" out of ", (ulong)Message.Part), .. Enumerable.Range(1, 9).Select(d => new Keyword($" of {d}", (ulong)Message.Part)),
        new("TRU: ", (ulong)Message.After), new("FAL: ", (ulong)Message.After),
        new("top_counts", (ulong)Message.Levels), new("Percentiles      Smallest", (ulong)Message.Detail), new(". count", (ulong)Message.Below)]);

    [Flags]
    private enum Message : ulong
    {
        /// <summary>The count stands before the words.</summary>
        Before = 1,

        /// <summary>The count stands behind the words.</summary>
        After = 2,

        /// <summary>The count stands alone on the next line.</summary>
        Below = 4,

        /// <summary>Four smallest and four largest values follow.</summary>
        Detail = 8,

        /// <summary>Lines follow that name levels with their counts.</summary>
        Levels = 16,

        /// <summary>The count stands before the words, if these name people or their rows.</summary>
        PeopleBefore = 32,

        /// <summary>The count stands behind the words, if others behind it name people or their rows.</summary>
        PeopleAfter = 64,

        /// <summary>n = 3.</summary>
        Equal = 128,

        /// <summary>196 of 200 patients.</summary>
        Part = 256,
    }

    /// <summary>Whether a table is what R's skim writes, by its headers.</summary>
    public static bool IsSummary(Table table)
    {
        for (var row = 0; row < table.HeaderRows; row++)
        {
            for (var column = 0; column < table.Width(row); column++)
            {
                if (table[row, column].StartsWith("skim_"u8) || table[row, column].EndsWith("top_counts"u8)) return true;
            }
        }

        return false;
    }

    /// <summary>Reports the small counts of a text.</summary>
    public void Judge(Text text, string? member, FileContext context, Hits hits)
    {
        var label = context.Label;
        if (label == OutputLabel.Codelist) return;
        var bytes = text.Bytes.Span;
        var shown = new ShownText(bytes);
        var scanner = context.Extension is ".svg" ? OfDrawings : Scanner;
        for (var (at, length, bits) = scanner.Next(bytes, 0, ulong.MaxValue); at >= 0; (at, length, bits) = scanner.Next(bytes, at + 1, ulong.MaxValue))
        {
            switch ((Message)bits)
            {
                case Message.Before:
                    var start = NumberBefore(bytes, at);
                    if (start >= 0 && !StataSession.IsOfResults(bytes[..start])) Report(text, start, member, label, hits);
                    break;
                case Message.PeopleBefore:
                    var before = bytes[(at + length)..].StartsWith(")"u8) ? NumberBefore(bytes, at) : CountPhrases.Before(bytes, at);
                    if (before >= 0 && !StataSession.IsOfResults(bytes[..before])) Report(text, before, member, label, hits);
                    break;
                case Message.PeopleAfter:
                    Report(text, CountPhrases.After(bytes, at + length), member, label, hits);
                    break;
                case Message.Equal:
                    if (context.Extension is not (".html" or ".htm") || shown.IsShown(at)) ReportEqual(text, at, member, context, hits);
                    break;
                case Message.Part:
                    if (context.Extension is not (".html" or ".htm") || shown.IsShown(at)) ReportPart(text, at, member, label, hits);
                    break;
                case Message.After:
                    Report(text, NumberAfter(bytes, at + length), member, label, hits);
                    break;
                case Message.Below:
                    Report(text, NumberBelow(bytes, at + length), member, label, hits);
                    break;
                case Message.Levels:
                    JudgeLevels(text, at, member, label, hits);
                    break;
                case Message.Detail:
                    foreach (var value in DetailedSummary.Extremes(bytes, at)) ReportExtreme(text, value, member, label, hits);
                    break;
            }
        }
    }

    /// <summary>Where the number starts that ends right before an offset; -1 for none.</summary>
    private static int NumberBefore(ReadOnlySpan<byte> bytes, int at)
    {
        var end = at;
        // "(3 observations deleted)": a word stands between.
        while (end > 0 && end > at - 20 && (bytes[end - 1] == (byte)' ' || (bytes[end - 1] | 0x20) is >= (byte)'a' and <= (byte)'z')) end--;
        var start = end;
        while (start > 0 && (bytes[start - 1] is >= (byte)'0' and <= (byte)'9' or (byte)',')) start--;
        return start == end || start == 0 || bytes[start - 1] is not ((byte)'(' or (byte)' ') ? -1 : start;
    }

    private static int NumberAfter(ReadOnlySpan<byte> bytes, int at)
    {
        var end = Math.Min(bytes.Length, at + 40);
        while (at < end && bytes[at] is (byte)' ' or (byte)'=' or (byte)':') at++;
        return at < end && bytes[at] is >= (byte)'0' and <= (byte)'9' ? at : -1;
    }

    /// <summary>The number that stands alone on the line after a command.</summary>
    private static int NumberBelow(ReadOnlySpan<byte> bytes, int at)
    {
        var line = bytes[at..Math.Min(bytes.Length, at + LongestLine)].IndexOf((byte)'\n');
        if (line < 0 || (at < bytes.Length && bytes[at] is not ((byte)' ' or (byte)'\n' or (byte)'\r'))) return -1;
        var next = at + line + 1;
        // The runner's time stands before each line.
        if (bytes[next..].IndexOf("Z "u8) is >= 19 and <= 34 and var zone && bytes[next] == (byte)'2') next += zone + 2;
        var start = NumberAfter(bytes, next);
        if (start < 0) return -1;
        var end = start;
        while (end < bytes.Length && bytes[end] is >= (byte)'0' and <= (byte)'9' or (byte)',') end++;
        return end == bytes.Length || bytes[end] is (byte)'\n' or (byte)'\r' ? start : -1;
    }

    /// <summary>R's skim names the commonest levels of a factor: "F: 380, M: 111, I: 1".</summary>
    private void JudgeLevels(Text text, int at, string? member, OutputLabel label, Hits hits)
    {
        var bytes = text.Bytes.Span;
        for (var line = 0; line < MostLevels; line++)
        {
            if (bytes[at..].IndexOf((byte)'\n') is not (>= 0 and var end)) return;
            at += end + 1;
            var length = bytes[at..].IndexOf((byte)'\n');
            var row = length < 0 ? bytes[at..] : bytes.Slice(at, length);
            if (row.Trim(" \r"u8).IsEmpty) return;
            for (var colon = row.IndexOf(": "u8); colon >= 0; colon = row[(colon + 2)..].IndexOf(": "u8) is >= 0 and var next ? colon + 2 + next : -1)
            {
                var digits = row[(colon + 2)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (digits < 0) digits = row.Length - colon - 2;
                if (digits is > 0 and <= 2 && (colon + 2 + digits == row.Length || row[colon + 2 + digits] is (byte)',' or (byte)' ' or (byte)'\r' or (byte)'"'))
                    Report(text, at + colon + 2, member, label, hits);
            }
        }
    }

    private void Report(Text text, int start, string? member, OutputLabel label, Hits hits)
    {
        if (IsSmall(text, start, out var used))
            Add(RuleIds.SmallCountInLog, text, start, used, member, label, $"A count from 1 to {policy.SmallCountMax} in a message of a program.", hits);
    }

    /// <summary>In logs a program said it; in prose n may be anything.</summary>
    private void ReportEqual(Text text, int at, string? member, FileContext context, Hits hits)
    {
        var isLog = context.Extension is ".log" or ".smcl" or ".txt" or ".text" or ".out" or ".lst" or ".rout" or "";
        if (!isLog && context.Extension is not (".md" or ".markdown" or ".html" or ".htm" or ".svg" or ".rst")) return;
        var start = CountPhrases.Equals(text.Bytes.Span, at);
        if (isLog) Report(text, start, member, context.Label, hits);
        else if (IsSmall(text, start, out var used))
            Add(RuleIds.SmallCountInText, text, start, used, member, context.Label, $"An n from 1 to {policy.SmallCountMax} in text.", hits, Confidence.Low);
    }

    /// <summary>Of a part and its whole either may be small: the part, or what it leaves.</summary>
    private void ReportPart(Text text, int at, string? member, OutputLabel label, Hits hits)
    {
        var (start, part, whole) = CountPhrases.Part(text.Bytes.Span, at);
        if (start < 0) return;
        if (part >= 1 && part <= policy.SmallCountMax)
            Add(RuleIds.SmallCountInText, text, start, at - start, member, label, $"A count from 1 to {policy.SmallCountMax} in text.", hits, Confidence.Low);
        else if (part > policy.SmallCountMax && whole - part <= policy.SmallCountMax)
            Add(RuleIds.SmallComplement, text, start, at - start, member, label, $"All but 1 to {policy.SmallCountMax} of a whole, in text.", hits, Confidence.Low);
    }

    private bool IsSmall(Text text, int start, out int used)
    {
        used = 0;
        return start >= 0 && CellReader.Number(text.Bytes.Span[start..Math.Min(text.Bytes.Length, start + 24)], out var value, out var decimals, out used)
            && decimals == 0 && value >= 1 && value <= policy.SmallCountMax;
    }

    private static void ReportExtreme(Text text, (int Start, int Length) value, string? member, OutputLabel label, Hits hits) => Add(
        RuleIds.ExtremeValue, text, value.Start, value.Length, member, label, "A smallest or largest value, which is that of one person.", hits);

    private static void Add(string id, Text text, int start, int length, string? member, OutputLabel label, string evidence, Hits hits, Confidence confidence = Confidence.Medium) => hits.Add(id, () =>
    {
        var rule = RuleCatalogue.Get(id);
        var (line, column) = text.Position(start);
        var bytes = text.Bytes.Span;
        var lineStart = bytes[..start].LastIndexOf((byte)'\n') + 1;
        var rest = bytes[start..].IndexOf((byte)'\n');
        var whole = bytes[lineStart..(rest < 0 ? bytes.Length : start + rest)];
        return new RuleHit(
            id, rule.SeverityIn(label), confidence, new Location(line, column, null, member),
            new Sensitive(Encoding.UTF8.GetString(whole[..Math.Min(whole.Length, LongestLine)])), evidence,
            new Sensitive(Encoding.UTF8.GetString(bytes.Slice(start, length))));
    });
}
