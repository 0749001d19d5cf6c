using System.Collections.Frozen;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>Finds the columns that belong together: the count, the denominator and the share of one thing bear its name.</summary>
internal sealed class Partners(UnderstoodTable table)
{
    private static readonly FrozenSet<string> RoleWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "n", "count", "counts", "freq", "frequency", "number", "num", "no", "of", "percent", "pct", "perc", "percentage", "prop", "proportion", "share", "rate", "rates",
        "denominator", "denom", "numerator", "total", "totals", "population", "pop", "midpoint6", "derived", "rounded", "redacted", "the", "per", "event", "events", "in",
        "person", "time", "persontime", "days", "years", "py", "pyears", "fup", "list", "size");

    /// <summary>The column of a role that belongs to another: of the same name; else the only one without a name; else, where the other has
    /// no name itself, the nearest to its left, then to its right. -1 for none.</summary>
    public int Of(int column, ColumnRole role)
    {
        var name = NameOf(column);
        var (same, nameless, left, right, all) = (-1, -1, -1, -1, 0);
        for (var other = 0; other < table.ColumnCount; other++)
        {
            if (other == column || !table.Is(other, role)) continue;
            all++;
            var otherName = NameOf(other);
            if (string.Equals(otherName, name, StringComparison.Ordinal) && (same < 0 || Math.Abs(other - column) < Math.Abs(same - column))) same = other;
            if (otherName.Length == 0 && (nameless < 0 || Math.Abs(other - column) < Math.Abs(nameless - column))) nameless = other;
            if (other < column) left = other;
            else if (right < 0) right = other;
        }

        if (same >= 0) return same;
        if (nameless >= 0) return nameless;
        // Counts and person-time are held against the other numbers anyway; a denominator may not be.
        return name.Length > 0 && (all != 1 || role == ColumnRole.Denominator) ? -1 : left >= 0 ? left : right;
    }

    /// <summary>The words of a header that name what its numbers are of, not what they are.</summary>
    public static string NameIn(List<string> words) => string.Join(' ', words.Where(w => !RoleWords.Contains(w) && !w.All(char.IsAsciiDigit)));

    private string NameOf(int column) => table.Profile.Columns[column].Facts.Name;
}
