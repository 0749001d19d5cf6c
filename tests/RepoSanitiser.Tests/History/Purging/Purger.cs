using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Purging;
using RepoSanitiser.Incidents;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Purges repositories in this process, with a state folder of its own.</summary>
internal sealed class Purger(TempFolder folder)
{
    private readonly IncidentStore _incidents = new(
        StateDirectory.Open(folder.File("state")), new FingerprintKey(new byte[FingerprintKey.Length]), "tests", TimeProvider.System, RandomNumberGenerator.GetBytes);

    /// <summary>The incident of the last purge.</summary>
    public Incident? Last { get; private set; }

    /// <summary>Selects paths: a file or folder each.</summary>
    public static PurgeRequest Paths(params string[] paths) => new() { Paths = [.. paths.Select(PathPattern.Of)], Threads = 2 };

    /// <summary>Selects blobs.</summary>
    public static PurgeRequest Blobs(params string[] ids) => new() { Blobs = [.. ids.Select(i => ObjectId.Parse(i))], Threads = 2 };

    /// <summary>Makes the plan.</summary>
    public static PurgePlan Plan(string path, PurgeRequest request) =>
        new PurgePlanner(Repository.Open(path), request, name => name, SilentProgress.Instance).Plan(null, CancellationToken.None);

    /// <summary>Whether a purge fails when all is done but its certificate.</summary>
    public bool FailAtEnd { get; set; }

    /// <summary>Purges a repository in place.</summary>
    public PurgePlan Apply(string path, PurgeRequest request) => Apply(path, request, p => p.ChangesAnything);

    /// <summary>Purges a repository in place, if the plan is approved.</summary>
    public PurgePlan Apply(string path, PurgeRequest request, Func<PurgePlan, bool> approve)
    {
        var repository = Repository.Open(path);
        RewriteSafety.Check(repository);
        RewriteSafety.CheckWorkTrees(repository);
        Last = _incidents.Create();
        return Run(repository).Apply(new PurgePlanner(repository, request, name => name, SilentProgress.Instance), null, approve, CancellationToken.None);
    }

    /// <summary>Goes on with the last purge.</summary>
    public void Continue(string path) => Run(Repository.Open(path)).Continue(PurgeJournal.Read(Last!)!);

    /// <summary>Goes back from the last purge.</summary>
    public void RollBack(string path) => Run(Repository.Open(path)).RollBack(PurgeJournal.Read(Last!)!);

    private PurgeRun Run(Repository repository) =>
        new(repository, Last!, new PurgeTools(TimeProvider.System, SilentProgress.Instance, null, "opensafely", Certify));

    private void Certify(Incident incident, PurgeJournal journal, PurgeFactsFile facts)
    {
        if (FailAtEnd) throw new InvalidOperationException("asked to fail");
    }
}
