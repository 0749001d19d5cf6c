using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Markup;

namespace RepoSanitiser.Disclosure.Redaction.Repeats;

/// <summary>
/// Looks through a page, beside its tables, for the numbers that go from them: in text, remarks, attributes and scripts. Where its row or
/// column is named with it, a number is the same one and goes too; where nothing says so, a person has to look.
/// </summary>
/// <param name="page">The page.</param>
/// <param name="numbers">What goes.</param>
/// <param name="text">Tells lines.</param>
/// <param name="pass">Where changes and doubts are noted.</param>
internal sealed class PageRepeats(ReadOnlyMemory<byte> page, RedactedNumbers numbers, Text text, Pass pass)
{
    private const string Rule = "repeated-value";
    private const string Why = "it repeats a number that goes from a table";

    // A number after one of these names something else: Table 4, week 3.
    private static readonly HashSet<string> Naming = new(StringComparer.OrdinalIgnoreCase)
    {
        "table", "figure", "fig", "section", "chapter", "appendix", "step", "part", "page", "version", "day", "week", "month", "year", "phase", "wave", "model", "stage",
        "dose", "type", "level", "grade", "group", "quintile", "decile", "quartile", "tier", "release", "no", "number", "footnote", "note", "study", "stata", "python",
    };

    private readonly List<Edit> _edits = [];
    private IReadOnlyList<Edit> _planned = [];

    /// <summary>The edits, beside those that are planned already.</summary>
    /// <exception cref="RedactionRefused">A script repeats a number in a way that can't be changed.</exception>
    public IReadOnlyList<Edit> Find(IReadOnlyList<Edit> planned)
    {
        if (numbers.IsFull)
        {
            pass.Note("Too many numbers go from its tables to look for each in the text and the scripts beside them: look at these yourself.");
            return [];
        }

        _planned = planned;
        var parts = new PageParts(page);
        foreach (var prose in parts.Prose) Look(prose);
        foreach (var (start, end) in parts.Scripts) LookInScript(start, end);
        return _edits;
    }

    private void Look(Prose prose)
    {
        var bytes = prose.Bytes.Span;
        foreach (var token in NumberTokens.In(bytes))
        {
            var same = numbers.Of(token.Value);
            if (same.Count == 0 || prose.Origin(token.Start, token.End) is not { } at) continue;
            var sentence = prose.SentenceAround(token.Start, token.End);
            if (same.FirstOrDefault(n => n.IsNamedIn(sentence)) is { } named) Change(at.Start, at.End, named.Text);
            else if (RedactedNumbers.IsTelling(token.Value)) Change(at.Start, at.End, same[0].Text);
            else if (MayBeOne(token, prose)) Doubt(at.Start);
        }
    }

    /// <summary>Whether a number that nothing names may be the one that goes: no number of a heading, a chapter or a note, no whole percentage.</summary>
    private static bool MayBeOne(NumberToken token, Prose prose)
    {
        var before = prose.Bytes.Span[..token.Start].TrimEnd(" .:#(\t\r\n"u8);
        if (prose.IsAttribute || (prose.IsHeading && before.Trim(" \t\r\n"u8).IsEmpty) || (token.IsShare && double.IsInteger(token.Value))) return false;
        if (prose.Bytes.Span[..token.Start].EndsWith("["u8) && prose.Bytes.Span[token.End..].StartsWith("]"u8)) return false;
        var start = before.Length;
        while (start > 0 && char.IsAsciiLetter((char)before[start - 1])) start--;
        return start == before.Length || !Naming.Contains(Encoding.ASCII.GetString(before[start..]));
    }

    private void LookInScript(int start, int end)
    {
        var script = page.Span[start..end];
        if (!numbers.Names.Any(n => Mentions(page.Span[start..end], n))) return;
        var figure = ScriptData.Figures(page.Span).Where(f => f.Start >= start && f.Start < end).ToList();
        var values = new ScriptValues(script).Values;
        var labels = values.Where(v => v.Text is { Length: > 0 }).ToLookup(v => v.Text!, StringComparer.Ordinal);
        foreach (var value in values)
        {
            if (double.IsNaN(value.Value)) LookInWord(value, script, start);
            else LookAtNumber(value, labels, start, figure);
        }
    }

    /// <summary>A word of a script is prose where it holds more than a number.</summary>
    private void LookInWord(ScriptValue word, ReadOnlySpan<byte> script, int start)
    {
        foreach (var token in NumberTokens.In(script[word.Start..word.End]))
        {
            var same = numbers.Of(token.Value);
            if (same.FirstOrDefault(n => n.Rows.Any(r => n.IsNamedIn(word.Text!))) is { } named) Change(start + word.Start + token.Start, start + word.Start + token.End, named.Text);
        }
    }

    private void LookAtNumber(ScriptValue value, ILookup<string, ScriptValue> labels, int start, List<(int Start, int Length)> figures)
    {
        if (!value.IsData) return;
        foreach (var number in numbers.Of(value.Value))
        {
            var named = number.Rows.SelectMany(r => labels[r]).Concat(number.Header is { } header ? labels[header].Where(l => !l.IsKey) : []);
            foreach (var label in named.Where(l => l.IsData))
            {
                if (Belongs(value, label))
                {
                    var isQuoted = value.Text is not null;
                    Change(start + value.Start, start + value.End, isQuoted || number.Text != Mark.Text ? number.Text : $"\"{Mark.Text}\"");
                    return;
                }

                var at = start + value.Start;
                if (!IsBelow(value, label) || IsPlanned(at)) continue;
                var figure = figures.Find(f => at >= f.Start && at < f.Start + f.Length);
                if (figure.Length == 0)
                    throw new RedactionRefused($"A script in line {Line(at)} may repeat a number that goes from a table, and it can't be told which of its numbers that is: take the script out, and redact it again.");
                Figure(figure.Start, figure.Length);
                return;
            }
        }
    }

    /// <summary>Whether a number is the one that a word names: side by side in a record, or at the same place of two lists of one length.</summary>
    private static bool Belongs(ScriptValue value, ScriptValue label)
    {
        if (value.Around is null || label.Around is null) return false;
        if (label.IsKey) return ReferenceEquals(value.Around, label.Around) && value.Index == label.Index;
        if (ReferenceEquals(value.Around, label.Around)) return true;
        return value.Index == label.Index && value.Around.Count == label.Around.Count && value.Around.Count > 1;
    }

    /// <summary>Whether a number stands somewhere in the object that a word names.</summary>
    private static bool IsBelow(ScriptValue value, ScriptValue label) =>
        !label.IsKey && value.Around is { } around && label.Around is { } outer && !ReferenceEquals(around, outer) && around.IsWithin(outer) && outer.Count <= 64;

    private void Figure(int start, int length)
    {
        pass.Changed(new RedactedPlace(Locate(start), Rule, "its data repeat a number that goes from a table", "replaced"));
        _edits.Add(new Edit(start, start + length, page.Span[start] == (byte)'[' ? "[{\"name\":\"[REDACTED]\"}]"u8.ToArray() : "{\"title\":\"[REDACTED]\"}"u8.ToArray()));
    }

    private void Change(int start, int end, string replacement)
    {
        if (IsPlanned(start)) return;
        pass.Changed(new RedactedPlace(Locate(start), Rule, Why, "redacted"));
        _edits.Add(new Edit(start, end, Encoding.UTF8.GetBytes(replacement)));
    }

    private void Doubt(int at)
    {
        if (!IsPlanned(at)) pass.Doubt(Locate(at));
    }

    private Location Locate(int at)
    {
        var (line, column) = text.Position(at);
        return new Location(line, column);
    }

    private int Line(int at) => text.Position(at).Line;

    private bool IsPlanned(int at) => _planned.Any(e => at >= e.Start && at < e.End);

    private static bool Mentions(ReadOnlySpan<byte> script, string name) => script.IndexOf(Encoding.UTF8.GetBytes(name.Split('"', '\\', '&', '<')[0])) >= 0;
}
