using System.Collections.Frozen;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>What a header says beside a role.</summary>
[Flags]
internal enum HeaderTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Each number includes the ones above it.</summary>
    Cumulative = 1,

    /// <summary>A sum of amounts.</summary>
    Sum = 2,

    /// <summary>The largest of several contributions to a sum.</summary>
    Largest = 4,

    /// <summary>The second largest.</summary>
    Second = 8,

    /// <summary>Amounts, of money for instance.</summary>
    Amount = 16,

    /// <summary>Who contributes amounts: practices, hospitals, suppliers.</summary>
    Contributor = 32,
}

/// <summary>What a header alone says of its column.</summary>
/// <param name="Role">The role it names; unknown where it names none.</param>
/// <param name="Confidence">How sure that is; high with an unknown role for numbers that count nobody.</param>
/// <param name="Traits">What else it says.</param>
internal readonly record struct HeaderRole(ColumnRole Role, Confidence Confidence, HeaderTraits Traits = HeaderTraits.None)
{
    private static readonly FrozenSet<string> Rates = Set("rate", "rates", "incidence", "ir");

    private static readonly FrozenSet<string> Times = Set(
        "persontime", "persondays", "personyears", "personmonths", "personweeks", "pyears", "pyrs", "pys", "pyar", "py", "fup", "futime", "followup", "ptime",
        "patientyears", "patientdays", "pt");

    private static readonly FrozenSet<string> Models = Set(
        "hr", "or", "rr", "irr", "ve", "coef", "coeff", "coefficient", "beta", "estimate", "estimates", "z", "t", "p", "pvalue", "chi", "chi2", "df", "dof",
        "aic", "bic", "auc", "loglik", "deviance", "statistic", "stat", "ci", "lci", "uci", "conf", "ll", "ul", "lb", "ub", "hazard", "haz", "survival", "risk",
        "ratio", "rho", "lower", "upper", "low", "high", "weight", "weights", "weighted", "score", "diff", "difference", "change", "convergence");

    private static readonly FrozenSet<string> Spreads = Set("sd", "se", "std", "stderr", "var", "variance", "iqr", "stdev", "range");

    private static readonly FrozenSet<string> Wholes = Set(
        "denominator", "denom", "population", "pop", "nonmiss", "nnonmiss", "total", "totals", "listsize", "nobs", "eligible");

    private static readonly FrozenSet<string> Amounts = Set(
        "cost", "costs", "spend", "spending", "amount", "turnover", "revenue", "income", "payment", "payments", "expenditure", "tariff");

    // Looked through in this order: what stands first decides.
    private static readonly (FrozenSet<string> Words, ColumnRole Role)[] InOrder =
    [
        (Set("mean", "average", "avg"), ColumnRole.Mean),
        (Set("median", "medians", "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "q1", "q2", "q3", "lq", "uq", "percentile", "centile", "d1", "d9"),
            ColumnRole.Median),
        (Set("min", "minimum", "p0", "smallest", "lowest"), ColumnRole.Minimum),
        (Set("max", "maximum", "p100", "largest", "highest"), ColumnRole.Maximum),
        (Set("percent", "pct", "perc", "percentage", "percentages", "prop", "proportion", "proportions", "share", "cumpct", "coverage"), ColumnRole.Percentage),
        (Rates, ColumnRole.Rate),
        (Models, ColumnRole.Estimate),
        (Set("id", "ids", "code", "codes", "index", "row", "rows", "rank", "order", "snomed", "version", "seed", "iteration", "iter", "step"), ColumnRole.Code),
        (Set("date", "dates", "year", "years", "month", "months", "week", "weeks", "day", "days", "time", "tstart", "tstop", "period", "quarter"), ColumnRole.Date),
        (Set("sex", "gender", "age", "ageband", "agegroup", "group", "category", "cat", "strata", "stratum", "level", "region", "ethnicity", "imd", "quintile",
            "quintiles", "quartile", "decile", "deciles", "dose", "doses", "cohort", "variable", "characteristic", "stp", "practice", "ccg", "msoa", "utla", "ltla",
            "name", "label", "term", "outcome", "measure", "subgroup", "model", "models"), ColumnRole.Category),
    ];

    /// <summary>What a header of some words says; see <see cref="HeaderFacts"/>.</summary>
    public static HeaderRole Of(List<string> words) => words.Count == 0 ? default : RoleOf(words) with { Traits = TraitsOf(words) };

    private static HeaderRole RoleOf(List<string> words)
    {
        var last = words[^1];
        var compact = string.Concat(words);
        if (words.Exists(Times.Contains) || compact.Contains("persontime", StringComparison.Ordinal) || PairsWithTime(words)) return Sure(ColumnRole.PersonTime);
        var sense = HeaderWords.Of(words, withShares: false);
        if (compact is "nrisk" or "nriskset" || compact.EndsWith("atrisk", StringComparison.Ordinal)) return Sure(ColumnRole.Denominator);
        if (sense == HeaderSense.Count) return Sure(words.Exists(Wholes.Contains) ? ColumnRole.Denominator : ColumnRole.Count);
        if (words.Exists(w => w is "denominator" or "denom") || compact.EndsWith("listsize", StringComparison.Ordinal)) return Sure(ColumnRole.Denominator);
        // What a header ends with is what its numbers are: "age median", "rate lower".
        if (Models.Contains(last) || words.Exists(w => w is "ci" or "lci" or "uci" or "conf" or "pvalue" or "hr" or "irr")) return Sure(ColumnRole.Estimate);
        if (words.Exists(w => w is "std") || Spreads.Contains(last)) return Sure(ColumnRole.Spread);
        if (words.Exists(w => w is "difference" or "diff" or "change" or "ratio")) return Sure(ColumnRole.Estimate);
        foreach (var (set, role) in InOrder)
        {
            if (words.Exists(set.Contains)) return Sure(role);
        }

        // A number of something that is nobody: levels, unique values, bytes.
        return sense == HeaderSense.NotCount ? Sure(ColumnRole.Unknown) : default;
    }

    private static HeaderTraits TraitsOf(List<string> words)
    {
        var isAmount = words.Exists(Amounts.Contains);
        if (words.Exists(w => w is "cum" or "cml" or "cumsum" || w.StartsWith("cumul", StringComparison.Ordinal)))
            return words.Exists(w => w is "percent" or "pct" or "perc" or "prop" or "proportion" or "rate" or "inc" or "incidence" or "hazard" or "haz" or "risk" or "surv")
                ? HeaderTraits.None
                : HeaderTraits.Cumulative;
        if (words.Exists(w => w is "second" or "2nd")) return HeaderTraits.Second;
        if (words.Exists(w => w is "largest" or "top1" or "biggest" or "max" or "maximum")) return HeaderTraits.Largest;
        if (words is ["sum"] || (isAmount && words.Exists(w => w is "sum" or "total"))) return HeaderTraits.Sum;
        if (isAmount) return HeaderTraits.Amount;
        return words.Exists(w => w is "practice" or "hospital" or "provider" or "company" or "pharmacy" or "supplier" or "contributor" or "site" or "trust")
            ? HeaderTraits.Contributor
            : HeaderTraits.None;
    }

    private static bool PairsWithTime(List<string> words)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            // "rate per 1000 person years" is a rate.
            if (words[i] is "person" or "patient" or "follow" && words[i + 1] is "time" or "years" or "days" or "weeks" or "months" or "year" or "up")
                return !words.Exists(w => Rates.Contains(w) || w is "per");
        }

        return false;
    }

    private static HeaderRole Sure(ColumnRole role) => new(role, Confidence.High);

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
