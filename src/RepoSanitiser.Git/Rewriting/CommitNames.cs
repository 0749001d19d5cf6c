using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>A word of hex digits in a message.</summary>
internal readonly record struct HexWord(int Start, int Length);

/// <summary>Finds the words in messages that may be ids of commits, and the commits they name.</summary>
internal sealed class CommitNames(HistoryGraph graph, ObjectFormat format)
{
    private const int Shortest = 7;
    private readonly int _digits = 2 * ObjectId.LengthOf(format);

    /// <summary>The words of 7 to 40 (or 64) lower-case hex digits that stand alone.</summary>
    public List<HexWord> In(ReadOnlySpan<byte> text)
    {
        var words = new List<HexWord>();
        for (var at = 0; at < text.Length;)
        {
            if (!IsWordCharacter(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            var hex = true;
            for (; at < text.Length && IsWordCharacter(text[at]); at++) hex &= text[at] is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f';
            if (hex && at - start >= Shortest && at - start <= _digits) words.Add(new HexWord(start, at - start));
        }

        return words;
    }

    /// <summary>The one commit that a word names, by its number; -1 for none, or for several.</summary>
    public int Resolve(ReadOnlySpan<byte> word)
    {
        Span<byte> padded = stackalloc byte[64];
        padded.Fill((byte)'0');
        word.CopyTo(padded);
        if (!ObjectId.TryParse(padded[.._digits], out var least)) return -1;
        padded[word.Length.._digits].Fill((byte)'f');
        if (!ObjectId.TryParse(padded[.._digits], out var most)) return -1;
        var found = -1;
        for (var i = FirstFrom(least); i < graph.Objects.Count && graph.Objects[i] <= most; i++)
        {
            if (graph.Objects.Types[i] != ObjectType.Commit) continue;
            if (found >= 0) return -1;
            found = i;
        }

        return found;
    }

    private static bool IsWordCharacter(byte value) => char.IsAsciiLetterOrDigit((char)value) || value == '_';

    private int FirstFrom(ObjectId least)
    {
        var (low, high) = (0, graph.Objects.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (graph.Objects[middle] < least) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
