using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Checking;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Tests.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Planting;

namespace RepoSanitiser.Tests.History.Checking;

/// <summary>Planted pairs of outputs, each with an allowed twin, by the ways in which people release them.</summary>
public sealed class DifferencingCasesTests : IDisposable
{
    private const int Seed = 20261122;

    private static readonly int Each = Scale.Of(10, 40);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_pair_is_found_at_its_cell_and_no_allowed_twin_is()
    {
        var cases = new DifferencingCases(new MadeUp(Seed)).All(Each).ToList();
        var wrong = new List<string>();
        foreach (var group in cases.GroupBy(c => c.Kind))
        {
            var (found, flagged) = (Judge([.. group], twins: false), Judge([.. group], twins: true));
            wrong.AddRange(group.Where(c => !found.Contains((c.SecondName, c.Row))).Select(c => $"missed: {c.Kind} {c.SecondName} row {c.Row}"));
            wrong.AddRange(flagged.Select(f => $"flagged: the twin of {group.Key} {f.Name} row {f.Row}"));
        }

        Assert.Empty(wrong);
    }

    private HashSet<(string Name, int Row)> Judge(List<DifferencingCase> cases, bool twins)
    {
        var kind = cases[0].Kind;
        var root = $"{kind}-{(twins ? "twins" : "cases")}";
        var findings = kind switch
        {
            DifferencingKind.Commits => Scan(cases, root, twins),
            DifferencingKind.Part => CheckRunner.Check(Write(cases.SelectMany(c => (IEnumerable<(string, string)>)[(c.FirstName, c.First), (c.SecondName, twins ? c.Twin : c.Second)]), root)).Findings,
            _ => CheckRunner.Check(
                new CheckOptions { Against = Write(cases.Select(c => (c.FirstName, c.First)), root + "-1") }, Write(cases.Select(c => (c.SecondName, twins ? c.Twin : c.Second)), root + "-2")).Findings,
        };
        Assert.All(findings, f => Assert.Equal("differencing", f.Rule));
        return [.. findings.Where(f => f.Severity >= Severity.Medium).Select(f => (Path.GetFileName(f.Paths[0]), f.Location.Cell!.Row))];
    }

    private IReadOnlyList<Finding> Scan(List<DifferencingCase> cases, string root, bool twins)
    {
        var study = RepositoryBuilder.Create(_folder, root);
        foreach (var c in cases) study.Write($"released_outputs/{c.FirstName}", c.First);
        study.Commit("First");
        foreach (var c in cases) study.Write($"released_outputs/{c.SecondName}", twins ? c.Twin : c.Second);
        study.Commit("Second");
        return ScanRunner.Scan(study.Path, new ScanOptions { CompareVersions = true }).Findings;
    }

    private string Write(IEnumerable<(string Name, string Text)> files, string folder)
    {
        foreach (var (name, text) in files) _folder.Write($"{folder}/{name}", Encoding.UTF8.GetBytes(text));
        return _folder.File(folder);
    }
}
