using System.Globalization;
using System.Text;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>Rounds counts, in the form they were written in.</summary>
/// <param name="base">The base; 6 for midpoints.</param>
/// <param name="toMidpoints">Whether to 3, 9, 15, …; zero stays.</param>
internal sealed class CountRounder(int @base, bool toMidpoints)
{
    /// <summary>The rounding in words.</summary>
    public string Name => toMidpoints ? "rounded to midpoints of 6" : $"rounded to the nearest {@base}";

    /// <summary>A count, rounded.</summary>
    public long Of(long count)
    {
        if (toMidpoints) return count == 0 ? 0 : ((count + 5) / 6 * 6) - 3;
        return (count + (@base / 2)) / @base * @base;
    }

    /// <summary>
    /// The text of a cell with its count rounded; null where it holds none. A share beside the count stays where it says no more than the
    /// rounded count does, and becomes the mark where it would give the count back.
    /// </summary>
    public string? Of(ReadOnlySpan<byte> cell)
    {
        var value = CellValue.Read(cell);
        if (value.Kind is not (CellKind.Count or CellKind.CountWithShare) || value.Number > 1e15 || !char.IsAsciiDigit((char)cell[0])) return null;
        var text = Encoding.UTF8.GetString(cell);
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ',' or '.')) end++;
        var number = text[..end];
        var written = Write(Of((long)value.Number), number);
        return value.Kind == CellKind.Count ? written + text[end..] : written + Share(text[end..], (long)value.Number);
    }

    private static string Write(long count, string like)
    {
        var point = like.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? "" : like[point..];
        return count.ToString(like.Contains(',', StringComparison.Ordinal) ? "N0" : "D", CultureInfo.InvariantCulture) + fraction;
    }

    /// <summary>The rest of a cell after its count. With a share of p % to d decimals, the group has about count / p people, and the
    /// share tells counts apart that are more than group × 10^-d / 100 from each other.</summary>
    private string Share(string rest, long count)
    {
        var open = rest.IndexOf('(', StringComparison.Ordinal);
        var inner = rest[(open + 1)..^1].Trim(' ', '%');
        if (!double.TryParse(inner, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)) return rest;
        var point = inner.IndexOf('.', StringComparison.Ordinal);
        var step = Math.Pow(10, point < 0 ? 0 : -(inner.Length - point - 1));
        var isFraction = !rest.Contains('%', StringComparison.Ordinal) && share <= 1 && point >= 0;
        var group = share == 0 ? double.PositiveInfinity : count / (isFraction ? share : share / 100);
        var told = group * step / (isFraction ? 1 : 100);
        return told >= @base || count == 0 ? rest : rest[..(open + 1)] + Mark.Text + ")";
    }
}
