using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Review.Files;

/// <summary>What a cell is to a reader who sorts and compares.</summary>
internal static class CellNumbers
{
    /// <summary>Whether a value was taken out here, in one of the forms that people write.</summary>
    public static bool IsMark(ReadOnlySpan<byte> cell) => !cell.IsEmpty && CellReader.Read(cell, out _).Kind == ReadingKind.Mark;

    /// <summary>Whether a cell holds words rather than a number, a mark or nothing.</summary>
    public static bool IsText(ReadOnlySpan<byte> cell) => !cell.IsEmpty && CellReader.Read(cell, out var couldBeMark).Kind == ReadingKind.Text && !couldBeMark;

    /// <summary>The number that a cell begins with, by which it is sorted; null where it holds none.</summary>
    public static double? Number(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return null;
        var reading = CellReader.Read(cell, out _);
        return reading.Kind is ReadingKind.Number or ReadingKind.CountWithShare ? reading.Value : null;
    }
}
