namespace RepoSanitiser.Disclosure.Documents;

/// <summary>What the text of a cell looks like, as far as telling headers from data needs it.</summary>
internal enum CellKind
{
    /// <summary>Nothing, or a mark for nothing (<c>NA</c>, <c>.</c>, <c>-</c>).</summary>
    Empty,

    /// <summary>A number, with or without thousands separators, per cent sign, currency or brackets.</summary>
    Number,

    /// <summary>A calendar date or a time.</summary>
    Date,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>Tells cells apart.</summary>
internal static class CellKinds
{
    public static CellKind Of(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || IsMark(cell)) return CellKind.Empty;
        int digits = 0, separators = 0, dateMarks = 0;
        for (var i = 0; i < cell.Length; i++)
        {
            switch (cell[i])
            {
                case >= (byte)'0' and <= (byte)'9':
                    digits++;
                    break;
                case (byte)'.' or (byte)',' or (byte)'%' or (byte)'(' or (byte)')' or (byte)'+' or (byte)'<' or (byte)'>' or (byte)'=' or (byte)' ':
                    separators++;
                    break;
                case (byte)'-' when i == 0:
                    separators++;
                    break;
                case (byte)'e' or (byte)'E' when digits > 0 && i + 1 < cell.Length && cell[i + 1] is (byte)'-' or (byte)'+' or (>= (byte)'0' and <= (byte)'9'):
                    separators++;
                    break;
                case (byte)'-' or (byte)'/' or (byte)':' or (byte)'T' or (byte)'Z':
                    dateMarks++;
                    break;
                default:
                    return CellKind.Text;
            }
        }

        if (digits == 0) return CellKind.Text;
        if (dateMarks == 0) return CellKind.Number;
        return dateMarks <= 6 && digits >= 4 && cell.Length <= 30 ? CellKind.Date : CellKind.Text;
    }

    /// <summary>Whether a number could name a column: a year, or a small index.</summary>
    public static bool CouldBeLabel(ReadOnlySpan<byte> number) =>
        number.Length == 4 && (number.StartsWith("19"u8) || number.StartsWith("20"u8)) && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsMark(ReadOnlySpan<byte> cell) => cell.Length switch
    {
        1 => cell[0] is (byte)'.' or (byte)'-' or (byte)'*',
        2 => cell.SequenceEqual("NA"u8),
        3 => cell.SequenceEqual("NaN"u8) || cell.SequenceEqual("nan"u8) || cell.SequenceEqual("N/A"u8) || cell.SequenceEqual("<NA"u8),
        4 => cell.SequenceEqual("NULL"u8) || cell.SequenceEqual("null"u8) || cell.SequenceEqual("None"u8) || cell.SequenceEqual("<NA>"u8),
        _ => false,
    };
}
