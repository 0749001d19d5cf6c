using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Redaction.Repeats;

/// <summary>
/// Looks through the prose beside tables for the numbers that go from them. Where its row or column is named with it, a number is the same
/// one and goes too; where nothing says so, a person has to look.
/// </summary>
/// <param name="numbers">What goes.</param>
/// <param name="text">Tells lines.</param>
/// <param name="pass">Where changes and doubts are noted.</param>
/// <param name="planned">The edits of the tables: what they change is not looked at again.</param>
internal sealed class ProseRepeats(RedactedNumbers numbers, Text text, Pass pass, IReadOnlyList<Edit> planned)
{
    /// <summary>What such a place is reported under.</summary>
    public const string Rule = "repeated-value";

    private const string Why = "it repeats a number that goes from a table";

    // A number after one of these names something else: Table 4, week 3.
    private static readonly HashSet<string> Naming = new(StringComparer.OrdinalIgnoreCase)
    {
        "table", "figure", "fig", "section", "chapter", "appendix", "step", "part", "page", "version", "day", "week", "month", "year", "phase", "wave", "model", "stage",
        "dose", "type", "level", "grade", "group", "quintile", "decile", "quartile", "tier", "release", "no", "number", "footnote", "note", "study", "stata", "python",
    };

    private readonly List<Edit> _edits = [];

    /// <summary>The edits so far, beside those that were planned.</summary>
    public IReadOnlyList<Edit> Edits => _edits;

    /// <summary>Whether so many numbers go that none can be looked for; says so where it is.</summary>
    public bool IsTooMany()
    {
        if (numbers.IsFull) pass.Note("Too many numbers go from its tables to look for each in the text and the scripts beside them: look at these yourself.");
        return numbers.IsFull;
    }

    /// <summary>The edits of all runs of text.</summary>
    public IReadOnlyList<Edit> Find(IEnumerable<Prose> runs)
    {
        if (IsTooMany()) return [];
        foreach (var prose in runs) Look(prose);
        return _edits;
    }

    /// <summary>Looks through a run of text.</summary>
    public void Look(Prose prose)
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

    /// <summary>Puts something in place of a number, unless a table's edit does.</summary>
    public void Change(int start, int end, string replacement)
    {
        if (!IsPlanned(start)) Replace(start, end, Encoding.UTF8.GetBytes(replacement), Why, "redacted");
    }

    /// <summary>Puts something in place of a stretch.</summary>
    public void Replace(int start, int end, byte[] replacement, string why, string what)
    {
        pass.Changed(new RedactedPlace(Locate(start), Rule, why, what));
        _edits.Add(new Edit(start, end, replacement));
    }

    /// <summary>The line of an offset, from 1.</summary>
    public int Line(int at) => text.Position(at).Line;

    /// <summary>Whether a table's edit changes what is at an offset.</summary>
    public bool IsPlanned(int at) => planned.Any(e => at >= e.Start && at < e.End);

    /// <summary>Whether a number that nothing names may be the one that goes: no number of a heading, a chapter or a note, no whole percentage.</summary>
    private static bool MayBeOne(NumberToken token, Prose prose)
    {
        var before = prose.Bytes.Span[..token.Start].TrimEnd(" .:#(\t\r\n"u8);
        if (prose.IsAttribute || (prose.IsHeading && before.Trim(" \t\r\n"u8).IsEmpty) || (token.IsShare && double.IsInteger(token.Value))) return false;
        if (prose.Bytes.Span[..token.Start] is [.., (byte)'[' or (byte)'^'] && prose.Bytes.Span[token.End..].StartsWith("]"u8)) return false;
        var start = before.Length;
        while (start > 0 && char.IsAsciiLetter((char)before[start - 1])) start--;
        return start == before.Length || !Naming.Contains(Encoding.ASCII.GetString(before[start..]));
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
}
