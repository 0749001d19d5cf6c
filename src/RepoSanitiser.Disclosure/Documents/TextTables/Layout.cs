namespace RepoSanitiser.Disclosure.Documents.TextTables;

/// <summary>Where a rule puts the columns of its table, in characters.</summary>
/// <param name="Bars">Columns of bars between cells; in a box those at its sides too.</param>
/// <param name="Dashes">The groups of dashes of a rule without bars.</param>
/// <param name="Boxed">Whether rows begin with a bar.</param>
internal sealed record Layout(IReadOnlyList<int> Bars, IReadOnlyList<Grid.Columns> Dashes, bool Boxed)
{
    /// <summary>Reads the layout off a rule.</summary>
    public static Layout Of(ReadOnlySpan<byte> rule, RuleKind kind)
    {
        var bars = new List<int>();
        var dashes = new List<Grid.Columns>();
        for (var i = 0; i < rule.Length; i++)
        {
            if (rule[i] is (byte)'+' or (byte)'|') bars.Add(i);
        }

        if (kind != RuleKind.Dashes) return new Layout(bars, dashes, bars[0] == rule.IndexOfAnyExcept((byte)' '));
        var filled = new bool[rule.Length];
        Grid.Mark(rule, filled);
        Grid.Runs(filled, dashes);
        return new Layout(bars, dashes, false);
    }

    /// <summary>Whether a line has a bar where this layout has its first one; without bars, whether it has text.</summary>
    public bool IsRow(ReadOnlySpan<byte> line)
    {
        if (line.Length > Grid.MaxWidth || line.IsEmpty) return false;
        return Bars.Count > 0 ? Grid.Has(line, Bars[0], (byte)'|') : line.ContainsAnyExcept((byte)' ') && !Rules.IsAny(line);
    }

    /// <summary>Whether the table goes on with a line: a row, or a rule that crosses at the same place.</summary>
    public bool Continues(ReadOnlySpan<byte> line) =>
        IsRow(line) || (Bars.Count > 0 && Rules.KindOf(line) is RuleKind.Crossed or RuleKind.Pipes
            && (Grid.Has(line, Bars[0], (byte)'+') || Grid.Has(line, Bars[0], (byte)'|')));

    /// <summary>The columns of the rows between two lines: within bars, divided where all rows are blank.</summary>
    public List<Grid.Columns> Columns(Lines lines, int from, int to)
    {
        var columns = new List<Grid.Columns>();
        if (Bars.Count == 0)
        {
            for (var i = 0; i < Dashes.Count; i++)
                columns.Add(new Grid.Columns(i == 0 ? 0 : Dashes[i - 1].End, i == Dashes.Count - 1 ? Grid.MaxWidth : Dashes[i].End));
            return columns;
        }

        var filled = new bool[Grid.MaxWidth + 1];
        for (var line = from; line < to; line++)
        {
            if (!Rules.IsAny(lines[line])) Grid.Mark(lines[line], filled);
        }

        foreach (var bar in Bars) filled[bar] = false;
        var last = Boxed ? Bars.Count - 1 : Bars.Count;
        for (var segment = Boxed ? 1 : 0; segment <= last; segment++)
        {
            var start = segment == 0 ? 0 : Bars[segment - 1] + 1;
            var end = segment < Bars.Count ? Bars[segment] : Grid.MaxWidth;
            // Labels hold blanks: the first column is one, unless there is no other bar to divide it from the rest.
            if (segment == 0 || (Boxed && segment == 1 && Bars.Count > 2)) columns.Add(new Grid.Columns(start, end));
            else Grid.Runs(filled.AsSpan(start..end), columns, start);
        }

        return columns;
    }

    /// <summary>The column that a word of a header belongs to: the one it overlaps most, else the one whose end is nearest, never across a bar.</summary>
    public int Nearest(List<Grid.Columns> columns, Grid.Columns word)
    {
        int best = 0, bestScore = int.MinValue;
        for (var i = 0; i < columns.Count; i++)
        {
            var overlap = Math.Min(columns[i].End, word.End) - Math.Max(columns[i].Start, word.Start);
            var score = overlap > 0 ? overlap : -Math.Abs(columns[i].End - word.End) - 1;
            if (BarBetween(columns[i].Start, word.Start)) score -= Grid.MaxWidth * 2;
            if (score <= bestScore) continue;
            (best, bestScore) = (i, score);
        }

        return best;
    }

    private bool BarBetween(int a, int b)
    {
        foreach (var bar in Bars)
        {
            if (bar > Math.Min(a, b) && bar < Math.Max(a, b)) return true;
        }

        return false;
    }
}
