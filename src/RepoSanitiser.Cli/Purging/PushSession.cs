using System.Text.Json.Nodes;
using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Purging;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.Cli.Purging;

/// <summary>
/// One run of <c>reposan push</c>: branches, tags and notes that the purges of a repository changed, each leased to what one of them found
/// or made there.
/// </summary>
internal sealed class PushSession(CommandContext context, string name, string remote, string? incidentId)
{
    private const string Action = "push";

    private string Server => ScanSource.WithoutCredentials(remote);

    /// <summary>The server that something was pushed to in an incident; null for none.</summary>
    public static string? PushedTo(Incident incident) => incident.Record.Read().LastOrDefault(IsPush)?.Step.Target;

    /// <summary>Shows, or does it.</summary>
    public ExitCode Run(bool apply)
    {
        var repository = Repository.Open(name);
        var all = RecordedPurges.Of(context.Incidents(), repository.CommonDirectory).Where(p => p.Journal.Phase == PurgePhase.Done).ToList();
        var purges = Chosen(all);
        var push = new RemotePush(repository);
        var url = push.UrlOf(remote);
        var there = Listed(url);
        var server = ScanSource.WithoutCredentials(url);
        var brought = purges.FindLastIndex(p => IsBrought(p, server)) + 1;
        var chain = new PurgeChain([.. purges.Select(p => p.Journal)], brought);
        var report = new PushReport(context.Out, name, server, chain);
        var left = new LeftOnServer(repository, all);
        var (refs, lost) = Refs(repository, chain, there);
        RefuseOneOfSeveral(all, refs, lost, there);
        report.Missing(chain.MissingFrom(there));
        report.Lost(lost);
        if (refs.Count == 0)
        {
            context.Out.WriteLine(lost.Count > 0 ? "Nothing to push." : "Nothing to push: the server has no branch or tag that the purge changed and that is not as it left it.");
            return Stays(report, left, there) && apply ? ExitCode.Failed : ExitCode.Clean;
        }

        if (refs.Where(r => r.Expected != Now(there, r.Name)).Select(r => r.Name).ToList() is { Count: > 0 } moved)
        {
            report.Moved(moved);
            return ExitCode.Refused;
        }

        if (apply) return Push(report, [.. purges.Skip(Math.Min(brought, purges.Count - 1)).Select(p => p.Incident).DistinctBy(i => i.Id)], url, refs, () => push.Push(url, refs), left);
        report.Plan(refs);
        var names = refs.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        Stays(report, left, there.Where(r => !names.Contains(r.Key)).ToDictionary(StringComparer.Ordinal));
        context.Out.WriteLine("To do it, add --apply.");
        return ExitCode.Clean;
    }

    private static bool IsPush(RecordEntry entry) => entry.Step is { Action: Action, Phase: RecordPhase.Result } step && (int?)step.After?["done"] > 0;

    /// <summary>Whether a purge was pushed to a server before.</summary>
    private static bool IsBrought(RecordedPurge purge, string server) =>
        purge.Incident.Record.Verify().Entries.Any(e => IsPush(e) && e.Step.Target == server && !(e.Time < purge.Journal.Begun));

    private static ObjectId? Now(IReadOnlyDictionary<string, ObjectId> there, string name) => there.TryGetValue(name, out var id) ? id : null;

    /// <summary>The purges that are pushed: all, or those of the incident that was named.</summary>
    private List<RecordedPurge> Chosen(List<RecordedPurge> all)
    {
        if (incidentId is not null) context.Incidents().Open(incidentId);
        var purges = incidentId is null ? all : all.FindAll(p => p.Incident.Id == incidentId);
        return purges.Count > 0 ? purges : throw new ReposanException(
            ExitCode.Usage, $"No purge of {Printable.Escape(name)} was brought to its end {(incidentId is null ? "here: purge it first, or name the state folder with --state" : $"in incident {incidentId}: see 'reposan incident list'")}.");
    }

    /// <summary>What is to be pushed, and names of refs for which that is not in the repository any more.</summary>
    private static (IReadOnlyList<PushedRef> Refs, IReadOnlyList<string> Lost) Refs(Repository repository, PurgeChain chain, IReadOnlyDictionary<string, ObjectId> there)
    {
        var refs = chain.Against(there, (made, now) => repository.Git.Run("merge-base", "--is-ancestor", made.ToString(), now.ToString()).ExitCode == 0);
        var absent = LeftOnServer.NotIn(repository, refs.Select(r => r.New).OfType<ObjectId>());
        return ([.. refs.Where(r => r.New is not { } made || !absent.Contains(made))], [.. refs.Where(r => r.New is { } made && absent.Contains(made)).Select(r => r.Name)]);
    }

    /// <summary>One purge of several can't be pushed by itself where the server has not got those before it, or this repository has gone on
    /// to those after it.</summary>
    private void RefuseOneOfSeveral(List<RecordedPurge> all, IReadOnlyList<PushedRef> refs, IReadOnlyList<string> lost, IReadOnlyDictionary<string, ObjectId> there)
    {
        if (incidentId is null) return;
        const string WayOut = "push without --incident, which brings all of them at once; nothing was pushed";
        if (lost.Count > 0 && all[^1].Incident.Id != incidentId)
            throw new ReposanException(ExitCode.Refused, $"What the purge of incident {incidentId} made is not in this repository any more, because a later purge (incident {all[^1].Incident.Id}) took its place: {WayOut}.");
        var whole = new PurgeChain([.. all.Select(p => p.Journal)], 0);
        if (refs.Any(r => Now(there, r.Name) is { } now && r.Expected != now && whole.Knows(r.Name, now)))
            throw new ReposanException(ExitCode.Refused, $"The server has refs as another purge of this repository found or left them, not that of incident {incidentId}: {WayOut}.");
    }

    private ExitCode Push(PushReport report, IReadOnlyList<Incident> incidents, string url, IReadOnlyList<PushedRef> refs, Func<PushResult> push, LeftOnServer left)
    {
        PushResult? result = null;
        Func<JsonNode?> effect = () =>
        {
            result = Ask(push);
            return new JsonObject { ["done"] = result.Done.Count, ["refused"] = result.Refused.Count, ["stale"] = result.Stale.Count };
        };
        foreach (var incident in incidents) effect = Recorded(incident, ScanSource.WithoutCredentials(url), refs.Count, effect);
        effect();
        if (result!.Stale.Count > 0) report.Moved(result.Stale);
        else if (result.Refused.Count > 0) report.Refused(result.Refused);
        if (result.Stale.Count + result.Refused.Count > 0) return ExitCode.Refused;
        context.Out.WriteLine($"Pushed {result.Done.Count} refs.");
        var isPartly = Stays(report, left, refs.All(r => r.New is null) ? Ask(() => RemotePush.List(url)) : Listed(url));
        context.Out.WriteLine("The server keeps unreachable objects, and shows them to whoever has an id, until its support prunes them.");
        return isPartly ? ExitCode.Failed : ExitCode.Clean;
    }

    /// <summary>An effect that is recorded in an incident too.</summary>
    private static Func<JsonNode?> Recorded(Incident incident, string server, int refs, Func<JsonNode?> effect) => () =>
    {
        JsonNode? reached = null;
        incident.Record.Around(Action, server, null, new JsonObject { ["refs"] = refs }, () => reached = effect());
        return reached;
    };

    private static bool Stays(PushReport report, LeftOnServer left, IReadOnlyDictionary<string, ObjectId> there)
    {
        var (old, unknown) = left.Among(there);
        return report.Stays(old, unknown);
    }

    /// <summary>The refs of a server that has some: a list without any is what git makes of a broken answer, too.</summary>
    private IReadOnlyDictionary<string, ObjectId> Listed(string url) => Ask(() => RemotePush.List(url)) is { Count: > 0 } refs ? refs : throw new ReposanException(
        ExitCode.Failed, $"{Printable.Escape(Server)} lists no refs, so it can't be told what it has: check its URL and the network with git ls-remote.");

    private T Ask<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (GitFailedException e)
        {
            throw new ReposanException(
                ExitCode.Failed, $"{Printable.Escape(Server)} could not be reached: check its URL, the network and your access with git ls-remote.", e);
        }
    }
}
