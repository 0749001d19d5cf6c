using System.Collections.Frozen;

namespace RepoSanitiser.Disclosure.Policies;

/// <summary>Whom to tell.</summary>
/// <param name="Name">Who that is.</param>
/// <param name="Address">An e-mail address.</param>
public sealed record Contact(string Name, string Address);

/// <summary>How much is redacted where one cell has to be.</summary>
public enum RedactionUnit
{
    /// <summary>The cells that have to be, and the fewest others that protect them.</summary>
    Cell,

    /// <summary>The whole row.</summary>
    Row,

    /// <summary>The whole table.</summary>
    Table,
}

/// <summary>What may leave, as of a date: thresholds, types and limits. Never constants in code, because they change.</summary>
public sealed record Policy
{
    /// <summary>Its name on the command line, for instance <c>opensafely-2021</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    /// <summary>The first day it was in force.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Where it is written down.</summary>
    public required string Source { get; init; }

    /// <summary>Counts of 1 up to this are redacted; zero is kept.</summary>
    public required int SmallCountMax { get; init; }

    /// <summary>Counts have to be multiples of this; 0 where the policy asks for no rounding.</summary>
    public required int RoundingBase { get; init; }

    /// <summary>Whether counts are rounded to the midpoints 3, 9, 15, … of steps of 6.</summary>
    public required bool Midpoint6 { get; init; }

    /// <summary>A sum is dominated where its two largest contributions are more than this share of it, in per cent.</summary>
    public required int DominancePercent { get; init; }

    /// <summary>A sum is dominated where all but the two largest contributions are less than this share of the largest, in per cent.</summary>
    public required int PriorPercent { get; init; }

    /// <summary>What is redacted where one cell has to be.</summary>
    public required RedactionUnit Unit { get; init; }

    /// <summary>Rows that are redacted where one has to be and <see cref="Unit"/> is the row, so that no total gives one away.</summary>
    public required int RedactAtLeastRows { get; init; }

    /// <summary>The largest output in bytes.</summary>
    public required int MaxBytes { get; init; }

    /// <summary>The longest table in rows.</summary>
    public required int MaxRows { get; init; }

    /// <summary>Types that are never released: extensions without the dot, in lower case.</summary>
    public required FrozenSet<string> RefusedTypes { get; init; }

    /// <summary>Types that may be released after review: extensions without the dot, in lower case.</summary>
    public required FrozenSet<string> AllowedTypes { get; init; }

    /// <summary>Whom to tell of a breach.</summary>
    public required IReadOnlyList<Contact> Contacts { get; init; }

    /// <summary>The fingerprint of the OpenPGP key that copies of a repository with a leak are encrypted for; null for plain copies.</summary>
    public string? BackupRecipient { get; init; }

    /// <summary>Every field that can change a judgement, in a stable order: part of what results are cached by.</summary>
    internal string Canonical => string.Join(
        '|',
        Id,
        SmallCountMax.ToString(System.Globalization.CultureInfo.InvariantCulture),
        RoundingBase.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Midpoint6 ? "midpoint6" : "",
        DominancePercent.ToString(System.Globalization.CultureInfo.InvariantCulture),
        PriorPercent.ToString(System.Globalization.CultureInfo.InvariantCulture),
        MaxBytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
        MaxRows.ToString(System.Globalization.CultureInfo.InvariantCulture),
        string.Join(',', RefusedTypes.Order(StringComparer.Ordinal)));
}
