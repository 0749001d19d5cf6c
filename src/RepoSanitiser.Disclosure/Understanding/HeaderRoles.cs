using System.Collections.Frozen;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>What a header alone says of its column.</summary>
/// <param name="Role">The role it names; unknown where it names none.</param>
/// <param name="Confidence">How sure that is.</param>
internal readonly record struct HeaderRole(ColumnRole Role, Confidence Confidence)
{
    private static readonly KnownHeaders<HeaderRole> Known = new(h => Of(HeaderWords.Split(h)));

    private static readonly FrozenSet<string> Percent = Set("percent", "pct", "perc", "percentage", "percentages", "prop", "proportion", "proportions", "share", "cumpct", "coverage");

    private static readonly FrozenSet<string> Rates = Set("rate", "rates", "incidence", "ir");

    private static readonly FrozenSet<string> Times = Set(
        "persontime", "persondays", "personyears", "personmonths", "personweeks", "pyears", "pyrs", "pys", "pyar", "py", "fup", "futime", "followup", "ptime",
        "patientyears", "patientdays", "pt");

    private static readonly FrozenSet<string> Models = Set(
        "hr", "or", "rr", "irr", "ve", "coef", "coeff", "coefficient", "beta", "estimate", "estimates", "z", "t", "p", "pvalue", "chi", "chi2", "df", "dof",
        "aic", "bic", "auc", "loglik", "deviance", "statistic", "stat", "ci", "lci", "uci", "conf", "ll", "ul", "lb", "ub", "hazard", "haz", "survival", "risk",
        "ratio", "rho", "lower", "upper", "low", "high", "weight", "weights", "weighted", "score", "diff", "difference", "change", "convergence");

    private static readonly FrozenSet<string> Spreads = Set("sd", "se", "std", "stderr", "var", "variance", "iqr", "stdev", "range");

    private static readonly FrozenSet<string> Medians = Set(
        "median", "medians", "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "q1", "q2", "q3", "lq", "uq", "percentile", "centile", "d1", "d9");

    private static readonly FrozenSet<string> Minima = Set("min", "minimum", "p0", "smallest", "lowest");

    private static readonly FrozenSet<string> Maxima = Set("max", "maximum", "p100", "largest", "highest");

    private static readonly FrozenSet<string> Dates = Set(
        "date", "dates", "year", "years", "month", "months", "week", "weeks", "day", "days", "time", "tstart", "tstop", "period", "quarter");

    private static readonly FrozenSet<string> Categories = Set(
        "sex", "gender", "age", "ageband", "agegroup", "group", "category", "cat", "strata", "stratum", "level", "region", "ethnicity", "imd", "quintile",
        "quintiles", "quartile", "decile", "deciles", "dose", "doses", "cohort", "variable", "characteristic", "stp", "practice", "ccg", "msoa", "utla", "ltla",
        "name", "label", "term", "outcome", "measure", "subgroup", "model", "models");

    private static readonly FrozenSet<string> Codes = Set(
        "id", "ids", "code", "codes", "index", "row", "rows", "rank", "order", "snomed", "version", "seed", "iteration", "iter", "step");

    private static readonly FrozenSet<string> Wholes = Set("denominator", "denom", "population", "pop", "nonmiss", "nnonmiss", "total", "totals", "listsize", "nobs", "eligible");

    /// <summary>What a header says, remembered: the versions of a table in a history share theirs.</summary>
    public static HeaderRole Of(string header) => header.Length == 0 ? default : Known.Of(header);

    private static HeaderRole Of(List<string> words)
    {
        if (words.Count == 0) return default;
        var last = words[^1];
        var compact = string.Concat(words);
        if (words.Exists(Times.Contains) || compact.Contains("persontime", StringComparison.Ordinal) || PairsWithTime(words)) return Sure(ColumnRole.PersonTime);
        if (HeaderWords.Of(words, withShares: false) == HeaderSense.Count)
            return Sure(words.Exists(Wholes.Contains) || compact.Contains("atrisk", StringComparison.Ordinal) ? ColumnRole.Denominator : ColumnRole.Count);
        if (words.Exists(w => w is "denominator" or "denom")) return Sure(ColumnRole.Denominator);
        // What a header ends with is what its numbers are: "age median", "rate lower".
        if (Models.Contains(last) || words.Exists(w => w is "ci" or "lci" or "uci" or "conf" or "pvalue" or "hr" or "irr")) return Sure(ColumnRole.Estimate);
        if (words.Exists(w => w is "std") || Spreads.Contains(last)) return Sure(ColumnRole.Spread);
        if (words.Exists(w => w is "difference" or "diff" or "change" or "ratio")) return Sure(ColumnRole.Estimate);
        foreach (var (set, role) in InOrder)
        {
            if (words.Exists(set.Contains)) return Sure(role);
        }

        return default;
    }

    private static readonly (FrozenSet<string> Words, ColumnRole Role)[] InOrder =
    [
        (Set("mean", "average", "avg"), ColumnRole.Mean), (Medians, ColumnRole.Median), (Minima, ColumnRole.Minimum), (Maxima, ColumnRole.Maximum),
        (Percent, ColumnRole.Percentage), (Rates, ColumnRole.Rate), (Models, ColumnRole.Estimate), (Codes, ColumnRole.Code), (Dates, ColumnRole.Date),
        (Categories, ColumnRole.Category),
    ];

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
