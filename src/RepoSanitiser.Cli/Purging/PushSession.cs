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

/// <summary>One run of <c>reposan push</c>: branches and tags that a purge changed, each leased to what the purge found there.</summary>
internal sealed class PushSession(CommandContext context, string name, string remote, string? incidentId)
{
    private const string Action = "push";

    /// <summary>The server that something was pushed to in an incident; null for none.</summary>
    public static string? PushedTo(Incident incident) => incident.Record.Read()
        .LastOrDefault(e => e.Step is { Action: Action, Phase: RecordPhase.Result } step && (int?)step.After?["done"] > 0)?.Step.Target;

    /// <summary>Shows, or does it.</summary>
    public ExitCode Run(bool apply)
    {
        var repository = Repository.Open(name);
        var (incident, journal) = Purge(repository);
        var push = new RemotePush(repository);
        var url = push.UrlOf(remote);
        var there = Listed(url);
        var refs = Refs(journal, there);
        var left = new LeftOnServer(repository, incident, journal);
        SayWhatIsMissing(journal, there);
        if (refs.Count == 0)
        {
            context.Out.WriteLine("Nothing to push: the server has no branch or tag that the purge changed.");
            return SayWhatStays(left, there) && apply ? ExitCode.Failed : ExitCode.Clean;
        }

        if (!apply)
        {
            context.Out.WriteLine($"Would push {refs.Count} refs, all or none:");
            foreach (var pushed in refs) context.Out.WriteLine("  " + Line(pushed));
            var moved = refs.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
            SayWhatStays(left, there.Where(r => !moved.Contains(r.Key)).ToDictionary(StringComparer.Ordinal));
            context.Out.WriteLine("To do it, add --apply.");
            return ExitCode.Clean;
        }

        PushResult? result = null;
        incident.Record.Around(Action, ScanSource.WithoutCredentials(url), null, new JsonObject { ["refs"] = refs.Count }, () =>
        {
            result = Ask(() => push.Push(url, refs));
            return new JsonObject { ["done"] = result.Done.Count, ["refused"] = result.Refused.Count, ["stale"] = result.Stale.Count };
        });
        return Tell(result!, () => SayWhatStays(left, refs.All(r => r.New is null) ? Ask(() => RemotePush.List(url)) : Listed(url)));
    }

    private static bool IsPushable(string name) => RefState.KindOf(name) is RefKind.Branch or RefKind.Tag or RefKind.Note;

    private static string Line(PushedRef pushed) =>
        $"{Printable.Escape(pushed.Name)}  {Short(pushed.Expected)} -> {(pushed.New is null ? "gone" : Short(pushed.New))}";

    private static string Short(ObjectId? id) => id is { } some ? some.ToString()[..12] : "nothing";

    /// <summary>What differs: only refs that the server has, or that got a new name.</summary>
    private static List<PushedRef> Refs(PurgeJournal journal, IReadOnlyDictionary<string, ObjectId> there)
    {
        var refs = new List<PushedRef>();
        foreach (var change in journal.Refs)
        {
            var (local, target) = (Target(change.Name), Target(change.NewName));
            if (local is null || !there.TryGetValue(local, out var now)) continue;
            if (change.New is { } made && now == made && change.Name == change.NewName) continue;
            var moves = change.New is not null && local == target;
            refs.Add(new PushedRef(local, change.Old, moves ? change.New : null));
            if (change.New is not null && !moves && target is not null) refs.Add(new PushedRef(target, null, change.New));
        }

        return [.. refs.DistinctBy(r => r.Name)];
    }

    /// <summary>What a ref is called on the server; null for one that no push may change.</summary>
    private static string? Target(string name) => IsPushable(name) ? name : null;

    private ExitCode Tell(PushResult result, Func<bool> sayWhatStays)
    {
        if (result.Stale.Count > 0)
        {
            context.Out.WriteLine("These have moved on the server since the purge was planned, and nothing was pushed. Fetch them, purge again, then push:");
            foreach (var stale in result.Stale) context.Out.WriteLine("  " + Printable.Escape(stale));
            return ExitCode.Refused;
        }

        if (result.Refused.Count > 0)
        {
            context.Out.WriteLine("The server refuses these, and nothing was pushed:");
            foreach (var (refused, reason) in result.Refused) context.Out.WriteLine($"  {Printable.Escape(refused)}: {Printable.Escape(reason)}. {Advice(refused, reason)}");
            return ExitCode.Refused;
        }

        context.Out.WriteLine($"Pushed {result.Done.Count} refs.");
        var isPartly = sayWhatStays();
        context.Out.WriteLine("The server keeps unreachable objects, and shows them to whoever has an id, until its support prunes them.");
        return isPartly ? ExitCode.Failed : ExitCode.Clean;
    }

    /// <summary>Branches and tags that the purge changed and the server does not have: one that somebody deleted there may come back.</summary>
    private void SayWhatIsMissing(PurgeJournal journal, IReadOnlyDictionary<string, ObjectId> there)
    {
        var missing = journal.Refs.Where(r => IsPushable(r.Name) && !there.ContainsKey(r.Name) && !there.ContainsKey(r.NewName)).Select(r => r.Name).ToList();
        if (missing.Count == 0) return;
        context.Out.WriteLine("Not on the server (deleted there since, or never pushed), so not pushed:");
        foreach (var one in missing) context.Out.WriteLine("  " + Printable.Escape(one));
    }

    /// <summary>Says which refs of the server hold what was purged, or may.</summary>
    /// <returns>Whether any of them could have been changed by a push.</returns>
    private bool SayWhatStays(LeftOnServer left, IReadOnlyDictionary<string, ObjectId> there)
    {
        var (old, unknown) = left.Among(there);
        var pulls = old.Where(r => RefState.KindOf(r) == RefKind.Pull).Select(r => r.Split('/')[2]).Distinct(StringComparer.Ordinal).Count();
        if (pulls > 0) context.Out.WriteLine($"{pulls} pull requests on the server hold what was purged: no push can change them, ask GitHub Support to.");
        var others = old.Where(r => RefState.KindOf(r) != RefKind.Pull).ToList();
        foreach (var other in others) context.Out.WriteLine($"{Printable.Escape(other)} on the server still has the old history.");
        var strange = unknown.Where(r => RefState.KindOf(r) != RefKind.Pull).ToList();
        foreach (var other in strange) context.Out.WriteLine($"{Printable.Escape(other)} on the server names something that this repository never had: it may have the old history.");
        if (unknown.Count > strange.Count) context.Out.WriteLine($"{unknown.Count - strange.Count} refs of pull requests on the server name something that this repository never had: they may hold what was purged.");
        if (others.Count + strange.Count == 0) return false;
        context.Out.WriteLine("To change those too, purge a clone that has every ref (git clone --mirror, or 'reposan purge URL --apply --output DIR') and push that, or delete them on the server.");
        return true;
    }

    private static string Advice(string name, string reason) => reason switch
    {
        _ when name.StartsWith("refs/pull/", StringComparison.Ordinal) => "Only GitHub Support can change it.",
        _ when reason.Contains("protected", StringComparison.OrdinalIgnoreCase) || reason.Contains("hook declined", StringComparison.Ordinal) || reason.Contains("rule", StringComparison.OrdinalIgnoreCase)
            => "Suspend the protection (required signatures too) for the push, then put it back.",
        _ when reason.Contains("deny", StringComparison.OrdinalIgnoreCase) || reason.Contains("non-fast-forward", StringComparison.Ordinal) => "Allow forced updates and deletions there for the push.",
        _ when reason.Contains("immutable", StringComparison.OrdinalIgnoreCase) => "A tag of an immutable release can't move: delete the release first.",
        _ => "Ask whoever runs the server.",
    };

    private (Incident Incident, PurgeJournal Journal) Purge(Repository repository)
    {
        var store = context.Incidents();
        var purges = (incidentId is null ? store.List() : [incidentId]).Select(store.Open)
            .Select(i => (Incident: i, Journal: PurgeJournal.Read(i)))
            .Where(p => p.Journal is { Phase: PurgePhase.Done } journal && journal.Repository == repository.CommonDirectory).ToList();
        return purges.Count > 0 ? (purges[^1].Incident, purges[^1].Journal!) : throw new ReposanException(
            ExitCode.Usage, $"No purge of {Printable.Escape(name)} was brought to its end here: purge it first, or name the state folder with --state.");
    }

    /// <summary>The refs of a server that has some: a list without any is what git makes of a broken answer, too.</summary>
    private IReadOnlyDictionary<string, ObjectId> Listed(string url) => Ask(() => RemotePush.List(url)) is { Count: > 0 } refs ? refs : throw new ReposanException(
        ExitCode.Failed, $"{Printable.Escape(ScanSource.WithoutCredentials(remote))} lists no refs, so it can't be told what it has: check its URL and the network with git ls-remote.");

    private T Ask<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (GitFailedException e)
        {
            throw new ReposanException(
                ExitCode.Failed, $"{Printable.Escape(ScanSource.WithoutCredentials(remote))} could not be reached: check its URL, the network and your access with git ls-remote.", e);
        }
    }
}
