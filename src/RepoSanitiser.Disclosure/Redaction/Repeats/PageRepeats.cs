using System.Text;
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
/// <param name="planned">The edits of its tables.</param>
internal sealed class PageRepeats(ReadOnlyMemory<byte> page, RedactedNumbers numbers, Text text, Pass pass, IReadOnlyList<Edit> planned)
{
    private readonly ProseRepeats _prose = new(numbers, text, pass, planned);

    /// <summary>The edits, beside those that are planned already.</summary>
    /// <exception cref="RedactionRefused">A script repeats a number in a way that can't be changed.</exception>
    public IReadOnlyList<Edit> Find()
    {
        if (_prose.IsTooMany()) return [];
        var parts = new PageParts(page);
        foreach (var prose in parts.Prose) _prose.Look(prose);
        foreach (var (start, end) in parts.Scripts) LookInScript(start, end);
        return _prose.Edits;
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
            if (same.FirstOrDefault(n => n.Rows.Any(r => n.IsNamedIn(word.Text!))) is { } named) _prose.Change(start + word.Start + token.Start, start + word.Start + token.End, named.Text);
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
                    _prose.Change(start + value.Start, start + value.End, isQuoted || number.Text != Mark.Text ? number.Text : $"\"{Mark.Text}\"");
                    return;
                }

                var at = start + value.Start;
                if (!IsBelow(value, label) || _prose.IsPlanned(at)) continue;
                var figure = figures.Find(f => at >= f.Start && at < f.Start + f.Length);
                if (figure.Length == 0)
                    throw new RedactionRefused($"A script in line {_prose.Line(at)} may repeat a number that goes from a table, and it can't be told which of its numbers that is: take the script out, and redact it again.");
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

    private void Figure(int start, int length) => _prose.Replace(
        start, start + length, page.Span[start] == (byte)'[' ? "[{\"name\":\"[REDACTED]\"}]"u8.ToArray() : "{\"title\":\"[REDACTED]\"}"u8.ToArray(),
        "its data repeat a number that goes from a table", "replaced");

    private static bool Mentions(ReadOnlySpan<byte> script, string name) => script.IndexOf(Encoding.UTF8.GetBytes(name.Split('"', '\\', '&', '<')[0])) >= 0;
}
