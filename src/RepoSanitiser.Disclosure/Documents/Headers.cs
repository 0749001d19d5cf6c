namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Finds how many rows at the top of a table are headers.</summary>
internal static class Headers
{
    private const int Sample = 40;
    private const int MaxRows = 12;
    private const int MaxColumns = 256;

    /// <summary>
    /// The first row is a header unless it looks like the rows below it. Titles, comments and rows of spanning headers above it
    /// count as headers too.
    /// </summary>
    public static int Count(RowView rows)
    {
        if (rows.RowCount == 0) return 0;
        var usual = UsualWidth(rows);
        var first = TitleRows(rows, usual);
        if (first >= rows.RowCount) return Math.Min(1, rows.RowCount);
        var spanning = 0;
        while (spanning < 3 && first + spanning + 1 < rows.RowCount && IsSpanning(rows, first + spanning, usual)) spanning++;
        return LooksLikeData(rows, first + spanning) ? first + spanning : first + spanning + 1;
    }

    /// <summary>How many rows at the top are narrower than a header could be: titles, comments, blank lines, conflict markers.</summary>
    public static int TitleRows(RowView rows, int usual)
    {
        var row = 0;
        while (row < Math.Min(MaxRows, rows.RowCount) && IsTitle(rows, row, usual)) row++;
        return row == rows.RowCount || row == MaxRows ? 0 : row;
    }

    /// <summary>The width that most of the first rows have.</summary>
    public static int UsualWidth(RowView rows)
    {
        Span<int> widths = stackalloc int[Math.Min(Sample, rows.RowCount)];
        var from = Math.Min(Math.Max(0, rows.RowCount - widths.Length), 3);
        for (var i = 0; i < widths.Length; i++) widths[i] = rows.Width(Math.Min(from + i, rows.RowCount - 1));
        int best = 0, bestCount = 0;
        foreach (var width in widths)
        {
            var count = widths.Count(width);
            if (count > bestCount || (count == bestCount && width > best)) (best, bestCount) = (width, count);
        }

        return best;
    }

    private static bool IsTitle(RowView rows, int row, int usual)
    {
        var first = rows[row, 0];
        if (first.StartsWith("<<<<<<<"u8) || first.StartsWith("#"u8) && !first.SequenceEqual("#"u8) && rows.Width(row) < usual) return true;
        if (usual < 2) return rows.Width(row) == 0;
        var filled = 0;
        for (var column = 0; column < Math.Min(rows.Width(row), MaxColumns); column++)
        {
            var kind = CellKinds.Of(rows[row, column]);
            if (kind is CellKind.Number or CellKind.Date) return false;
            if (kind == CellKind.Text) filled++;
        }

        return filled <= 1 && (rows.Width(row) * 2 <= usual || usual >= 3);
    }

    /// <summary>A header whose cells span columns: text with gaps after the first column, above a fuller row of text.</summary>
    private static bool IsSpanning(RowView rows, int row, int usual)
    {
        int gaps = 0, filled = 0, filledBelow = 0;
        for (var column = 0; column < Math.Min(usual, MaxColumns); column++)
        {
            var below = rows[row + 1, column];
            if (!below.IsEmpty)
            {
                if (CellKinds.Of(below) != CellKind.Text) return false;
                filledBelow++;
            }

            switch (CellKinds.Of(rows[row, column]))
            {
                case CellKind.Empty when column > 0:
                    gaps++;
                    break;
                case CellKind.Text:
                    filled++;
                    break;
                case CellKind.Number or CellKind.Date:
                    return false;
            }
        }

        return gaps > 0 && filled > 0 && filledBelow > filled;
    }

    /// <summary>Whether a row has numbers and dates where the rows below have them, so that it can't name the columns.</summary>
    private static bool LooksLikeData(RowView rows, int row)
    {
        int like = 0, unlike = 0, text = 0;
        var ascending = true;
        var previous = -1;
        for (var column = 0; column < Math.Min(rows.Width(row), MaxColumns); column++)
        {
            var cell = rows[row, column];
            var kind = CellKinds.Of(cell);
            if (kind == CellKind.Text) text++;
            if (kind is CellKind.Number && !cell.IsEmpty && System.Buffers.Text.Utf8Parser.TryParse(cell, out int value, out var used) && used == cell.Length)
            {
                ascending &= previous < 0 || value == previous + 1;
                previous = value;
            }
            else if (kind is CellKind.Number)
            {
                ascending = false;
            }

            if (kind is not (CellKind.Number or CellKind.Date) || CellKinds.CouldBeLabel(cell)) continue;
            if (rows.RowCount == row + 1 || KindBelow(rows, row, column) == kind) like++;
            else unlike++;
        }

        if (like == 0) return false;
        return unlike < like && !(ascending && like > 2 && text <= 1 && previous == like - 1) && (text == 0 || !NamesOtherColumns(rows, row, text));
    }

    /// <summary>Whether all text in a row stands above numbers, as the names of columns do.</summary>
    private static bool NamesOtherColumns(RowView rows, int row, int text)
    {
        var aboveNumbers = 0;
        for (var column = 0; column < Math.Min(rows.Width(row), MaxColumns); column++)
        {
            if (CellKinds.Of(rows[row, column]) == CellKind.Text && KindBelow(rows, row, column) is CellKind.Number or CellKind.Date) aboveNumbers++;
        }

        return aboveNumbers * 2 > text;
    }

    private static CellKind KindBelow(RowView rows, int row, int column)
    {
        Span<int> counts = stackalloc int[4];
        for (var below = row + 1; below < Math.Min(rows.RowCount, row + 1 + Sample); below++) counts[(int)CellKinds.Of(rows[below, column])]++;
        counts[(int)CellKind.Empty] = 0;
        var most = CellKind.Empty;
        for (var kind = CellKind.Number; kind <= CellKind.Text; kind++)
        {
            if (counts[(int)kind] > counts[(int)most]) most = kind;
        }

        return most;
    }
}
