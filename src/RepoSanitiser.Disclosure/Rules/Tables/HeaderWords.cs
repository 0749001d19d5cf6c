using System.Collections.Frozen;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>What a header, or the label of a row, says of the numbers it heads.</summary>
internal enum HeaderSense : byte
{
    /// <summary>Nothing that decides.</summary>
    Unknown,

    /// <summary>People or events are counted.</summary>
    Count,

    /// <summary>A share, rate, estimate, code, date, index or another number that counts nobody.</summary>
    NotCount,
}

/// <summary>Reads headers as people write them: n_obs, posPC_n, "No. of events", "Vaccinated at 22 Jun (n)", std.error.</summary>
internal static class HeaderWords
{
    private static readonly FrozenSet<string> CountWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "n", "count", "counts", "freq", "frequency", "frequencies", "number", "num", "nobs", "obs", "nevent", "nevents", "events",
        "patients", "people", "persons", "participants", "individuals", "cases", "controls", "deaths", "died", "population", "total",
        "totals", "failures", "subjects", "denominator", "numerator", "admissions", "observations", "eligible", "registered",
        "vaccinated", "unvaccinated", "exposed", "unexposed", "residents", "women", "men");

    private static readonly FrozenSet<string> NotCountWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "id", "ids", "code", "codes", "percent", "pct", "perc", "percentage", "prop", "proportion", "fraction", "share", "rate", "rates", "per",
        "ratio", "mean", "median", "average", "avg", "sd", "se", "std", "stderr", "error", "estimate", "estimates", "conf", "ci", "lci", "uci",
        "ll", "ul", "low", "high", "lower", "upper", "lb", "ub", "p", "pvalue", "value", "val", "values", "statistic", "stat", "hr", "or", "rr",
        "irr", "ve", "coef", "coeff", "coefficient", "beta", "z", "t", "chi", "chi2", "df", "dof", "aic", "bic", "auc", "loglik", "deviance",
        "model", "models", "level", "levels", "nlevels", "unique", "distinct", "year", "years", "month", "months", "week", "weeks", "weekly",
        "day", "days", "date", "time", "age", "ageband", "agegroup", "index", "row", "rows", "rank", "order", "quintile", "quintiles",
        "quartile", "decile", "deciles", "imd", "dose", "doses", "score", "cat", "category", "strata", "stratum", "lag", "lead", "tstop",
        "tstart", "duration", "min", "max", "minimum", "maximum", "q1", "q3", "iqr", "range", "var", "variance", "variable", "weight",
        "weights", "weighted", "size", "risk", "survival", "haz", "hazard", "diff", "difference", "change", "msoa", "stp", "region", "practice",
        "ccg", "utla", "ltla", "bmi", "cohort", "version", "seed", "iteration", "iter", "step", "ram", "convergence", "missing", "nonmiss",
        "complete", "rho", "skew", "kurtosis", "cum", "cumpct", "p0", "p25", "p50", "p75", "p100", "mb", "bytes", "seconds", "elapsed",
        "longitude", "latitude", "price", "cost", "quantity", "strength", "mg", "ml");

    // After these a final "n" or "count" counts no people.
    private static readonly FrozenSet<string> CountsOfThings = FrozenSet.Create(
        StringComparer.Ordinal,
        "row", "line", "model", "column", "col", "var", "level", "levels", "missing", "unique", "distinct", "mean", "median", "min", "max",
        "code", "codes", "word", "file", "files", "variable", "variables", "nmissing", "complete", "per");

    private static readonly FrozenSet<string> EstimateWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "estimate", "stderr", "std", "statistic", "coef", "coefficient", "hr", "conf", "pvalue", "haz", "z", "loglik", "irr", "se", "chi2", "df");

    /// <summary>The words of a header in lower case: letters and digits apart, camel case parted, a percent sign as "percent"; none
    /// for a text too long to be a header.</summary>
    public static List<string> Split(string header)
    {
        var words = new List<string>();
        if (header.Length > 200) return words;
        var start = -1;
        for (var i = 0; i <= header.Length; i++)
        {
            var c = i < header.Length ? header[i] : ' ';
            var joins = start >= 0 && char.IsLetterOrDigit(c) && !(char.IsUpper(c) && char.IsLower(header[i - 1]));
            if (joins) continue;
            if (start >= 0) words.Add(header[start..i].ToLowerInvariant());
            start = char.IsLetterOrDigit(c) ? i : -1;
            if (c == '%') words.Add("percent");
        }

        return words;
    }

    /// <summary>What a column's header says.</summary>
    /// <param name="words">The header's words; none for no header.</param>
    /// <param name="withShares">Whether most cells are counts with a share in brackets.</param>
    public static HeaderSense Of(IReadOnlyList<string> words, bool withShares)
    {
        if (words.Count == 0) return withShares ? HeaderSense.Count : HeaderSense.Unknown;
        var not = words.Any(w => NotCountWords.Contains(w) && !(withShares && w is "percent" or "pct"));
        var last = words[^1];
        if (last is "n" or "count" or "freq" or "midpoint6" && !words.SkipLast(1).Any(CountsOfThings.Contains)) return HeaderSense.Count;
        if (not) return HeaderSense.NotCount;
        if (words.Any(CountWords.Contains) || words is ["no", _, ..]) return HeaderSense.Count;
        return withShares ? HeaderSense.Count : HeaderSense.Unknown;
    }

    /// <summary>Whether the label of a row says that its numbers count nobody.</summary>
    public static bool RowCountsNobody(string label) => label.Length is > 0 and <= 200 && Split(label) is var words
        && (words.Any(w => w is "mean" or "median" or "sd" or "iqr" or "min" or "max" or "percent" or "pct" or "rate" or "ratio" or "df"
            or "aic" or "bic" or "levels" or "nlevels" or "minimum" or "maximum" or "std" or "variables" or "columns" or "rows" or "version" or "p25" or "p75")
            || words is ["n", "missing", ..] or ["number", "missing", ..]
            or ["character"] or ["factor"] or ["logical"] or ["numeric"] or ["date"] or ["difftime"] or ["list"] or ["haven", "labelled"]
            or ["posixct"] or ["posix", "ct"]);

    /// <summary>Whether a header belongs to the output of a model.</summary>
    public static bool IsOfModel(IReadOnlyList<string> header) => header.Any(EstimateWords.Contains);

    /// <summary>Letters and digits alone, in lower case.</summary>
    public static string Compact(string header) =>
        header.Length > 200 ? "" : string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
