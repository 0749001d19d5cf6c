namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>What one cell holds.</summary>
public enum ReadingKind : byte
{
    /// <summary>Nothing, or a mark for a value that is missing and was not taken out.</summary>
    Empty,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A count with its share in brackets: <c>12 (3.4%)</c>.</summary>
    CountWithShare,

    /// <summary>A mark in the place of a value that was taken out.</summary>
    Mark,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>One cell, read.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Value">The number, or the count before a share; not a number for the other kinds.</param>
/// <param name="Decimals">Digits shown after the point of <paramref name="Value"/>.</param>
/// <param name="Share">The share in brackets, also behind a mark; not a number where there is none.</param>
/// <param name="ShareDecimals">Digits shown after the point of <paramref name="Share"/>.</param>
/// <param name="MarkMax">The largest value that a mark prints: 5 for <c>&lt;=5</c>, 7 for <c>&lt;8</c>, 4 for <c>REDACTED (&lt;5)</c>; null where it prints none.</param>
public readonly record struct Reading(ReadingKind Kind, double Value, int Decimals, double Share, int ShareDecimals, int? MarkMax)
{
    /// <summary>Nothing.</summary>
    public static Reading Empty { get; } = Plain(ReadingKind.Empty);

    /// <summary>Text.</summary>
    public static Reading Text { get; } = Plain(ReadingKind.Text);

    /// <summary>A mark that prints no bound.</summary>
    public static Reading Mark { get; } = Plain(ReadingKind.Mark);

    /// <summary>Whether there is a number in <see cref="Value"/>.</summary>
    public bool HasValue => Kind is ReadingKind.Number or ReadingKind.CountWithShare;

    /// <summary>Whether the number is a whole one from 0 on.</summary>
    public bool IsCount => HasValue && Value >= 0 && Value == Math.Floor(Value);

    private static Reading Plain(ReadingKind kind) => new(kind, double.NaN, 0, double.NaN, 0, null);
}
