using RepoSanitiser.Core;
using RepoSanitiser.Git.Staging;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.History.Checking;

public sealed class PushedCheckerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_leak_in_the_middle_of_the_pushed_commits_is_found_though_the_tip_no_longer_has_it()
    {
        var study = RepositoryBuilder.Create(_folder);
        var start = study.Write("a.txt", "x\n").Commit("First");
        study.Write("released_outputs/a.csv", CheckRunner.SmallTable).Commit("Add");
        var tip = study.Delete("released_outputs/a.csv").Commit("Remove");
        var result = CheckRunner.CheckPushed(study.Path, null, Ref("main", tip, start));
        var finding = Assert.Single(result.Findings);
        Assert.Equal(("small-count", "released_outputs/a.csv"), (finding.Rule, finding.Paths[0]));
        Assert.Equal(1, result.Coverage.Objects["file"].Found);
    }

    [Fact]
    public void What_the_other_side_has_is_not_judged_again()
    {
        var study = RepositoryBuilder.Create(_folder);
        var known = study.Write("released_outputs/a.csv", CheckRunner.SmallTable).Commit("Add");
        study.Git.Run("update-ref", "refs/remotes/origin/main", known);
        var tip = study.Write("b.txt", "x\n").Commit("More");
        Assert.Empty(CheckRunner.CheckPushed(study.Path, "origin", Ref("side", tip)).Findings);
        Assert.NotEmpty(CheckRunner.CheckPushed(study.Path, "elsewhere", Ref("side", tip)).Findings);
        Assert.NotEmpty(CheckRunner.CheckPushed(study.Path, "https://example.org/o*", Ref("side", tip)).Findings);
    }

    [Fact]
    public void Messages_names_of_files_and_names_of_refs_are_judged_too()
    {
        var study = RepositoryBuilder.Create(_folder);
        var number = "943476" + "5919";
        study.Write($"notes/nhs_{number}.txt", "x\n");
        var tip = study.Commit($"Fix the row of patient {number}");
        Assert.Contains(ScanRunner.Scan(study.Path).Findings, f => f.Object?.Id == tip);
        var findings = CheckRunner.CheckPushed(study.Path, null, Ref($"patient-{number}", tip)).Findings;
        Assert.Equal(["commit", "ref"], findings.Select(f => f.Object?.Type).OfType<string>().Order(StringComparer.Ordinal));
        Assert.Contains(findings, f => f.Object is null && f.Paths is ["notes/[masked]"]);
    }

    [Fact]
    public void A_ref_that_is_deleted_or_unknown_on_the_other_side_is_no_obstacle()
    {
        var study = RepositoryBuilder.Create(_folder);
        var tip = study.Write("released_outputs/a.csv", CheckRunner.SmallTable).Commit("Add");
        Assert.Empty(CheckRunner.CheckPushed(study.Path, null, new PushedRef("(delete)", Zero, "refs/heads/old", Id(tip))).Findings);
        Assert.NotEmpty(CheckRunner.CheckPushed(study.Path, null, Ref("main", tip, new string('a', 40))).Findings);
    }

    [Fact]
    public void A_blob_that_is_missing_makes_the_check_incomplete()
    {
        var study = RepositoryBuilder.Create(_folder);
        var tip = study.Write("released_outputs/a.csv", CheckRunner.SmallTable).Commit("Add");
        var blob = study.Resolve("HEAD:released_outputs/a.csv");
        File.Delete(Path.Combine(study.GitDir, "objects", blob[..2], blob[2..]));
        Assert.True(CheckRunner.CheckPushed(study.Path, null, Ref("main", tip)).Coverage.Incomplete);
    }

    [Theory]
    [InlineData("refs/heads/main")]
    [InlineData("refs/heads/main abc refs/heads/main def")]
    [InlineData("a b c d e")]
    public void A_line_that_git_does_not_write_is_none(string line) => Assert.Null(PushedRef.Parse(line));

    private static PushedRef Ref(string name, string tip, string? there = null) =>
        new($"refs/heads/{name}", Id(tip), $"refs/heads/{name}", there is null ? Zero : Id(there));

    private static ObjectId Zero => Id(new string('0', 40));

    private static ObjectId Id(string hex) => ObjectId.TryParse(hex, out var id) ? id : throw new ArgumentException("No id.", nameof(hex));
}
