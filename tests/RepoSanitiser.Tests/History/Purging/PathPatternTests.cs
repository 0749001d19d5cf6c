using RepoSanitiser.Core;
using RepoSanitiser.History.Purging;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Purging;

public sealed class PathPatternTests
{
    private static readonly string[] Names =
        ["a.csv", "b.csv", "c.csv", "z.csv", "A.csv", "1.csv", "-.csv", "].csv", "[.csv", "^.csv", "!.csv", "_.csv", " .csv", "\\.csv", "*.csv", "é.csv"];

    [Theory]
    [InlineData("[ab].csv")]
    [InlineData("[a-c].csv")]
    [InlineData("[!a-c].csv")]
    [InlineData("[^a-c1].csv")]
    [InlineData("[]a].csv")]
    [InlineData("[!]a].csv")]
    [InlineData("[a-].csv")]
    [InlineData("[-a].csv")]
    [InlineData("[[].csv")]
    [InlineData("[a^!].csv")]
    [InlineData("[\\]a].csv")]
    [InlineData("[\\\\].csv")]
    [InlineData("[[:alpha:]].csv")]
    [InlineData("[![:alnum:]].csv")]
    [InlineData("[[:digit:]a-b].csv")]
    [InlineData("[[:punct:]].csv")]
    [InlineData("[[:space:][:upper:]].csv")]
    [InlineData("\\*.csv")]
    [InlineData("\\[.csv")]
    [InlineData("\\\\.csv")]
    [InlineData("?.csv")]
    [InlineData("*.[ct]sv")]
    public void A_glob_matches_what_it_matches_for_git(string glob)
    {
        using var folder = new TempFolder();
        var study = RepositoryBuilder.Create(folder);
        foreach (var name in Names) study.Write(name, name);
        study.Git.Run("add", "-A");
        var expected = study.Git.Run("ls-files", "-z", "--", ":(glob)" + glob).Split('\0', StringSplitOptions.RemoveEmptyEntries);

        var pattern = PathPattern.Glob(glob);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Names.Where(n => pattern.MatchesGlob(Raw(n))).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[a")]
    [InlineData("[]")]
    [InlineData("[!]")]
    [InlineData("x[z-a]")]
    [InlineData("[[:none:]]")]
    [InlineData("x\\")]
    [InlineData("../x")]
    [InlineData("a/../x")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("./")]
    [InlineData("caf\ufffd.csv")]
    public void A_glob_that_is_none_is_refused(string glob) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => PathPattern.Glob(glob)).Code);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData("./.")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("caf\ufffd.csv")]
    public void A_path_that_no_history_has_is_refused(string path) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => PathPattern.Of(path)).Code);

    [Theory]
    [InlineData("./d/s", "d/s")]
    [InlineData("d//s/", "d/s")]
    [InlineData("/d/./s", "d/s")]
    [InlineData(".d/..s", ".d/..s")]
    public void A_path_is_taken_as_git_writes_it(string given, string expected) => Assert.Equal(expected, PathPattern.Of(given).Path);

    [Theory]
    [InlineData("./x.csv", false)]
    [InlineData("/x.csv", false)]
    [InlineData("x.csv/", true)]
    public void A_glob_is_held_against_names_only_where_no_slash_stands_before_its_end(string glob, bool isBaseName)
    {
        var pattern = PathPattern.Glob(glob);
        Assert.Equal((isBaseName, true), (pattern.IsBaseName, pattern.MatchesGlob("x.csv")));
    }

    private static string Raw(string name) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(name));
}
