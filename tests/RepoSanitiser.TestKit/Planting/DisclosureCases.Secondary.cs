namespace RepoSanitiser.TestKit.Planting;

/// <summary>Redacted counts that totals give back.</summary>
public sealed partial class DisclosureCases
{
    private const string Secondary = "secondary-disclosure";

    private IEnumerable<Func<DisclosureCase>> SecondaryKinds() => [RedactedLevel, RedactedInTwoWay, RedactedInLog, RedactedInColumns, RedactedExclusion];

    /// <summary>One level of a variable, under a total that stands.</summary>
    private DisclosureCase RedactedLevel()
    {
        var counts = Labels(5).ConvertAll(l => (Label: l, N: Count()));
        counts[2] = (counts[2].Label, Small());
        var mark = OneOf(Mark, "REDACTED", "SMALL N", "*REDACTED*");
        string Table(bool protects) => "region,n\n" + string.Concat(counts.Select((c, i) =>
            i == 2 ? $"{c.Label},{Here}{mark}\n" : $"{c.Label},{(protects && i == 3 ? mark : c.N)}\n")) + $"{OneOf("Total", "All", "Overall")},{counts.Sum(c => c.N)}\n";
        return Case("redacted level under a total", Secondary, "released_outputs/table1.csv", Table(protects: false), Table(protects: true));
    }

    /// <summary>A cell of a two-way table with all margins.</summary>
    private DisclosureCase RedactedInTwoWay()
    {
        var rows = Labels(4).ConvertAll(l => (Label: l, A: Count(), B: Count(), C: Count()));
        rows[1] = rows[1] with { B = Small() };
        string Line((string Label, int A, int B, int C) r, string a, string b) => $"{r.Label},{a},{b},{r.C},{r.A + r.B + r.C}\n";
        string Table(bool protects) => "region,Black,Mixed,White,Total\n" + string.Concat(rows.Select((r, i) => i switch
        {
            1 => Line(r, protects ? Mark : $"{r.A}", Here + Mark),
            2 when protects => Line(r, Mark, Mark),
            _ => Line(r, $"{r.A}", $"{r.B}"),
        })) + $"Total,{rows.Sum(r => r.A)},{rows.Sum(r => r.B)},{rows.Sum(r => r.C)},{rows.Sum(r => r.A + r.B + r.C)}\n";
        return Case("redacted cell of a two-way table", Secondary, "released_outputs/two_way.csv", Table(protects: false), Table(protects: true));
    }

    /// <summary>A one-way table of a log in which somebody wrote over a count.</summary>
    private DisclosureCase RedactedInLog()
    {
        var counts = Labels(4).ConvertAll(l => (Label: l, N: Count()));
        counts[1] = (counts[1].Label, Small());
        string Line(string label, string n, string here) => $"{label,11} |{new string(' ', 11 - n.Length)}{here}{n}\n";
        string Table(bool protects) =>
            "\n. tab region\n\n     region |      Freq.\n------------+-----------\n" +
            string.Concat(counts.Select((c, i) => Line(c.Label, i == 1 || (protects && i == 2) ? Mark : Grouped(c.N), i == 1 ? Here.ToString() : ""))) +
            "------------+-----------\n" + Line("Total", Grouped(counts.Sum(c => c.N)), "") + "\n. exit\n";
        return Case("redacted level in a log", Secondary, "logs/describe.log", Table(protects: false), Table(protects: true));
    }

    /// <summary>A reason for exclusion, between the cases and those that were matched.</summary>
    private DisclosureCase RedactedExclusion()
    {
        var (first, small, kept) = (Count(), Small(), Count());
        string Table(string shown) =>
            $"step,n\n{OneOf("Cases", "Eligible", "Registered")},{first + small + kept}\nExcluded: no practice,{shown}\nExcluded: {OneOf("no match", "died before")},{Here}{Mark}\n" +
            $"{OneOf("Matched", "Included", "Remaining")},{kept}\n";
        return Case("redacted reason for exclusion", Secondary, "released_outputs/flow.csv", Table($"{first}"), Table(Mark));
    }

    /// <summary>Groups side by side whose total stands on the row.</summary>
    private DisclosureCase RedactedInColumns()
    {
        var rows = Labels(5).ConvertAll(l => (Label: l, A: Count(), B: Count()));
        rows[3] = rows[3] with { A = Small() };
        string Table(bool protects) => "region,n_exposed,n_unexposed,n_total\n" + string.Concat(rows.Select((r, i) =>
            i == 3 ? $"{r.Label},{Here}{Mark},{(protects ? Mark : r.B)},{r.A + r.B}\n" : $"{r.Label},{r.A},{r.B},{r.A + r.B}\n"));
        return Case("redacted group beside its total", Secondary, "released_outputs/exposed.csv", Table(protects: false), Table(protects: true));
    }
}
