namespace RepoSanitiser.Disclosure.Suppression.Tables;

/// <summary>
/// Ties tables of one file that show the same counts: cells under the same header, in rows of the same names, where all that both tables
/// show there agree. What one table marks, the other may give away.
/// </summary>
internal sealed class TableLinks(IReadOnlyList<CountGrid> grids, SystemBuilder builder)
{
    /// <summary>Counts that have to agree before two tables are taken to show the same.</summary>
    private const int Enough = 2;

    /// <summary>Counts so small that they agree by chance.</summary>
    private const int Telling = 20;

    private const int MostTables = 60;

    /// <summary>Ties equal counts.</summary>
    public void Find()
    {
        if (grids.Count is < 2 or > MostTables) return;
        var keys = grids.Select(Keys).ToList();
        for (var one = 0; one < grids.Count; one++)
        {
            for (var other = one + 1; other < grids.Count; other++) Tie(grids[one], keys[one], grids[other], keys[other]);
        }
    }

    private void Tie(CountGrid one, Dictionary<string, (int Row, int Column)> ones, CountGrid other, Dictionary<string, (int Row, int Column)> others)
    {
        var common = ones.Where(k => others.ContainsKey(k.Key)).Select(k => (One: k.Value, Other: others[k.Key])).ToList();
        var agree = 0;
        foreach (var (a, b) in common)
        {
            if (one[a.Row, a.Column] is not { IsMarked: false } x || other[b.Row, b.Column] is not { IsMarked: false } y) continue;
            if (x.Least > y.Most || y.Least > x.Most) return;
            if (x is { IsUnknown: false, Least: >= Telling }) agree++;
        }

        if (agree < Enough) return;
        foreach (var (a, b) in common)
        {
            if (one[a.Row, a.Column] is not { } x || other[b.Row, b.Column] is not { } y || !(x.IsMarked || y.IsMarked || x.IsUnknown || y.IsUnknown)) continue;
            builder.Tie(
                Relation.Sum([builder.Count(one, a.Row, a.Column)], builder.Count(other, b.Row, b.Column)),
                new RelationNote(
                    RelationKind.Sum,
                    $"{Places.Row(one, a.Row)} of {Places.Column(one, one.Columns[a.Column])} in table {one.Index + 1} of the file is "
                    + $"{Places.Row(other, b.Row)} of {Places.Column(other, other.Columns[b.Column])} in table {other.Index + 1}",
                    true));
        }
    }

    /// <summary>Names of a table's counts; those that two of them share name none.</summary>
    private static Dictionary<string, (int Row, int Column)> Keys(CountGrid grid)
    {
        var keys = new Dictionary<string, (int, int)>(StringComparer.OrdinalIgnoreCase);
        var twice = new List<string>();
        for (var r = 0; r < grid.Rows.Length; r++)
        {
            var label = string.Join('\u001f', grid.Keys.Select(k => grid.Text(r, k)).Where(t => t.Length > 0));
            if (label.Length == 0) continue;
            for (var c = 0; c < grid.Columns.Length; c++)
            {
                var key = $"{label}\u001e{grid.Table.Table.Header(grid.Columns[c])}";
                if (!keys.TryAdd(key, (r, c))) twice.Add(key);
            }
        }

        foreach (var key in twice) keys.Remove(key);
        return keys;
    }
}
