using System.Globalization;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.GitHub.Tracing;
using RepoSanitiser.History.Proof;

namespace RepoSanitiser.Cli.Proving;

/// <summary>One run of <c>reposan prove --remote</c>.</summary>
internal sealed class RemoteProofRun(CommandContext context, string repository)
{
    private readonly RepositoryName _name = RepositoryName.Parse(repository);

    public string? Incident { get; init; }

    public string? CertificateFile { get; init; }

    public string? Policy { get; init; }

    public OwnRules OwnRules { get; init; } = OwnRules.None;

    public string? Api { get; init; }

    /// <summary>Forks that were seen before the repository was closed: nothing on GitHub leads to them any more.</summary>
    private IEnumerable<RepositoryName> Contained(RepoSanitiser.Incidents.Incident? incident) =>
        incident is not null && new SnapshotFile(incident).Load() is { } before && before.Repository.FullNameParsed == _name ? before.ForkNames : [];

    /// <summary>Proves once.</summary>
    public async Task<(string Incident, RemoteProofResult Result)> RunAsync()
    {
        using var connection = Connection.Open(context, Api);
        var incident = RemoteIncident.Find(context, _name, Incident);
        var given = RemoteIncident.CertificateOrFail(context, incident, CertificateFile);
        var judge = new ContentJudge(PolicyCatalogue.Get(Policy ?? given.Certificate.Policy), new DocumentLimits(), own: OwnRules);
        var options = new ProofOptions { ToolVersion = ShowVersion.Version, Progress = context.Progress };
        ProofResult Prove(Repository clone) => new Prover(judge, given.Key, context.Clock, options).Prove(clone, given.Certificate, context.Cancelled);
        var prover = new RemoteProver(connection.GitHub, connection.Git, Prove, context.Progress);
        var list = incident is null ? null : CopyList.Of(incident, _name, context.Clock);
        var result = await prover.ProveAsync(_name, given.Certificate, [.. (list?.Forks ?? []).Union(Contained(incident))], context.Cancelled);
        if (incident is null) return (given.Certificate.Incident, result);
        RemoteProver.Record(incident, result);
        CopyList.Of(incident, result.Repository, context.Clock).Take(result);
        return (incident.Id, result);
    }

    /// <summary>Proves again and again until it is gone.</summary>
    /// <param name="every">How long to wait in between.</param>
    public async Task<(string Incident, RemoteProofResult Result)> WatchAsync(TimeSpan every)
    {
        while (true)
        {
            var proved = await RunAsync();
            if (proved.Result.ExitCode == ExitCode.Clean) return proved;
            var next = context.Clock.GetUtcNow() + every;
            context.Say($"{Now()} {proved.Result.Verdict}: {proved.Result.Probes.Sum(p => p.Served.Count)} old objects are given out, {proved.Result.PullRequests.Count} pull requests name some; again at {next.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.");
            await Task.Delay(every, context.Clock, context.Cancelled);
        }
    }

    private string Now() => context.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
