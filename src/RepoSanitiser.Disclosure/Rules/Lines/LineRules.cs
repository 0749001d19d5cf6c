using System.Buffers;
using System.Numerics;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Rules.Lines;

/// <summary>Rules about text: a keyword first, found at memory speed, then the pattern near it, then a check. Thread-safe.</summary>
internal sealed class LineRules
{
    /// <summary>The bit of words that tables in prose are made of.</summary>
    private const ulong TableMark = 1UL << 63;

    private readonly List<Placed> _patterns = [];
    private readonly KeywordScanner _everywhere;
    private readonly KeywordScanner _all;
    private readonly ulong _notText;
    private readonly ulong _notCodelist;
    private readonly LineTriggers _source;
    private readonly LineTriggers _prose;

    /// <summary>Takes the rules whose patterns it applies; a pattern's bit is its place among all patterns.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="tableMarks">Words that tell prose which may hold a table of people.</param>
    public LineRules(IReadOnlyList<Rule> rules, IReadOnlyList<string> tableMarks)
    {
        foreach (var rule in rules)
        {
            foreach (var pattern in rule.Patterns) _patterns.Add(new Placed(rule, pattern, 1UL << _patterns.Count));
        }

        if (_patterns.Count > LineTriggers.Most) throw new InvalidOperationException("There are more patterns than bits.");
        _all = new KeywordScanner(Keywords(_ => true));
        _everywhere = new KeywordScanner([.. Keywords(p => p.Scope == PatternScope.Everywhere), .. tableMarks.Select(m => new Keyword(m, TableMark))]);
        _source = new LineTriggers(_everywhere.AllBits & ~TableMark);
        _prose = new LineTriggers(_everywhere.AllBits);
        foreach (var (rule, pattern, bit) in _patterns)
        {
            if (!string.Equals(rule.Id, RuleIds.NhsNumber, StringComparison.Ordinal)) _notCodelist |= bit;
            if (pattern.Scope != PatternScope.Data) _notText |= bit;
        }
    }

    /// <summary>Patterns that could match on some line, among those that apply to every text.</summary>
    public LineTriggers Triggers(ReadOnlySpan<byte> bytes) => new(_everywhere.Scan(bytes));

    /// <summary>The triggers that make text of a context worth judging although it is not always judged.</summary>
    public LineTriggers SourceTriggers(FileContext context) => FileKinds.IsProse(context) ? _prose : _source;

    /// <summary>Applies the patterns to a text: all of them to data and outputs, those for every text to source code.</summary>
    public void Judge(Text text, string? member, FileContext context, Hits hits) =>
        Judge(text, member, FileKinds.NeedsContent(context) ? _all : _everywhere, ~TableMark, context.Label, hits);

    /// <summary>Applies the patterns to the text of a table, less those whose rules look at its columns.</summary>
    public void JudgeTable(Text text, string? member, OutputLabel label, Hits hits) => Judge(text, member, _all, _notText, label, hits);

    /// <summary>Applies the patterns to a commit or tag message.</summary>
    public void JudgeMessage(Text text, Hits hits) => Judge(text, null, _all, _notText, OutputLabel.None, hits);

    private void Judge(Text text, string? member, KeywordScanner scanner, ulong wanted, OutputLabel label, Hits hits)
    {
        var found = scanner.Scan(text.Bytes.Span) & wanted;
        // Ids of clinical codes are as long as NHS numbers, and one in eleven passes the check.
        if (label == OutputLabel.Codelist) found &= _notCodelist;
        for (; found != 0; found &= found - 1)
        {
            var index = BitOperations.TrailingZeroCount(found);
            var (rule, pattern, _) = _patterns[index];
            Apply(rule, pattern, scanner, 1UL << index, text, member, label, hits);
        }
    }

    /// <summary>
    /// Walks from keyword to keyword and matches the pattern in the bytes around each; what was covered is not covered again, so that
    /// a text of nothing but keywords takes linear time too.
    /// </summary>
    private static void Apply(Rule rule, RulePattern pattern, KeywordScanner scanner, ulong bit, Text text, string? member, OutputLabel label, Hits hits)
    {
        var bytes = text.Bytes.Span;
        var check = pattern.Validator is { } name ? Validators.Get(name) : null;
        var room = pattern.Before + pattern.After + LineTriggers.Margin + 2;
        var chars = ArrayPool<char>.Shared.Rent(room);
        try
        {
            var (covered, reported) = (0, -1);
            for (var (at, length, _) = scanner.Next(bytes, 0, bit); at >= 0; (at, length, _) = scanner.Next(bytes, at + 1, bit))
            {
                // A match may begin where an earlier window ended in its middle.
                var start = Math.Max(Math.Max(0, at - pattern.Before), Math.Min(at, covered - pattern.After));
                var end = Math.Min(bytes.Length, at + length + pattern.After);
                var window = chars.AsSpan(0, Encoding.Latin1.GetChars(bytes[start..end], chars));
                covered = end;
                if (pattern.ContextRegex is { } context && !context.IsMatch(window)) continue;
                foreach (var match in pattern.Regex.EnumerateMatches(window))
                {
                    var offset = start + match.Index;
                    if (offset <= reported || (check is not null && !check(window, match.Index, match.Length))) continue;
                    reported = offset;
                    Report(rule, pattern, text, offset, match.Length, member, label, hits);
                }
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
        }
    }

    private static void Report(
        Rule rule, RulePattern pattern, Text text, int offset, int length, string? member, OutputLabel label, Hits hits) => hits.Add(rule.Id, () =>
    {
        var severity = rule.SeverityIn(label);
        var (line, column) = text.Position(offset);
        var value = new Sensitive(Encoding.UTF8.GetString(text.Bytes.Span.Slice(offset, length)));
        return new RuleHit(
            rule.Id, severity, Confidence.High, new Location(line, column, null, member), value, $"{rule.Title}: {value.Mask()}.", value);
    });

    private IEnumerable<Keyword> Keywords(Func<RulePattern, bool> wanted) =>
        _patterns.Where(p => wanted(p.Pattern)).SelectMany(p => p.Pattern.Keywords.Select(k => new Keyword(k, p.Bit)));

    /// <summary>A pattern of a rule, and the bit that its keywords set.</summary>
    private sealed record Placed(Rule Rule, RulePattern Pattern, ulong Bit);
}
