using System.Numerics;
using System.Text;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>A text that is looked for.</summary>
/// <param name="Text">ASCII characters, in upper or lower case.</param>
/// <param name="Bits">What it sets where it is found.</param>
internal sealed record Keyword(string Text, ulong Bits)
{
    /// <summary>Its bytes.</summary>
    public byte[] Bytes { get; } = Encoding.ASCII.GetBytes(Text);
}

/// <summary>Keywords that are looked for together, and what their beginnings look like.</summary>
internal sealed class KeywordBucket
{
    /// <summary>Bytes of a keyword's beginning that are looked at.</summary>
    public const int Fingerprint = 4;

    private const byte Fold = 0x20;

    private readonly List<Keyword> _members;

    // Which halves of bytes the beginnings have: for each byte, sixteen bits for its low and sixteen for its high half.
    private readonly uint[] _halves = new uint[Fingerprint];
    private double _share;

    private KeywordBucket(Keyword keyword)
    {
        _members = [keyword];
        for (var at = 0; at < Fingerprint; at++)
        {
            var low = at < keyword.Bytes.Length ? 1u << (keyword.Bytes[at] & 0x0F) : 0xFFFF;
            var high = at < keyword.Bytes.Length ? 1u << ((keyword.Bytes[at] | Fold) >> 4) : 0xFFFF;
            _halves[at] = high << 16 | low;
        }

        _share = FalseShare(_halves, _halves);
    }

    /// <summary>Puts keywords whose beginnings are alike together, so that few texts look like the beginning of any.</summary>
    /// <param name="keywords">The keywords.</param>
    /// <param name="most">How many groups there may be.</param>
    public static List<List<Keyword>> Group(List<Keyword> keywords, int most)
    {
        KeywordBucket?[] buckets = [.. keywords.Select(k => new KeywordBucket(k))];
        var costs = new double[buckets.Length, buckets.Length];
        for (var i = 0; i < buckets.Length; i++)
        {
            for (var j = i + 1; j < buckets.Length; j++) costs[i, j] = buckets[i]!.CostOf(buckets[j]!);
        }

        for (var left = buckets.Length; left > most; left--)
        {
            var (first, second) = Cheapest(buckets, costs);
            buckets[first]!.Take(buckets[second]!);
            buckets[second] = null;
            for (var i = 0; i < buckets.Length; i++)
            {
                if (i == first || buckets[i] is not { } other) continue;
                if (i < first) costs[i, first] = other.CostOf(buckets[first]!);
                else costs[first, i] = buckets[first]!.CostOf(other);
            }
        }

        return [.. buckets.OfType<KeywordBucket>().Select(b => b._members)];
    }

    private static (int First, int Second) Cheapest(KeywordBucket?[] buckets, double[,] costs)
    {
        var (best, first, second) = (double.PositiveInfinity, 0, 0);
        for (var i = 0; i < buckets.Length; i++)
        {
            if (buckets[i] is null) continue;
            for (var j = i + 1; j < buckets.Length; j++)
            {
                if (buckets[j] is not null && costs[i, j] < best) (best, first, second) = (costs[i, j], i, j);
            }
        }

        return (first, second);
    }

    /// <summary>How many more texts look like a beginning once the two are one.</summary>
    private double CostOf(KeywordBucket other) => FalseShare(_halves, other._halves) - _share - other._share;

    private void Take(KeywordBucket other)
    {
        _members.AddRange(other._members);
        for (var at = 0; at < Fingerprint; at++) _halves[at] |= other._halves[at];
        _share = FalseShare(_halves, _halves);
    }

    /// <summary>The share of texts that look like the beginning of a keyword of either.</summary>
    private static double FalseShare(uint[] one, uint[] other)
    {
        var share = 1.0;
        for (var at = 0; at < Fingerprint; at++)
        {
            var halves = one[at] | other[at];
            // Text is letters mostly: two of the high halves are common, and the others one in ten.
            share *= BitOperations.PopCount(halves & 0xFFFF) / 16.0 * Math.Min(1, BitOperations.PopCount((halves >> 16) & 0xC0) / 2.0 + 0.1);
        }

        return share;
    }
}
