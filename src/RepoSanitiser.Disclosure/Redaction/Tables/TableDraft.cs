using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction.Tables;

/// <summary>The plan of one table while it is made.</summary>
internal sealed class TableDraft
{
    private TableShape? _shape;
    private bool? _hasMarks;

    /// <summary>Begins with a table and what was found in its cells.</summary>
    public TableDraft(AccusedTable table)
    {
        Table = table.Table;
        Hits = [.. table.Hits.Where(h => h.Location.Cell is not null)];
        Numbers = [.. Hits.Where(h => HitScopes.Of(h) is HitScope.Statistic or HitScope.Summary or HitScope.Unrounded or HitScope.Shares or HitScope.Given)];
        IsOfPersons = Hits.Exists(h => HitScopes.Of(h) == HitScope.Person);
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>What was found in its cells.</summary>
    public List<RuleHit> Hits { get; }

    /// <summary>What of that is about its numbers.</summary>
    public List<RuleHit> Numbers { get; }

    /// <summary>Whether each row is a person: its numbers count nobody.</summary>
    public bool IsOfPersons { get; }

    /// <summary>What changes.</summary>
    public TablePlan Plan { get; } = new();

    /// <summary>Which of its cells are numbers and which are names.</summary>
    public TableShape Shape => _shape ??= new TableShape(Table, Numbers.Select(Column).ToHashSet());

    /// <summary>Whether a number is hidden that others could give back.</summary>
    public bool HidesNumbers => Numbers.Exists(h => HitScopes.Of(h) == HitScope.Statistic);

    /// <summary>Whether a count was redacted before.</summary>
    public bool HasMarks => _hasMarks ??= Suppression.Tables.TableSystem.HasMarks(Shape.Understood);

    /// <summary>The 0-based row of what was found.</summary>
    public static int Row(RuleHit hit) => hit.Location.Cell!.Row - 1;

    /// <summary>The 0-based column of what was found.</summary>
    public static int Column(RuleHit hit) => hit.Location.Cell!.Column - 1;

    /// <summary>Hides the cell that something was found in.</summary>
    public void Suppress(RuleHit hit, string why) => Plan.Suppress(Row(hit), Column(hit), hit.Rule, why);

    /// <summary>Hides all that a column holds below its header.</summary>
    public void SuppressColumn(RuleHit hit, string why)
    {
        foreach (var row in Rows)
        {
            if (!IsBlank(row, Column(hit))) Plan.Suppress(row, Column(hit), hit.Rule, why);
        }
    }

    /// <summary>Hides all below the headers.</summary>
    public void SuppressEverything(string rule, string why)
    {
        foreach (var row in Rows)
        {
            for (var column = 0; column < Table.Width(row); column++)
            {
                if (!IsBlank(row, column)) Plan.Suppress(row, column, rule, why);
            }
        }
    }

    /// <summary>Hides all numbers.</summary>
    public void SuppressResults(string rule, string why)
    {
        foreach (var row in Rows)
        {
            for (var column = 0; column < Table.Width(row); column++)
            {
                if (Shape.IsResult(row, column)) Plan.Hide(row, column, rule, why);
            }
        }
    }

    /// <summary>Hides the numbers of a row; counts of zero are kept.</summary>
    /// <returns>Whether any was shown.</returns>
    public bool SuppressResults(int row, string rule, string why) => Suppress(row, c => !Shape.IsZero(row, c), rule, why);

    /// <summary>Hides the shares and rates of a row.</summary>
    /// <returns>Whether any was shown.</returns>
    public bool SuppressShares(int row, string rule, string why) => Suppress(row, Shape.IsShare, rule, why);

    private bool Suppress(int row, Func<int, bool> which, string rule, string why)
    {
        var any = false;
        for (var column = 0; column < Table.Width(row); column++)
        {
            if (!Shape.IsResult(row, column) || !which(column) || Plan.Hides(row, column)) continue;
            Plan.Hide(row, column, rule, why);
            any = true;
        }

        return any;
    }

    /// <summary>Rounds the counts of a column that no rule hides.</summary>
    /// <returns>Whether it has a count.</returns>
    public bool RoundColumn(int column, CountRounder rounder, string rule)
    {
        var found = false;
        foreach (var row in Rows)
        {
            if (column >= Table.Width(row) || HeaderWords.RowCountsNobody(Shape.RowLabel(row))) continue;
            if (rounder.Of(Table[row, column]) is not { } text) continue;
            found = true;
            if (!Plan.Has(row, column) && text != Table.GetString(row, column)) Plan.Add(new CellChange(row, column, text, rule, rounder.Name, "rounded"));
        }

        return found;
    }

    private IEnumerable<int> Rows => Enumerable.Range(Table.HeaderRows, Table.RowCount - Table.HeaderRows);

    private bool IsBlank(int row, int column) =>
        column >= Table.Width(row) || CellValue.IsEmptyOrMark(Table[row, column]) || TableShape.Shows(Table[row, column]);
}
