using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.History.Proof;

namespace RepoSanitiser.GitHub.RemoteProof;

/// <summary>How a server was asked.</summary>
public enum ProbeWay
{
    /// <summary>By its REST interface, as the pages and programs of others do.</summary>
    Rest,

    /// <summary>By <c>git fetch</c> of the id.</summary>
    Git,

    /// <summary>By its list of refs.</summary>
    Refs,
}

/// <summary>Old objects that a repository on the server still gives out, one way.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Way">How it was asked.</param>
/// <param name="Asked">How many it was asked for.</param>
/// <param name="Served">Those it gives out; ids, as sensitive as what was purged.</param>
/// <param name="Unread">How many nothing can be said of.</param>
/// <param name="Problem">Why, a sentence; null where all were answered.</param>
public sealed record Probe(RepositoryName Repository, ProbeWay Way, int Asked, IReadOnlyList<OldObject> Served, int Unread, string? Problem);

/// <summary>What GitHub still gives out.</summary>
/// <param name="Repository">The repository, by its present name.</param>
/// <param name="Fresh">The proof of a fresh mirror clone; null where none could be made.</param>
/// <param name="Probes">What was asked for by id.</param>
/// <param name="PullRequests">Pull requests whose refs name old commits.</param>
/// <param name="Problems">What could not be asked, a sentence each.</param>
public sealed record RemoteProofResult(
    RepositoryName Repository, ProofResult? Fresh, IReadOnlyList<Probe> Probes, IReadOnlyList<int> PullRequests, IReadOnlyList<string> Problems)
{
    /// <summary>Whether anything is still there.</summary>
    public bool Remains => Fresh?.Remaining.Count > 0 || Probes.Any(p => p.Served.Count > 0);

    /// <summary>Whether all was asked and answered.</summary>
    public bool IsWhole => Fresh is { Unread.Count: 0 } && Problems.Count == 0 && Probes.All(p => p.Unread == 0);

    /// <summary><c>gone</c>, <c>remains</c> or <c>incomplete</c>.</summary>
    public string Verdict => Remains ? "remains" : IsWhole ? "gone" : "incomplete";

    /// <summary>How a command ends that made it.</summary>
    public ExitCode ExitCode => Remains ? ExitCode.Findings : IsWhole ? ExitCode.Clean : ExitCode.Incomplete;

    /// <summary>What was found of one repository.</summary>
    public Holding HoldingOf(RepositoryName repository)
    {
        var own = Probes.Where(p => p.Repository == repository).ToList();
        if (own.Any(p => p.Way == ProbeWay.Refs && p.Served.Count > 0)) return Holding.Named;
        if (own.Any(p => p.Served.Count > 0)) return Holding.Served;
        return own.Count > 0 && own.All(p => p.Unread == 0) ? Holding.None : Holding.Unknown;
    }
}

/// <summary>Whether a copy holds what was purged.</summary>
public enum Holding
{
    /// <summary>Nobody has looked, or could.</summary>
    Unknown,

    /// <summary>A branch, a tag or a pull request there names old commits.</summary>
    Named,

    /// <summary>It is given out under this name; in a network of forks that shows only that some member still has it.</summary>
    Served,

    /// <summary>All ids were asked for, and none was given out.</summary>
    None,
}
