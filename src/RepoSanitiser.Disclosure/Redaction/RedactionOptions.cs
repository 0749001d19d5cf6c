using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>What is done to numbers that can't be shown.</summary>
public enum RedactionMethod
{
    /// <summary><c>[REDACTED]</c> takes their place.</summary>
    Suppress,

    /// <summary>All counts of the table are rounded to a base.</summary>
    Round,

    /// <summary>All counts of the table are rounded to the midpoints 3, 9, 15, … of steps of 6; zero stays.</summary>
    Midpoint6,

    /// <summary>The table's data go; its title, headers and category names stay.</summary>
    Remove,
}

/// <summary>How content is redacted.</summary>
public sealed record RedactionOptions
{
    /// <summary>The base that <see cref="RedactionMethod.Round"/> takes where neither the policy nor the user names one.</summary>
    public const int DefaultBase = 5;

    /// <summary>How much goes with a cell; null for what the policy asks for.</summary>
    public RedactionUnit? Unit { get; init; }

    /// <summary>What is done.</summary>
    public RedactionMethod Method { get; init; } = RedactionMethod.Suppress;

    /// <summary>The base to round to; null for the policy's.</summary>
    public int? Base { get; init; }

    /// <summary>Whether totals become the sum of the rounded counts; only where counts are rounded: a total of what is left beside marks
    /// would seem to say that the marks stand for nobody.</summary>
    public bool RecomputeTotals { get; init; }

    /// <summary>Whether figures that nothing was found in are replaced by a placeholder as well: their content can't be read.</summary>
    public bool ReplaceFigures { get; init; }

    /// <summary>The least severity that is redacted.</summary>
    public Severity LeastSeverity { get; init; } = Severity.Low;

    /// <summary>Says of a finding that somebody accepted it: it stays as it is.</summary>
    public Func<RuleHit, bool> IsAccepted { get; init; } = static _ => false;

    /// <summary>Whether a finding asks for a redaction.</summary>
    public bool Wants(RuleHit hit) => hit.Severity >= LeastSeverity && !IsAccepted(hit);
}
