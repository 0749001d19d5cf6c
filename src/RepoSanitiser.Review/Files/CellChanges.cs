using System.Text;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Review.Files;

/// <summary>
/// What became of a table since an earlier version of it, cell by cell. Columns belong together by header, rows by all of their cells
/// that are no numbers; the second of the same name belongs to the second, and where nothing names them, to the same place.
/// </summary>
internal sealed class CellChanges
{
    private CellChanges(IReadOnlyDictionary<(int Row, int Column), string> before, IReadOnlySet<int> newRows, IReadOnlySet<int> newColumns, int goneRows, int goneColumns) =>
        (Before, NewRows, NewColumns, GoneRows, GoneColumns) = (before, newRows, newColumns, goneRows, goneColumns);

    /// <summary>What changed cells held before. 0-based.</summary>
    public IReadOnlyDictionary<(int Row, int Column), string> Before { get; }

    /// <summary>Rows that were not there before, 0-based.</summary>
    public IReadOnlySet<int> NewRows { get; }

    /// <summary>Columns that were not there before, 0-based.</summary>
    public IReadOnlySet<int> NewColumns { get; }

    /// <summary>How many rows are no longer there.</summary>
    public int GoneRows { get; }

    /// <summary>How many columns are no longer there.</summary>
    public int GoneColumns { get; }

    /// <summary>Whether the tables are the same.</summary>
    public bool None => Before.Count == 0 && NewRows.Count == 0 && NewColumns.Count == 0 && GoneRows == 0 && GoneColumns == 0;

    /// <summary>Compares a table with an earlier version of it.</summary>
    public static CellChanges Between(Table now, Table before)
    {
        var columns = Match(ColumnNames(now), ColumnNames(before), out var newColumns, out var goneColumns);
        var (named, namedBefore) = (NamingColumns(now, columns.Keys), NamingColumns(before, columns.Values));
        var naming = columns.Where(c => named.Contains(c.Key) && namedBefore.Contains(c.Value)).ToList();
        var rows = Match(RowNames(now, naming.ConvertAll(c => c.Key)), RowNames(before, naming.ConvertAll(c => c.Value)), out var newRows, out var goneRows);
        var changed = new Dictionary<(int, int), string>();
        foreach (var (row, rowBefore) in rows)
        {
            foreach (var (column, columnBefore) in columns)
            {
                if (!now[row + now.HeaderRows, column].SequenceEqual(before[rowBefore + before.HeaderRows, columnBefore]))
                    changed[(row + now.HeaderRows, column)] = before.GetString(rowBefore + before.HeaderRows, columnBefore);
            }
        }

        return new CellChanges(changed, newRows.Select(r => r + now.HeaderRows).ToHashSet(), newColumns, goneRows, goneColumns);
    }

    private static List<string> ColumnNames(Table table) => [.. Enumerable.Range(0, table.ColumnCount).Select(c => table.Header(c) ?? "")];

    private static List<string> RowNames(Table table, List<int> naming)
    {
        var name = new StringBuilder();
        var names = new List<string>(table.RowCount);
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            name.Clear();
            foreach (var column in naming) name.Append(table.GetString(row, column)).Append('\0');
            names.Add(name.ToString());
        }

        return names;
    }

    /// <summary>Columns that hold words in most of their cells; the first column where none does.</summary>
    private static HashSet<int> NamingColumns(Table table, IEnumerable<int> columns)
    {
        var naming = columns.Where(c => IsNaming(table, c)).ToHashSet();
        if (naming.Count == 0) naming.UnionWith(columns.Order().Take(1));
        return naming;
    }

    private static bool IsNaming(Table table, int column)
    {
        var (words, filled) = (0, 0);
        for (var row = table.HeaderRows; row < table.RowCount; row++)
        {
            if (table[row, column].IsEmpty) continue;
            filled++;
            if (CellNumbers.IsText(table[row, column])) words++;
        }

        return 2 * words > filled;
    }

    /// <summary>Pairs of places that have the same name, the first with the first.</summary>
    private static Dictionary<int, int> Match(List<string> now, List<string> before, out HashSet<int> added, out int gone)
    {
        var waiting = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var i = 0; i < before.Count; i++)
        {
            if (!waiting.TryGetValue(before[i], out var places)) waiting[before[i]] = places = new Queue<int>();
            places.Enqueue(i);
        }

        var pairs = new Dictionary<int, int>();
        added = [];
        for (var i = 0; i < now.Count; i++)
        {
            if (waiting.TryGetValue(now[i], out var places) && places.TryDequeue(out var place)) pairs[i] = place;
            else added.Add(i);
        }

        gone = before.Count - pairs.Count;
        return pairs;
    }
}
