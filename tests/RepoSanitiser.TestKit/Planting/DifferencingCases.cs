using System.Text;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>Two made-up outputs that give something away together, and a twin of the second that gives nothing.</summary>
/// <param name="Kind">What the two are to each other.</param>
/// <param name="First">The file released first, or of the whole group.</param>
/// <param name="FirstName">Its name.</param>
/// <param name="Second">The file in which the finding has to be.</param>
/// <param name="SecondName">Its name.</param>
/// <param name="Row">The 1-based row of the finding in the second file.</param>
/// <param name="Twin">The allowed twin of the second file.</param>
public sealed record DifferencingCase(DifferencingKind Kind, string First, string FirstName, string Second, string SecondName, int Row, string Twin);

/// <summary>What two files are to each other.</summary>
public enum DifferencingKind
{
    /// <summary>Two releases of a table.</summary>
    Releases,

    /// <summary>A release that leaves out what the one before shows.</summary>
    Shown,

    /// <summary>A release that shows what the one before leaves out.</summary>
    Uncovered,

    /// <summary>Two versions that one commit put in each other's place.</summary>
    Commits,

    /// <summary>A group and a part of it.</summary>
    Part,
}

/// <summary>Makes pairs of outputs from a seed.</summary>
/// <param name="make">Where numbers come from.</param>
public sealed class DifferencingCases(MadeUp make)
{
    private static readonly string[] Wards = ["Upper", "Lower", "Kirk", "Abbots", "Mill", "Bridge", "Green", "Moor"];

    /// <summary>Cases of every kind.</summary>
    /// <param name="each">How many of each.</param>
    public IEnumerable<DifferencingCase> All(int each) =>
        Enum.GetValues<DifferencingKind>().SelectMany(kind => Enumerable.Range(0, each).Select(i => Make(kind, i)));

    private DifferencingCase Make(DifferencingKind kind, int i)
    {
        var counts = Enumerable.Range(0, make.Number(5, Wards.Length)).Select(_ => Count()).ToList();
        var at = make.Number(0, counts.Count - 1);
        var (few, many) = (make.Number(1, 5), make.Number(9, 40));
        var name = $"table{i}.csv";
        return kind switch
        {
            DifferencingKind.Shown => new(
                kind, Table(counts), name, Table(counts, at, "[REDACTED]"), name, at + 2, Table(counts)),
            DifferencingKind.Uncovered => new(
                kind, Table(counts, at, "[REDACTED]"), name, Table(counts), name, at + 2, Table(counts, at, "[REDACTED]")),
            DifferencingKind.Part => new(
                kind, Table([.. counts.Select((c, row) => row == at ? c + few : c + 61 + (7 * row))]), $"rates{i}_all.csv", Table(counts), $"rates{i}_female.csv", at + 2,
                Table([.. counts.Select((c, row) => row == at ? c - many : c)])),
            _ => new(
                kind, Table(counts), name, Table([.. counts.Select((c, row) => row == at ? c + few : c)]), name, at + 2, Table([.. counts.Select((c, row) => row == at ? c + many : c)])),
        };
    }

    private static string Table(List<int> counts, int at = -1, string shown = "")
    {
        var text = new StringBuilder("ward,n\n");
        for (var row = 0; row < counts.Count; row++) text.Append(Wards[row]).Append(',').Append(row == at ? shown : $"{counts[row]}").Append('\n');
        return text.ToString();
    }

    /// <summary>A count that is no multiple of anything counts are rounded to.</summary>
    private int Count()
    {
        while (true)
        {
            var count = make.Number(120, 6000);
            if (count % 5 != 0 && count % 6 != 0 && count % 6 != 3 && count % 7 != 0) return count;
        }
    }
}
