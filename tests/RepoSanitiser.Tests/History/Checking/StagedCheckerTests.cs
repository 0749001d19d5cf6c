using RepoSanitiser.Git;
using RepoSanitiser.Git.Staging;
using RepoSanitiser.History.Checking;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Checking;

public sealed class StagedCheckerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_index_is_judged_and_not_the_file_of_the_work_tree()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("released_outputs/a.csv", CheckRunner.SmallTable);
        study.Git.Run("add", "-A");
        study.Write("released_outputs/a.csv", "ward,rate\nUpper,0.2\n");
        var finding = Assert.Single(Check(study).Findings);
        Assert.Equal(("small-count", "released_outputs/a.csv"), (finding.Rule, finding.Paths[0]));
        Assert.Equal(study.Resolve(":released_outputs/a.csv"), finding.Blob);

        study.Git.Run("add", "-A");
        study.Write("released_outputs/a.csv", CheckRunner.SmallTable);
        Assert.Empty(Check(study).Findings);
    }

    [Fact]
    public void What_is_committed_already_is_not_judged_again()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("released_outputs/a.csv", CheckRunner.SmallTable).Commit("First");
        study.Write("notes.txt", "x\n");
        study.Git.Run("add", "-A");
        var result = Check(study);
        Assert.Empty(result.Findings);
        Assert.Equal(1, result.Coverage.Objects["file"].Found);
    }

    [Fact]
    public void An_output_declared_highly_sensitive_in_the_same_commit_is_found()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("project.yaml", "actions:\n  run:\n    run: x\n    outputs:\n      highly_sensitive:\n        rows: output/rows.csv\n").Write("output/rows.csv", "a,b\nx,y\n");
        study.Git.Run("add", "-A");
        Assert.Equal(["highly-sensitive-output"], Check(study).Rules());
    }

    private CheckResult Check(RepositoryBuilder study)
    {
        using var staged = StagedContent.Open(Repository.Open(study.Path), null, _folder.File("links"), static _ => { });
        return CheckRunner.CheckStaged(staged);
    }
}
