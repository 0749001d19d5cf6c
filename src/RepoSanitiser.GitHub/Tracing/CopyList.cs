using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.GitHub.Tracing;

/// <summary>
/// The copies of a repository in an incident. The list is what its record says, line by line: who set what when is signed and chained
/// like everything else there, and nothing else has to be kept.
/// </summary>
public sealed class CopyList
{
    private const string FoundAction = "trace.found";
    private const string StateAction = "trace.state";
    private const string NotReached = "it could not be reached";
    private const int MostInALine = 500;

    private readonly Incident _incident;
    private readonly RepositoryName _repository;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, Copy> _copies = new(StringComparer.OrdinalIgnoreCase);

    private CopyList(Incident incident, RepositoryName repository, TimeProvider clock)
    {
        (_incident, _repository, _clock) = (incident, repository, clock);
        foreach (var entry in incident.Record.Read().Where(e => e.Step.Phase == RecordPhase.Result && RepositoryName.TryParse(e.Step.Target) == repository)) Take(entry.Step, entry.Time);
    }

    /// <summary>Reads the list.</summary>
    /// <exception cref="ReposanException">The record is not as it was written.</exception>
    public static CopyList Of(Incident incident, RepositoryName repository, TimeProvider clock) => new(incident, repository, clock);

    /// <summary>The copies, by kind and id.</summary>
    public IReadOnlyList<Copy> Copies => [.. _copies.Values.OrderBy(c => c.Kind).ThenBy(c => c.Id, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether a copy of that id is known.</summary>
    public bool Has(string id) => _copies.ContainsKey(id);

    /// <summary>The forks among them.</summary>
    public IReadOnlyList<RepositoryName> Forks => [.. Copies.Where(c => c.Kind == CopyKind.Fork).Select(c => RepositoryName.TryParse(c.Id["fork:".Length..])).OfType<RepositoryName>()];

    /// <summary>Adds what was found. What is known keeps its state, unless it was thought to be clean and is not.</summary>
    public void Add(IReadOnlyList<Copy> found)
    {
        foreach (var some in found.Where(IsNews).DistinctBy(c => c.Id, StringComparer.OrdinalIgnoreCase).Chunk(MostInALine))
        {
            var copies = new JsonArray([.. some.Select(c => (JsonNode)new JsonObject
            {
                ["id"] = c.Id, ["kind"] = c.Kind.ToString(), ["where"] = c.Where, ["holder"] = c.Holder, ["holds"] = c.Holds.ToString(),
                ["unreachable"] = c.State == CopyState.Unreachable ? true : null,
            })]);
            Append(FoundAction, new JsonObject { ["copies"] = copies });
        }
    }

    /// <summary>Sets how far a copy is dealt with.</summary>
    /// <exception cref="ReposanException">There is no copy of that id (usage).</exception>
    public void Set(string id, CopyState state, string? note)
    {
        if (!_copies.TryGetValue(id, out var copy))
            throw new ReposanException(ExitCode.Usage, $"The list of copies has no '{Printable.Escape(id)}': see 'reposan trace {_repository} --status'.");
        Append(StateAction, new JsonObject { ["id"] = copy.Id, ["state"] = state.ToString(), ["note"] = note });
    }

    /// <summary>Takes in what somebody sent back. A clone that nobody knew of is added.</summary>
    /// <returns>The copy as it is now.</returns>
    /// <exception cref="ReposanException">It is of another incident, or says nothing of which copy it is (usage).</exception>
    public Copy Take(Receipt receipt)
    {
        if (receipt.Incident != _incident.Id)
            throw new ReposanException(ExitCode.Usage, $"The receipt is of incident {Printable.Escape(receipt.Incident)}, not of {_incident.Id}: name that one with --incident.");
        if (receipt.Copy is not { Length: > 0 } id)
            throw new ReposanException(ExitCode.Usage, "The receipt does not say which copy it is of: have it made with --copy ID, or set the state by hand with --set ID=STATE.");
        if (!_copies.ContainsKey(id)) Add([new Copy(id, CopyKind.Clone, "a clone that its holder told of")]);
        var (state, note) = receipt switch
        {
            { Action: "deleted" } => (CopyState.Cleaned, "deleted, its holder says"),
            { Proof.Verdict: "gone" } => (CopyState.Proved, $"{receipt.Action}: {receipt.Proof.Objects} objects and {receipt.Proof.Files} files read, nothing remains"),
            { Proof.Verdict: "incomplete" } => (CopyState.Cleaned, $"{receipt.Action}, but {receipt.Proof.Unread} things could not be read"),
            _ => (CopyState.Found, "it still holds the leak"),
        };
        Set(id, state, note);
        return _copies[id];
    }

    /// <summary>Takes in what a proof showed of forks and pull requests.</summary>
    public void Take(RemoteProofResult proof)
    {
        foreach (var (id, holds) in Shown(proof).ToList())
        {
            if (!_copies.TryGetValue(id, out var copy)) continue;
            if (holds == Holding.None && copy.State != CopyState.Proved) Set(id, CopyState.Proved, "asked for by id, by REST and by git: gone");
            else if (holds is Holding.Named or Holding.Served) Add([copy with { Holds = holds }]);
        }
    }

    private IEnumerable<(string Id, Holding Holds)> Shown(RemoteProofResult proof)
    {
        foreach (var fork in Forks.Where(f => proof.Probes.Any(p => p.Repository == f))) yield return ($"fork:{fork}", proof.HoldingOf(fork));
        var listed = proof.Probes.Any(p => p.Repository == proof.Repository && p is { Way: ProbeWay.Refs, Unread: 0 });
        foreach (var pull in _copies.Values.Where(c => listed && c.Kind == CopyKind.PullRequest))
        {
            var holds = proof.PullRequests.Any(n => pull.Id.Equals($"pull:{n}", StringComparison.OrdinalIgnoreCase));
            // A ref that is gone does not say that its commits are: they are asked for by id.
            if (holds || !proof.Remains) yield return (pull.Id, holds ? Holding.Named : proof.IsWhole ? Holding.None : Holding.Unknown);
        }
    }

    private bool IsNews(Copy found) => !_copies.TryGetValue(found.Id, out var known)
        || known.Where != found.Where || known.Holder != found.Holder
        || (found.Holds != Holding.Unknown && known.Holds != found.Holds) || IsBack(known, found) || IsLostOrReached(known, found);

    private static bool IsBack(Copy known, Copy found) => !known.IsOpen && found.Holds is Holding.Named or Holding.Served && known.State != CopyState.Unreachable;

    /// <summary>Whether it can't be reached now, or can again; what people said of it since counts for more.</summary>
    private static bool IsLostOrReached(Copy known, Copy found) => (known, found) is
        ({ State: CopyState.Found }, { State: CopyState.Unreachable }) or ({ State: CopyState.Unreachable, Note: NotReached }, { State: CopyState.Found });

    private void Append(string action, JsonObject after)
    {
        var step = new RecordStep(action, RecordPhase.Result, _repository.ToString(), null, after);
        _incident.Record.Append(step);
        Take(step, _clock.GetUtcNow());
    }

    private void Take(RecordStep step, DateTimeOffset time)
    {
        if (step is { Action: FoundAction, After: { } found })
        {
            foreach (var json in found["copies"]!.AsArray()) TakeFound(json!, time);
        }
        else if (step is { Action: StateAction, After: { } set } && _copies.TryGetValue((string)set["id"]!, out var copy))
        {
            _copies[copy.Id] = copy with { State = Enum.Parse<CopyState>((string)set["state"]!), Note = (string?)set["note"], Updated = time };
        }
    }

    private void TakeFound(JsonNode json, DateTimeOffset time)
    {
        var found = new Copy(
            (string)json["id"]!, Enum.Parse<CopyKind>((string)json["kind"]!), (string)json["where"]!, (string?)json["holder"], Enum.Parse<Holding>((string)json["holds"]!))
        {
            Updated = time,
        };
        if ((bool?)json["unreachable"] == true) found = found with { State = CopyState.Unreachable, Note = NotReached };
        if (!_copies.TryGetValue(found.Id, out var known)) _copies[found.Id] = found;
        else if (IsBack(known, found)) _copies[known.Id] = found with { Id = known.Id, Note = "it holds the leak again, or still does" };
        else if (IsLostOrReached(known, found)) _copies[known.Id] = found with { Id = known.Id };
        else _copies[known.Id] = found with { Id = known.Id, State = known.State, Note = known.Note, Holds = found.Holds == Holding.Unknown ? known.Holds : found.Holds };
    }
}
