using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Review.Files;

namespace RepoSanitiser.Review.Pages;

/// <summary>A page of a table: findings and redactions marked, what changed beside what it was, sortable by every column.</summary>
internal sealed class TableView(ReviewedTable reviewed, Part part, string address, IReadOnlyDictionary<RuleHit, int> numbers)
{
    private const int RowsOnPage = 250;
    private const int ColumnsOnPage = 60;
    private readonly Table _table = reviewed.Table;

    private int DataRows => _table.RowCount - _table.HeaderRows;

    private int Pages => Math.Max(1, (DataRows + RowsOnPage - 1) / RowsOnPage);

    private int FirstColumn => Math.Clamp(part.From - 1, 0, Math.Max(0, _table.ColumnCount - 1));

    private int EndColumn => Math.Min(_table.ColumnCount, FirstColumn + ColumnsOnPage);

    /// <summary>The page of an unsorted table that a row is on, from 1.</summary>
    public static int PageOf(Table table, int row) => (Math.Max(0, row - table.HeaderRows) / RowsOnPage) + 1;

    /// <summary>The first column of the page of columns that a column is on, from 1.</summary>
    public static int FromOf(int column) => (column / ColumnsOnPage * ColumnsOnPage) + 1;

    /// <summary>Writes it.</summary>
    public void Write(HtmlPage page)
    {
        var shown = Math.Clamp(part.Page, 1, Pages);
        Changes(page);
        Pager(page, shown);
        page.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The table\"><table class=\"content\"><caption class=\"unseen\">The content of the file</caption>");
        Head(page);
        page.Raw("<tbody>");
        foreach (var row in Rows().Skip((shown - 1) * RowsOnPage).Take(RowsOnPage)) Row(page, row);
        page.Raw("</tbody></table></div>");
        Pager(page, shown);
    }

    private IEnumerable<int> Rows()
    {
        var rows = Enumerable.Range(_table.HeaderRows, DataRows);
        if (part.Sort is not { } sort || sort > _table.ColumnCount) return rows;
        // Numbers by their value before words by theirs; what is empty comes last in both directions.
        var keyed = rows.Select(r => (Row: r, Number: CellNumbers.Number(_table[r, sort - 1]), Text: _table.GetString(r, sort - 1))).ToList();
        var sorted = keyed.OrderBy(k => k.Text.Length == 0).ThenBy(k => k.Number is null);
        return (part.Descending
            ? sorted.ThenByDescending(k => k.Number).ThenByDescending(k => k.Text, StringComparer.OrdinalIgnoreCase)
            : sorted.ThenBy(k => k.Number).ThenBy(k => k.Text, StringComparer.OrdinalIgnoreCase)).Select(k => k.Row);
    }

    private void Changes(HtmlPage page)
    {
        if (reviewed.Changes is not { } changes) return;
        page.Raw("<p class=\"note\">").Text(changes.None
            ? "Every cell is as it was before."
            : $"{Words.Number(changes.Before.Count)} cells changed, {Words.Number(changes.NewRows.Count)} rows and {Words.Number(changes.NewColumns.Count)} columns are new, {Words.Number(changes.GoneRows)} rows and {Words.Number(changes.GoneColumns)} columns are gone.").Raw("</p>");
    }

    private void Head(HtmlPage page)
    {
        page.Raw("<thead><tr><th scope=\"col\"><span class=\"unseen\">Row</span></th>");
        for (var column = FirstColumn; column < EndColumn; column++)
        {
            var sorted = part.Sort == column + 1;
            var order = !sorted ? "none" : part.Descending ? "descending" : "ascending";
            var next = part with { Page = 1, Sort = column + 1, Descending = sorted && !part.Descending };
            page.Raw($"<th scope=\"col\" aria-sort=\"{order}\"{(reviewed.Changes?.NewColumns.Contains(column) == true ? " class=\"new\"" : "")}>");
            page.Raw($"<a href=\"{Addresses.Part(address, next)}\">").Text(_table.Header(column) is { Length: > 0 } header ? header : $"column {column + 1}");
            page.Raw(sorted ? part.Descending ? " <span aria-hidden=\"true\">▾</span></a>" : " <span aria-hidden=\"true\">▴</span></a>" : "</a>");
            for (var row = 0; row < _table.HeaderRows; row++) Flags(page, row, column);
            page.Raw("</th>");
        }

        page.Raw("</tr></thead>");
    }

    private void Row(HtmlPage page, int row)
    {
        var isNew = reviewed.Changes?.NewRows.Contains(row) == true;
        page.Raw(string.Create(CultureInfo.InvariantCulture, $"<tr{(isNew ? " class=\"new\"" : "")}><th scope=\"row\">{row + 1}</th>"));
        for (var column = FirstColumn; column < EndColumn; column++) Cell(page, row, column);
        page.Raw("</tr>");
    }

    private void Cell(HtmlPage page, int row, int column)
    {
        var bytes = _table[row, column];
        var classes = new List<string>();
        if (CellNumbers.Number(bytes) is not null) classes.Add("number");
        if (CellNumbers.IsMark(bytes)) classes.Add("mark");
        var hits = reviewed.Hits[(row, column)].ToList();
        if (hits.Count > 0) classes.Add("hit " + Words.Of(hits.Max(h => h.Severity)));
        var before = reviewed.Changes?.Before.GetValueOrDefault((row, column));
        if (before is not null) classes.Add("changed");
        page.Raw(classes.Count == 0 ? "<td>" : $"<td class=\"{string.Join(' ', classes)}\">");
        if (before is not null) page.Raw("<del><span class=\"unseen\">was </span>").Text(before.Length > 0 ? before : "(empty)").Raw("</del> <ins>").Text(_table.GetString(row, column)).Raw("</ins>");
        else page.Text(_table.GetString(row, column));
        if (classes.Contains("mark")) page.Raw("<span class=\"unseen\"> (taken out)</span>");
        Flags(page, row, column);
        page.Raw("</td>");
    }

    /// <summary>The numbers of the findings in a cell: each leads to what is said of it.</summary>
    private void Flags(HtmlPage page, int row, int column)
    {
        foreach (var hit in reviewed.Hits[(row, column)])
        {
            if (numbers.TryGetValue(hit, out var number)) page.Raw(string.Create(CultureInfo.InvariantCulture, $"<a class=\"flag\" id=\"at-{number}\" href=\"#finding-{number}\" aria-label=\"Finding {number}\">{number}</a>"));
        }
    }

    private void Pager(HtmlPage page, int shown)
    {
        if (Pages == 1 && _table.ColumnCount <= ColumnsOnPage) return;
        page.Raw("<nav class=\"pager\" aria-label=\"Parts of the table\">");
        if (shown > 1) page.Raw($"<a href=\"{Addresses.Part(address, part with { Page = shown - 1 })}\">◂ rows before</a>");
        page.Element("span", $"rows {Words.Number(((shown - 1) * RowsOnPage) + 1)} to {Words.Number(Math.Min(DataRows, shown * RowsOnPage))} of {Words.Number(DataRows)}");
        if (shown < Pages) page.Raw($"<a href=\"{Addresses.Part(address, part with { Page = shown + 1 })}\">rows after ▸</a>");
        if (_table.ColumnCount > ColumnsOnPage)
        {
            if (FirstColumn > 0) page.Raw($"<a href=\"{Addresses.Part(address, part with { Page = shown, From = Math.Max(1, FirstColumn + 1 - ColumnsOnPage) })}\">◂ columns before</a>");
            page.Element("span", $"columns {FirstColumn + 1} to {EndColumn} of {_table.ColumnCount}");
            if (EndColumn < _table.ColumnCount) page.Raw($"<a href=\"{Addresses.Part(address, part with { Page = shown, From = EndColumn + 1 })}\">columns after ▸</a>");
        }

        page.Raw("</nav>");
    }
}
