using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>How the columns of a table were rounded: by what a header says and by all values.</summary>
internal sealed class RoundingOfColumns(UnderstoodTable table)
{
    private RoundingEvidence?[]? _evidence;
    private RoundingEvidence? _whole;

    public Rounding? Of(int column)
    {
        if (!table.IsCount(column)) return null;
        var evidence = Evidence(column);
        if (table.Profile.Columns[column].Facts.Rounding is { } named && evidence.Allows(named)) return named;
        return evidence.Found() ?? (evidence.IsOpen ? Whole().Found() : null);
    }

    /// <summary>What a header says its counts were rounded to: n_midpoint6, n_rounded5, count_r7.</summary>
    /// <param name="header">Its letters and digits in lower case.</param>
    public static Rounding? Named(string header)
    {
        if (header.Contains("midpoint6derived", StringComparison.Ordinal)) return new Rounding(6, false);
        if (header.Contains("midpoint6", StringComparison.Ordinal) || header.Contains("mid6", StringComparison.Ordinal)) return new Rounding(6, true);
        var at = header.IndexOf("round", StringComparison.Ordinal);
        if (at < 0) return null;
        var digits = header.AsSpan(at).TrimStart("roundedtoneas").TrimEnd("abcdefghijklmnopqrstuvwxyz");
        return digits switch
        {
            "5" => new Rounding(5, false),
            "6" => new Rounding(6, false),
            "7" => new Rounding(7, false),
            "10" => new Rounding(10, false),
            _ => null,
        };
    }

    private RoundingEvidence Evidence(int column)
    {
        _evidence ??= new RoundingEvidence?[table.ColumnCount];
        return _evidence[column] ??= Gather(column);
    }

    private RoundingEvidence Gather(int column)
    {
        var evidence = new RoundingEvidence();
        for (var row = table.FirstRow; row < table.EndRow && evidence.IsOpen; row++)
        {
            var value = CellValue.Read(table.Table[row, column]);
            if (value.Kind is CellKind.Count or CellKind.CountWithShare) evidence.Add(value.Number);
        }

        return evidence;
    }

    private RoundingEvidence Whole()
    {
        if (_whole is { } known) return known;
        var whole = new RoundingEvidence();
        for (var column = 0; column < table.ColumnCount && whole.IsOpen; column++)
        {
            if (table.IsCount(column)) whole.Add(Evidence(column));
        }

        _whole = whole;
        return whole;
    }
}
