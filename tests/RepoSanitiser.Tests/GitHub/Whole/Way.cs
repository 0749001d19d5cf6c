using System.Diagnostics;
using System.Text.Json.Nodes;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>One step of the way through an incident.</summary>
/// <param name="Name">What it is called where something is wrong with it.</param>
/// <param name="Code">How it ends when nothing goes wrong.</param>
/// <param name="Run">Does it.</param>
internal sealed record Step(string Name, int Code, Func<Task<Ended>> Run)
{
    /// <summary>Brings about what others do before it: whoever suspends a protection, or GitHub's support.</summary>
    public Action Before { get; init; } = () => { };
}

/// <summary>
/// The way through an incident, from a leak to a repository that is public again without it, as a responder walks it: contain, scan, purge,
/// push, trace, prove, restore.
/// </summary>
internal sealed class Way : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Responder _responder;

    private Way(StandIn gitHub, SimulatedClock clock)
    {
        GitHub = gitHub;
        Sample = SampleWorld.Make(gitHub);
        Sample.AddWiki();
        _responder = new Responder(_folder, clock, Sample.Caller.Token);
        Steps =
        [
            new("contain", 0, () => Asked("contain", SampleWorld.FullName, "--apply", "--yes", "--format", "json")),
            new("scan", 1, () => _responder.Reposan("scan", Mirror, "--format", "json", "-o", Leak)) { Before = Clone },
            new("purge", 0, () => _responder.Reposan("purge", Mirror, "--findings", Leak, "--incident", Incident, "--apply", "--in-place")),
            new("push", 0, () => _responder.Reposan("push", Mirror, "--apply")) { Before = Suspend },
            new("trace", 1, () => Asked("trace", SampleWorld.FullName, "--format", "json")),
            new("prove before support", 1, () => Asked("prove", "--remote", SampleWorld.FullName, "--format", "json")),
            new("prove", 0, () => Asked("prove", "--remote", SampleWorld.FullName, "--format", "json")) { Before = SupportCleans },
            new("restore", 0, () => Asked("restore", SampleWorld.FullName, "--apply", "--yes", "--format", "json")),
        ];
    }

    public StandIn GitHub { get; }

    public SampleWorld Sample { get; }

    public HostedRepository Study => Sample.Study;

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Whether GitHub's support has removed what only it can.</summary>
    public bool IsGone { get; private set; }

    private string Mirror => _folder.File("study.git");

    private string Leak => _folder.File("leak.json");

    private string Incident => Path.GetFileName(Directory.GetDirectories(Path.Combine(_responder.Home, "state", "reposan", "incidents")).Single());

    public static async Task<Way> Begin()
    {
        var clock = new SimulatedClock();
        return new Way(await StandIn.Start(clock), clock);
    }

    /// <summary>Walks all steps before one, with nothing going wrong.</summary>
    public async Task UntilAsync(string name)
    {
        foreach (var step in Steps.TakeWhile(s => s.Name != name)) await WholeAsync(step);
        Steps.Single(s => s.Name == name).Before();
    }

    /// <summary>Walks one step to its end, which has to be the one it has when nothing goes wrong.</summary>
    public static async Task<Ended> WholeAsync(Step step, string where = "with nothing going wrong")
    {
        step.Before();
        var ended = await step.Run();
        // What could not be read before it became private stays unknown, and is said each time.
        var isWhole = ended.Code == step.Code || (step.Name is "contain" && ended.Code == 3 && ended.Json!["unread"]!.AsArray().Count == 1);
        Assert.True(isWhole, $"{where}, {step.Name} ended with {ended}");
        return ended;
    }

    /// <summary>Keeps everything on the disk as it is now.</summary>
    public void Keep()
    {
        Copy(GitHub.Folder.File("hosted"), GitHub.Folder.File("kept-hosted"));
        foreach (var name in (string[])["home", "study.git"]) Copy(_folder.File(name), _folder.File("kept-" + name));
    }

    /// <summary>Brings everything on the disk back to what it was.</summary>
    public void GoBack()
    {
        Copy(GitHub.Folder.File("kept-hosted"), GitHub.Folder.File("hosted"));
        foreach (var name in (string[])["home", "study.git"]) Copy(_folder.File("kept-" + name), _folder.File(name));
    }

    /// <summary>What the branches and tags on the server name.</summary>
    public JsonObject Refs() => new(HostedGit.Refs(Study).Where(r => !r.Key.StartsWith("refs/pull/", StringComparison.Ordinal)).OrderBy(r => r.Key, StringComparer.Ordinal)
        .Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value)));

    /// <summary>What a step still can be seen to have left: one that was called done has left the same.</summary>
    public JsonObject State()
    {
        var state = RepositoryState.Of(Study);
        state["refs"] = Refs();
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await GitHub.DisposeAsync();
        _folder.Dispose();
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        using var copying = Process.Start("cp", ["-a", from, to]);
        copying.WaitForExit();
        Assert.Equal(0, copying.ExitCode);
    }

    /// <summary>Runs the program against the stand-in.</summary>
    public Task<Ended> Asked(params string[] arguments) => _responder.Reposan([.. arguments, "--api", GitHub.Address.ToString()]);

    /// <summary>Clones what the server has; pushing asks the server itself.</summary>
    private void Clone()
    {
        if (Directory.Exists(Mirror)) return;
        Study.Git().Run("clone", "-q", "--mirror", Study.GitDirectory, Mirror);
        var url = new UriBuilder(new Uri(GitHub.Address, SampleWorld.FullName + ".git")) { UserName = "x", Password = Sample.Caller.Token };
        Study.Git().Run("--git-dir=" + Mirror, "config", "remote.origin.url", url.Uri.ToString());
    }

    private void Suspend()
    {
        Study.Protections.Clear();
        Study.Rulesets.Clear();
    }

    /// <summary>The forks are deleted by their owners, and GitHub's support prunes what no ref names.</summary>
    public void SupportCleans()
    {
        if (IsGone) return;
        IsGone = true;
        GitHub.World.Repositories.RemoveAll(r => r.Owner != Study.Owner);
        HostedGit.SupportCleans(GitHub.World, Study);
    }
}
