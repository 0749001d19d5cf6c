using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RepoSanitiser.Core.Reporting;

/// <summary>How the formats name the same things.</summary>
internal static partial class Wording
{
    private static readonly string[] TypeOrder = ["commit", "tree", "blob", "tag", "lfs", "file"];

    /// <summary>The severities, worst first.</summary>
    public static IReadOnlyList<Severity> WorstFirst { get; } = [Severity.Critical, Severity.High, Severity.Medium, Severity.Low];

    /// <summary><c>low</c> to <c>critical</c>.</summary>
    public static string Name(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.High => "high",
        Severity.Medium => "medium",
        _ => "low",
    };

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public static string Name(Confidence confidence) => confidence switch
    {
        Confidence.High => "high",
        Confidence.Medium => "medium",
        _ => "low",
    };

    /// <summary><c>read</c>, <c>opaque</c> or <c>unread</c>.</summary>
    public static string Name(ReadState state) => state switch
    {
        ReadState.Read => "read",
        ReadState.Opaque => "opaque",
        _ => "unread",
    };

    /// <summary>An instant in UTC, to the second, as ISO 8601 and SARIF have it.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A day in UTC.</summary>
    public static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What is counted: objects of a repository, or files of a check.</summary>
    public static string Things(Report report) => report.Command is "check" ? "file" : "object";

    /// <summary>A number with thousands set apart.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 finding</c>, <c>2,000 findings</c>.</summary>
    public static string Count(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>From the first day of any exposure to the last; open where any is.</summary>
    public static Exposure Whole(IReadOnlyCollection<Exposure> exposures) =>
        new(exposures.Min(e => e.From), exposures.Any(e => e.To is null) ? null : exposures.Max(e => e.To));

    /// <summary>An exposure's first and last day and how long it was; an open one lasts until <paramref name="now"/>.</summary>
    public static string Window(Exposure exposure, DateTimeOffset now)
    {
        var until = exposure.To is { } to ? Day(to) : "now";
        return $"{Day(exposure.From)} to {until}, {Count(Days(exposure, now), "day")}";
    }

    /// <summary>Whole days of an exposure, an open one counted to <paramref name="now"/>; never negative, whatever clocks said.</summary>
    public static int Days(Exposure exposure, DateTimeOffset now) =>
        (int)Math.Max(0, ((exposure.To ?? now) - exposure.From).TotalDays);

    /// <summary>Counts by type in a stable order that follows how git names them.</summary>
    public static IEnumerable<KeyValuePair<string, CoverageCount>> Ordered(Coverage coverage) =>
        coverage.Objects
            .OrderBy(c => Array.IndexOf(TypeOrder, c.Key) is var i and >= 0 ? i : TypeOrder.Length)
            .ThenBy(c => c.Key, StringComparer.Ordinal);

    /// <summary>
    /// What "no findings" leaves unsaid: what was left out and what nobody has looked at yet. Each begins with a blank; empty for
    /// nothing.
    /// </summary>
    public static string Reservations(Report report)
    {
        var leftOut = report.Suppressions.Baseline + report.Suppressions.Ignored;
        var opaque = report.Coverage.Objects.Values.Sum(c => c.Opaque);
        return (leftOut > 0 ? $" {Count(leftOut, "finding")} left out, as said below." : "")
            + (opaque > 0 ? $" {Count(opaque, Things(report))} of a kind that needs a person's eyes." : "");
    }

    /// <summary>By what was judged: the policy, and how many rules of the user's own.</summary>
    public static string Judged(Report report) =>
        report.OwnRules == 0 ? report.Policy : $"{report.Policy} and {Count(report.OwnRules, "rule")} of your own";

    /// <summary>What was left out and what was relaxed, a sentence each.</summary>
    public static IEnumerable<string> LeftOut(Suppressions suppressions)
    {
        var (baseline, ignored) = (suppressions.Baseline, suppressions.Ignored);
        if (baseline > 0) yield return $"{Count(baseline, "finding")} not shown: the baseline has {(baseline == 1 ? "it" : "them")}.";
        if (ignored > 0) yield return $"{Count(ignored, "finding")} not shown: accepted, with a reason and a last day.";
        foreach (var relaxed in suppressions.Relaxed) yield return $"Relaxed by the repository: {relaxed}";
        foreach (var expired in suppressions.Expired) yield return $"An acceptance has run out: {expired}";
    }

    /// <summary>The first path of a finding, or what it lies in where it has none.</summary>
    public static string Subject(Finding finding) =>
        finding.Paths.Count > 0 ? finding.Paths[0] : finding.Object switch
        {
            { Type: "commit" } => "(a commit message)",
            { Type: "tag" } => "(a tag message)",
            { Type: "tree" } => "(a file name)",
            { Type: "ref" } => "(a ref name)",
            { Type: "index" } => "(the index)",
            { Type: var type } => $"({type})",
            null => "(a blob no tree names)",
        };

    /// <summary>Whether it lies in a git note, whose path is the id of the object it is on.</summary>
    public static bool IsNote(Finding finding) =>
        finding.ReachableFrom.Count > 0 && finding.ReachableFrom.All(r => r.Contains("refs/notes/", StringComparison.Ordinal));

    /// <summary>The same as <see cref="Subject"/> in formats meant for others, where the path of a note would be an object's id.</summary>
    public static string SubjectWithoutIds(Finding finding) => IsNote(finding) ? "(a git note)" : Subject(finding);

    /// <summary>Where in the blob, in words; empty for the blob as a whole.</summary>
    public static string Where(Location location)
    {
        var parts = new List<string>(3);
        if (location.Member is { } member) parts.Add($"in {member}");
        if (location.Line is { } line) parts.Add(location.Column is { } column ? $"line {line}, column {column}" : $"line {line}");
        var cell = Cell(location);
        if (cell.Length > 0 && location.Line is null) parts.Add(cell);
        var where = string.Join(", ", parts);
        return cell.Length > 0 && location.Line is not null ? $"{where} ({cell})" : where;
    }

    /// <summary>The cell in words; empty where there is none.</summary>
    public static string Cell(Location location) => location.Cell switch
    {
        null => "",
        { Header: { } header } cell => $"row {cell.Row}, cell {cell.Column} under \"{header}\"",
        var cell => $"row {cell.Row}, cell {cell.Column}",
    };

    /// <summary>
    /// The text with every character that could act instead of being seen (controls, escapes, direction changes, invisible
    /// ones, halves of surrogate pairs) written as <c>\u{1B}</c>: a hostile name can't move a cursor or dress up as another.
    /// </summary>
    public static string Visible(string text)
    {
        StringBuilder? result = null;
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var length = pair ? 2 : 1;
            if (Acts(text, i, pair))
            {
                result ??= new StringBuilder(text, 0, i, text.Length + 16);
                var code = pair ? char.ConvertToUtf32(text, i) : text[i];
                result.Append(CultureInfo.InvariantCulture, $"\\u{{{code:X2}}}");
            }
            else
            {
                result?.Append(text, i, length);
            }

            i += length - 1;
        }

        return result?.ToString() ?? text;
    }

    /// <summary>The text with anything as long as an object id put out of sight, for formats meant for others.</summary>
    public static string WithoutIds(string text) => Id().Replace(text, "[id]");

    private static bool Acts(string text, int index, bool pair) =>
        (pair ? CharUnicodeInfo.GetUnicodeCategory(text, index) : char.GetUnicodeCategory(text[index])) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    [GeneratedRegex("[0-9a-fA-F]{38,}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Id();
}
