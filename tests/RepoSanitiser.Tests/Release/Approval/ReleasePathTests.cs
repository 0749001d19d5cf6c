using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Tests.Release.Approval;

public sealed class ReleasePathTests
{
    [Theory]
    [InlineData("table.csv")]
    [InlineData("output/figures/é tude.svg")]
    [InlineData("a.b/c-d_e (1).txt")]
    public void An_ordinary_path_can_be_released(string path) => Assert.Null(ReleasePath.Problem(path));

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("README.md")]
    [InlineData(".ledger.jsonl")]
    [InlineData("a/.git/config")]
    [InlineData("a/.GITATTRIBUTES")]
    [InlineData("GIT~1/x")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("e\u0301.csv")]
    [InlineData("a.")]
    [InlineData("a /b")]
    public void A_path_that_leads_elsewhere_or_means_something_is_not(string path) => Assert.NotNull(ReleasePath.Problem(path));

    [Theory]
    [InlineData("a.csv", "A.csv")]
    [InlineData("x/a.csv", "X/b.csv")]
    [InlineData("a", "a/b")]
    [InlineData("É.csv", "é.csv")]
    public void Paths_that_some_file_systems_mix_up_collide(string first, string second)
    {
        Assert.NotNull(ReleasePath.Collision([first, second]));
        Assert.NotNull(ReleasePath.Collision([second, first]));
        Assert.Null(ReleasePath.Collision([first, "other/" + "z"]));
    }
}
