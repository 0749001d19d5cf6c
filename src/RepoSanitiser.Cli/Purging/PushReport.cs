using RepoSanitiser.Core;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Cli.Purging;

/// <summary>What a push says: what it would move, what the server made of it, and what it leaves there.</summary>
/// <param name="to">Where to.</param>
/// <param name="name">The repository, as the user named it.</param>
/// <param name="remote">The server, as it may be shown.</param>
/// <param name="chain">The purges.</param>
internal sealed class PushReport(TextWriter to, string name, string remote, PurgeChain chain)
{
    /// <summary>Shows what would be pushed.</summary>
    public void Plan(IReadOnlyList<PushedRef> refs)
    {
        to.WriteLine($"Would push {refs.Count} refs, all or none:");
        List(refs.Select(r => $"{r.Name}  {Short(r.Expected)} -> {(r.New is null ? "gone" : Short(r.New))}"));
    }

    /// <summary>Refs that are elsewhere on the server than any purge found or left them.</summary>
    public void Moved(IEnumerable<string> names)
    {
        to.WriteLine("These have moved on the server since the purge was planned, and nothing was pushed. Fetch them, purge all of it again (what was purged comes back with them), then push:");
        List(names);
    }

    /// <summary>Refs that the server refused to move.</summary>
    public void Refused(IEnumerable<(string Name, string Reason)> refused)
    {
        to.WriteLine("The server refuses these, and nothing was pushed:");
        List(refused.Select(r => $"{r.Name}: {r.Reason}. {Advice(r.Name, r.Reason)}"));
    }

    /// <summary>Branches and tags that the purge changed and the server does not have: one that somebody deleted there may come back.</summary>
    public void Missing(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return;
        to.WriteLine("Not on the server (deleted there since, or never pushed), so not pushed:");
        List(names);
    }

    /// <summary>Refs for which what the purge made is no longer in this repository.</summary>
    public void Lost(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return;
        to.WriteLine("What the purge made of these is not in this repository any more (they were deleted or moved here since), so they are not pushed:");
        List(names);
    }

    /// <summary>Says which refs of the server hold what was purged, or may.</summary>
    /// <param name="old">Refs with an old id.</param>
    /// <param name="unknown">Refs with an id that this repository never had.</param>
    /// <returns>Whether any of them could have been changed by somebody who may push.</returns>
    public bool Stays(IReadOnlyList<string> old, IReadOnlyList<string> unknown)
    {
        var pulls = old.Where(IsPull).Select(r => r.Split('/')[2]).Distinct(StringComparer.Ordinal).Count();
        if (pulls > 0) to.WriteLine($"{pulls} pull requests on the server hold what was purged: no push can change them, ask GitHub Support to.");
        var strange = unknown.Count(IsPull);
        if (strange > 0) to.WriteLine($"{strange} refs of pull requests on the server name something that this repository never had: they may hold what was purged.");
        var others = old.Concat(unknown).Where(r => !IsPull(r)).ToList();
        foreach (var other in old.Where(others.Contains)) to.WriteLine($"{Printable.Escape(other)} on the server still has the old history.");
        foreach (var other in unknown.Where(others.Contains)) to.WriteLine($"{Printable.Escape(other)} on the server names something that this repository never had: it may have the old history.");
        if (others.Exists(PurgeChain.IsPushed))
            to.WriteLine("To change branches, tags and notes too, purge a clone that has every ref (git clone --mirror, or 'reposan purge URL --apply --output DIR') and push that, or delete them on the server.");
        ByHand([.. others.Where(r => !PurgeChain.IsPushed(r))]);
        return others.Count > 0;
    }

    /// <summary>Refs that are none of those that a push brings: what to do with each.</summary>
    private void ByHand(List<string> names)
    {
        if (names.Count == 0) return;
        to.WriteLine("'reposan push' brings branches, tags and notes only. Change the others by hand, or ask whoever runs the server (on GitHub, Support) to:");
        foreach (var other in names) to.WriteLine("  " + ByHand(other));
    }

    private string ByHand(string other)
    {
        // Of a ref right below refs/, as refs/stash is, git lets a push change nothing.
        if (other.Count(c => c == '/') < 2) return $"git update-ref -d {Quoted(other)}   (on the server itself: no push can change it)";
        var made = chain.NewOf(other)?.ToString() ?? "";
        return $"git -C {Quoted(name)} push --force {Quoted(remote)} {Quoted($"{made}:{other}")}   ({(made.Length > 0 ? "brings what the purge made of it" : "deletes it")})";
    }

    private static bool IsPull(string name) => RefState.KindOf(name) == RefKind.Pull;

    private static string Short(ObjectId? id) => id is { } some ? some.ToString()[..12] : "nothing";

    private static string Quoted(string text) => "'" + Printable.Escape(text).Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Advice(string name, string reason) => reason switch
    {
        _ when IsPull(name) => "Only GitHub Support can change it.",
        _ when reason.Contains("current branch", StringComparison.Ordinal) => "It is the branch that the server's HEAD names: make another one its default branch first.",
        _ when reason.Contains("protected", StringComparison.OrdinalIgnoreCase) || reason.Contains("hook declined", StringComparison.Ordinal) || reason.Contains("rule", StringComparison.OrdinalIgnoreCase)
            => "Suspend the protection (required signatures too) for the push, then put it back.",
        _ when reason.Contains("deny", StringComparison.OrdinalIgnoreCase) || reason.Contains("non-fast-forward", StringComparison.Ordinal) => "Allow forced updates and deletions there for the push.",
        _ when reason.Contains("immutable", StringComparison.OrdinalIgnoreCase) => "A tag of an immutable release can't move: delete the release first.",
        _ => "Ask whoever runs the server.",
    };

    private void List(IEnumerable<string> lines)
    {
        foreach (var line in lines) to.WriteLine("  " + Printable.Escape(line));
    }
}
