using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.GitHub.Containment.Effects;

/// <summary>A run of a workflow that is to end.</summary>
public sealed record CancelRun(RepositoryName Name, long Id) : Effect("run", $"{Id}")
{
    /// <inheritdoc/>
    public override string Says => $"cancel workflow run {Id}";

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => github.CancelRunAsync(Name, Id, cancelled);

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => (await now.GitHub.RunAsync(Name, Id, now.Cancelled)).IsOver;
}

/// <summary>What can be deleted because it may hold the leak.</summary>
public enum Deletable
{
    /// <summary>A file of a release.</summary>
    Asset,

    /// <summary>An artifact of a workflow.</summary>
    Artifact,

    /// <summary>The logs of a run of a workflow.</summary>
    Logs,

    /// <summary>A cache of workflows.</summary>
    Cache,
}

/// <summary>Something deleted for good: it holds the leak, or may.</summary>
/// <param name="Name">The repository.</param>
/// <param name="What">What it is.</param>
/// <param name="Id">Its number; of logs, that of the run.</param>
public sealed record Delete(RepositoryName Name, Deletable What, long Id) : Effect(What.ToString().ToLowerInvariant(), $"{Id}")
{
    /// <inheritdoc/>
    public override string Says => $"delete {Words(What)} {Id}";

    /// <summary>What it is, for people.</summary>
    public static string Words(Deletable what) => what switch
    {
        Deletable.Asset => "release file",
        Deletable.Artifact => "artifact",
        Deletable.Logs => "the logs of workflow run",
        _ => "cache",
    };

    /// <inheritdoc/>
    public override Task ApplyAsync(IGitHub github, CancellationToken cancelled) => What switch
    {
        Deletable.Asset => github.DeleteAssetAsync(Name, Id, cancelled),
        Deletable.Artifact => github.DeleteArtifactAsync(Name, Id, cancelled),
        Deletable.Logs => github.DeleteRunLogsAsync(Name, Id, cancelled),
        _ => github.DeleteCacheAsync(Name, Id, cancelled),
    };

    /// <inheritdoc/>
    public override async Task<bool> IsReachedAsync(Now now) => What switch
    {
        Deletable.Asset => !(await now.AssetsAsync()).Contains(Id),
        Deletable.Artifact => !(await now.ArtifactsAsync()).Contains(Id),
        Deletable.Logs => !await now.GitHub.HasRunLogsAsync(Name, Id, now.Cancelled),
        _ => !(await now.CachesAsync()).Contains(Id),
    };
}
