namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>What the numbers of a column are.</summary>
public enum ColumnRole : byte
{
    /// <summary>Nothing that header and values agree on.</summary>
    Unknown,

    /// <summary>People or events, with or without their share in brackets.</summary>
    Count,

    /// <summary>The people that shares and rates are of.</summary>
    Denominator,

    /// <summary>A share, from 0 to 100 or from 0 to 1.</summary>
    Percentage,

    /// <summary>Events by people or by person-time.</summary>
    Rate,

    /// <summary>Person-days, person-years and the like.</summary>
    PersonTime,

    /// <summary>A mean.</summary>
    Mean,

    /// <summary>A standard deviation, variance or interquartile range.</summary>
    Spread,

    /// <summary>A smallest value.</summary>
    Minimum,

    /// <summary>A largest value.</summary>
    Maximum,

    /// <summary>A median or another percentile.</summary>
    Median,

    /// <summary>What a model gives: ratios, coefficients, intervals, tests.</summary>
    Estimate,

    /// <summary>Ids of people.</summary>
    Identifier,

    /// <summary>Days, months, years, or time in steps.</summary>
    Date,

    /// <summary>Names of groups, in words or in small numbers.</summary>
    Category,

    /// <summary>Codes, indexes and other numbers that name something.</summary>
    Code,
}
