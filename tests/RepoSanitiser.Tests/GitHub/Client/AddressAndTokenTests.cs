using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.Tests.GitHub.Client;

public sealed class AddressAndTokenTests
{
    private static readonly RepositoryName Study = RepositoryName.Parse("ORG/STUDY");

    [Theory]
    [InlineData(null, null, "https://api.github.com/", "https://github.com/ORG/STUDY.git")]
    [InlineData(null, "github.example.org", "https://github.example.org/api/v3/", "https://github.example.org/ORG/STUDY.git")]
    [InlineData(null, "study.ghe.com", "https://api.study.ghe.com/", "https://study.ghe.com/ORG/STUDY.git")]
    [InlineData("https://github.example.org/api/v3", "other", "https://github.example.org/api/v3/", "https://github.example.org/ORG/STUDY.git")]
    [InlineData("http://127.0.0.1:8080", null, "http://127.0.0.1:8080/", "http://127.0.0.1:8080/ORG/STUDY.git")]
    public void The_address_of_the_interface_gives_that_of_git(string? api, string? host, string expected, string git)
    {
        var address = GitHubAddress.Find(api, name => name == "GH_HOST" ? host : null);
        Assert.Equal((expected, git), (address.Api.AbsoluteUri, address.GitUrl(Study).AbsoluteUri));
    }

    [Theory]
    [InlineData("http://github.example.org/api/v3")]
    [InlineData("http://127.0.0.1.example.org/")]
    [InlineData("https://user:token@github.example.org/")]
    [InlineData("ftp://github.example.org/")]
    [InlineData("github.example.org")]
    public void A_token_never_travels_in_the_open(string api) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => GitHubAddress.Find(api, _ => null)).Code);

    [Theory]
    [InlineData("ORG")]
    [InlineData("ORG/STUDY/tree")]
    [InlineData("ORG/..")]
    [InlineData("ORG/ST UDY")]
    [InlineData("https://github.com/ORG/STUDY")]
    public void What_is_no_name_of_a_repository_is_refused(string text) => Assert.Null(RepositoryName.TryParse(text));

    [Fact]
    public void The_token_comes_from_the_environment_and_then_from_gh()
    {
        var address = GitHubAddress.Find(null, _ => null);
        Assert.Equal("GITHUB_TOKEN", GitHubToken.Find(address, _ => "a", _ => "b").Source);
        Assert.Equal("GH_TOKEN", GitHubToken.Find(address, n => n == "GH_TOKEN" ? "a" : "", _ => "b").Source);
        Assert.Equal("gh auth token", GitHubToken.Find(address, _ => null, host => host == "github.com" ? "b\n" : null).Source);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => GitHubToken.Find(address, _ => null, _ => null)).Code);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => GitHubToken.Find(address, _ => "two words", _ => null)).Code);
        Assert.Equal("GH_ENTERPRISE_TOKEN", GitHubToken.Find(GitHubAddress.Find("https://ghe.example.org/api/v3", _ => null), _ => "a", _ => null).Source);
        Assert.DoesNotContain("secret", GitHubToken.Find(address, _ => "secret", _ => null).ToString(), StringComparison.Ordinal);
    }
}
