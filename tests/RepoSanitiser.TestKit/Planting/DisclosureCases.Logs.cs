namespace RepoSanitiser.TestKit.Planting;

/// <summary>Small counts in the messages of programs.</summary>
public sealed partial class DisclosureCases
{
    private const string InLog = "small-count-in-log";

    private IEnumerable<Func<DisclosureCase>> LogKinds() => [ChangesMade, Deleted, Failures, CountCommand, LogicalCounts, LevelCounts, Stset];

    private DisclosureCase ChangesMade()
    {
        var n = Small();
        return Message("real changes made", c => $". replace died = 0 if missing(died)\n({c} real change{(n == 1 ? "" : "s")} made)\n", n);
    }

    private DisclosureCase Deleted() => Message("observations deleted", c => $". drop if age > {make.Number(100, 110)}\n({c} observations deleted)\n", Small());

    private DisclosureCase Failures() => Message(
        "number of failures", c => $"No. of subjects      =       {Grouped(Count())}\nNo. of failures      =            {c}\nTime at risk         =      1226407\n", Small());

    private DisclosureCase CountCommand() => Message("count of Stata", c => $". count if died == 1\n  {c}\n", Small());

    private DisclosureCase LogicalCounts() => Message(
        "counts of logical values", c => $"   skim_variable n_missing complete_rate mean count\n 1 asthma                0             1 0.001 FAL: {make.Number(90_000, 99_999)}, TRU: {c}\n", Small(), ".txt");

    private DisclosureCase LevelCounts() => Message(
        "counts of levels",
        c => $"  skim_variable n_missing complete_rate ordered n_unique top_counts\n1 sex                   0             1 FALSE          3 F: {Count()}, M: {Count()}, I: {c}\n", Small(), ".txt");

    private DisclosureCase Stset() => Message(
        "failures of stset", c => $"    {Grouped(Count())}  subjects\n          {c}  failures in single-failure-per-subject data\n", Small());

    private DisclosureCase Message(string kind, Func<string, string> message, int small, string extension = ".log")
    {
        // What a command prints differs in nothing but the number.
        const string Count0 = "\u0001";
        var text = $". * {OneOf("Cohort", "Outcomes", "Covariates")} of definition {make.DigitsOf(5)}\n\n{message(Count0)}\n. * end\n";
        return Case(
            kind, InLog, extension == ".log" ? "logs/cohort.log" : "released_outputs/skim.txt", text.Replace(Count0, $"{Here}{small}", StringComparison.Ordinal),
            text.Replace(Count0, Grouped(Count()), StringComparison.Ordinal));
    }
}
