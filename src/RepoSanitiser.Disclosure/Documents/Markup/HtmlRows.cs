namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>Lays the cells of an HTML table out in rows and columns: spans are spread, header rows counted.</summary>
internal sealed class HtmlRows(TableBuilder builder)
{
    private const int MaxSpan = 1000;
    private readonly Dictionary<int, (int Rows, Cell Cell)> _held = [];
    private int _rows;
    private int _column;
    private bool _inHead;
    private bool _allHeaders;

    /// <summary>How many rows at the top are headers by their markup; null where the markup has none.</summary>
    public int? Headers { get; private set; }

    /// <summary>Begins a row.</summary>
    public void BeginRow(bool inHead)
    {
        _inHead = inHead;
        _allHeaders = true;
        _column = 0;
    }

    /// <summary>Repeats the cells that rows above stretch down to the next place. To be called before a cell is added.</summary>
    public void Place()
    {
        while (_held.Count > 0 && !builder.Full && _held.Remove(_column, out var above))
        {
            builder.Add(above.Cell);
            if (above.Rows > 1) _held[_column] = above with { Rows = above.Rows - 1 };
            _column++;
        }
    }

    /// <summary>Stretches the cell that was just added. The name of a group of columns belongs to each of them; a value stretched over
    /// columns is one value.</summary>
    public void Stretch(int columns, int rows, bool isHeader)
    {
        _allHeaders &= isHeader;
        rows = Math.Clamp(rows, 1, MaxSpan) - 1;
        if (rows > 0) _held[_column] = (rows, builder.Last);
        _column++;
        for (var i = Math.Clamp(columns, 1, MaxSpan); i > 1 && !builder.Full; i--, _column++)
        {
            if (isHeader || _inHead) builder.Add(builder.Last);
            else builder.AddEmpty();
            if (rows > 0) _held[_column] = (rows, builder.Last);
        }
    }

    /// <summary>Ends the row; one without cells counts for nothing.</summary>
    public void EndRow()
    {
        if (_column == 0) return;
        Place();
        if (_rows == (Headers ?? 0) && (_inHead || _allHeaders)) Headers = _rows + 1;
        _rows++;
        builder.EndRow();
    }
}
