using System.Text.Json;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Containment from the command line, against a stand-in of GitHub.</summary>
public sealed class ContainTests : IAsyncLifetime, IDisposable
{
    private const string Token = "ghp_madeup0123456789madeup0123456789";

    private readonly ReposanProcess _reposan = new();
    private StandIn _standIn = null!;
    private HostedRepository _study = null!;

    public async Task InitializeAsync()
    {
        _standIn = await StandIn.Start();
        _study = SampleWorld.Make(_standIn).Study;
        _standIn.Caller("responder", Token);
        _reposan.Variables["GITHUB_TOKEN"] = Token;
        _reposan.Variables["USER"] = "sam";
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_standIn.Violations);
        await _standIn.DisposeAsync();
    }

    public void Dispose() => _reposan.Dispose();

    [Fact]
    public void From_the_notice_to_a_closed_repository_and_back()
    {
        var plan = Run("contain", SampleWorld.FullName);
        Assert.Equal(0, plan.ExitCode);
        Assert.StartsWith("Tell them now", plan.Out, StringComparison.Ordinal);
        Assert.Contains("disclosurecontrol@opensafely.org", plan.Out, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", plan.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(_standIn.Exchanges, e => e.IsWrite);

        var unsaid = Run("contain", SampleWorld.FullName, "--apply");
        Assert.Equal(4, unsaid.ExitCode);
        Assert.Equal("public", _study.Visibility);

        var done = _reposan.RunWithInput(SampleWorld.FullName + "\n", "contain", SampleWorld.FullName, "--apply", "--api", _standIn.Address.ToString());
        Assert.Equal(0, done.ExitCode);
        Assert.Contains("is contained", done.Out, StringComparison.Ordinal);
        Assert.Equal("private", _study.Visibility);
        Assert.Single(Directory.GetFiles(_reposan.Home, "notice.eml", SearchOption.AllDirectories));

        var refused = Run("restore", SampleWorld.FullName, "--apply", "--yes");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("prove --remote", refused.Error, StringComparison.Ordinal);

        var restored = Run("restore", SampleWorld.FullName, "--apply", "--yes", "--despite-leak", "--format", "json");
        Assert.Equal(0, restored.ExitCode);
        Assert.Equal("public", _study.Visibility);
        Assert.True(JsonDocument.Parse(restored.Out).RootElement.GetProperty("applied").GetBoolean());
        foreach (var ended in (Ended[])[plan, unsaid, done, refused, restored]) Assert.DoesNotContain(Token, ended.Out + ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_reposan.Home, "*", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public void The_notice_is_there_before_GitHub_is_asked_whatever_that_answers()
    {
        _reposan.Variables.Remove("GITHUB_TOKEN");
        var without = Run("contain", SampleWorld.FullName, "--apply", "--yes");
        Assert.Equal(4, without.ExitCode);
        Assert.Empty(_standIn.Exchanges);
        var mail = Assert.Single(Directory.GetFiles(_reposan.Home, "notice.eml", SearchOption.AllDirectories));
        Assert.Contains("disclosurecontrol@opensafely.org", File.ReadAllText(mail), StringComparison.Ordinal);
        Assert.Contains(mail, without.Error, StringComparison.Ordinal);
        Assert.Contains("as open as before", without.Error, StringComparison.Ordinal);

        // The same leak goes on in the same incident.
        _reposan.Variables["GITHUB_TOKEN"] = Token;
        Assert.Equal(0, Run("contain", SampleWorld.FullName, "--apply", "--yes").ExitCode);
        Assert.Equal(mail, Assert.Single(Directory.GetFiles(_reposan.Home, "notice.eml", SearchOption.AllDirectories)));

        // Under another name it is the same repository: its snapshot is that of before.
        _study.FormerNames.Add(SampleWorld.FullName);
        _study.Name = "study-two";
        var renamed = Run("contain", "study-org/study-two", "--apply", "--yes");
        Assert.Equal(0, renamed.ExitCode);
        Assert.Contains($"in incident {new DirectoryInfo(Path.GetDirectoryName(mail)!).Name}, which goes on", renamed.Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("restore", "study-org/study-two", "--apply", "--yes", "--despite-leak").ExitCode);
        Assert.Equal("public", _study.Visibility);
    }

    [Theory]
    [InlineData("contain", "no-slash")]
    [InlineData("contain", SampleWorld.FullName, "--format", "json", "--apply")]
    [InlineData("contain", SampleWorld.FullName, "--config", "missing.yaml")]
    [InlineData("restore", SampleWorld.FullName)]
    public void A_mistake_is_one_sentence(params string[] arguments)
    {
        var ended = Run(arguments);
        Assert.Equal(2, ended.ExitCode);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
    }

    private Ended Run(params string[] arguments) => _reposan.Run([.. arguments, "--api", _standIn.Address.ToString()]);
}
