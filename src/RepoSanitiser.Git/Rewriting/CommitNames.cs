using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>A word of hex digits in a message.</summary>
internal readonly record struct HexWord(int Start, int Length);

/// <summary>Finds the words in messages that may be ids of commits, and the commits they name.</summary>
internal sealed class CommitNames(ObjectTable objects, ObjectFormat format)
{
    private const int Shortest = 7;
    private readonly int _digits = 2 * ObjectId.LengthOf(format);

    /// <summary>The words of 7 to 40 (or 64) lower-case hex digits that stand alone.</summary>
    public List<HexWord> In(ReadOnlySpan<byte> text)
    {
        var words = new List<HexWord>();
        // Wherever so many digits stand together, one of them is met in steps of their least number.
        for (var at = Shortest - 1; at < text.Length; at += Shortest)
        {
            if (!IsDigit(text[at])) continue;
            var start = at;
            while (start > 0 && IsDigit(text[start - 1])) start--;
            while (at < text.Length && IsDigit(text[at])) at++;
            var standsAlone = (start == 0 || !IsWordCharacter(text[start - 1])) && (at == text.Length || !IsWordCharacter(text[at]));
            if (standsAlone && at - start >= Shortest && at - start <= _digits) words.Add(new HexWord(start, at - start));
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
        for (var i = FirstFrom(least); i < objects.Count && objects[i] <= most; i++)
        {
            if (objects.Types[i] != ObjectType.Commit) continue;
            if (found >= 0) return -1;
            found = i;
        }

        return found;
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f';

    private static bool IsWordCharacter(byte value) => char.IsAsciiLetterOrDigit((char)value) || value == '_';

    private int FirstFrom(ObjectId least)
    {
        var (low, high) = (0, objects.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (objects[middle] < least) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
