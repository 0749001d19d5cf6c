using RepoSanitiser.Core;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.History.Purging;

/// <summary>The plan for people: what goes, what changes, what is lost by it, and what stays to be done elsewhere.</summary>
/// <param name="plan">The plan.</param>
/// <param name="safe">Masks what in a name may identify somebody.</param>
/// <param name="all">Whether everything is listed instead of the first few.</param>
public sealed class PlanText(PurgePlan plan, Func<string, string> safe, bool all)
{
    /// <summary>Heads what selects nothing.</summary>
    public const string SelectingNothing = "Nothing in this repository is selected by";

    private const int Few = 20;

    /// <summary>Writes it.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="applied">Whether it was carried out.</param>
    public void Write(TextWriter to, bool applied)
    {
        if (!plan.ChangesAnything)
        {
            to.WriteLine($"Nothing to do: {plan.WhyNothing}. Nothing was changed.");
            to.WriteLine();
            List(to, SelectingNothing, plan.Unused.Select(Printable.Escape));
            Elsewhere(to);
            return;
        }

        var outcome = plan.Outcome;
        var changed = outcome.Commits.Count(c => c.New is not null);
        var pruned = outcome.Commits.Count - changed;
        to.WriteLine(applied ? "Purged" : "Plan (nothing was changed)");
        to.WriteLine();
        List(to, $"{plan.Blobs.Count} files of history", plan.Blobs.Select(File));
        List(to, SelectingNothing, plan.Unused.Select(Printable.Escape));
        if (plan.Unreachable.Count > 0) List(to, $"{plan.Unreachable.Count} files that no ref reaches, to be pruned", plan.Unreachable.Select(b => b.ToString()));
        to.WriteLine($"{changed} of {outcome.CommitsInAll} commits get another id, {pruned} go because nothing is left in them; {outcome.CommitsInAll - changed - pruned} stay byte for byte. {outcome.Trees} trees change.");
        to.WriteLine();
        List(to, "First changed commits (for GitHub Support, and for whoever has a clone)", outcome.Commits.Where(c => c.IsFirst).Select(c => c.Old.ToString()));
        List(to, $"{outcome.Refs.Count} refs", outcome.Refs.Select(Ref));
        var signed = outcome.Commits.Where(c => c.LostSignature).Select(c => $"commit {c.Old}").Concat(outcome.Tags.Where(t => t.LostSignature).Select(t => $"tag {t.Old}")).ToList();
        if (signed.Count > 0) List(to, $"{signed.Count} signatures are lost: only their makers can sign again", signed);
        if (outcome.StashesBefore > outcome.Stashes.Count) to.WriteLine($"{outcome.StashesBefore - outcome.Stashes.Count} stashes go.");
        if (outcome.NotesGone > 0) to.WriteLine($"The notes (git notes) on {outcome.NotesGone} objects go, because those go themselves.");
        if (outcome.NamesLeft > 0) to.WriteLine($"{outcome.NamesLeft} times a message names a commit that is gone.");
        Elsewhere(to);
    }

    private void Elsewhere(TextWriter to)
    {
        var stays = plan.Blobs.Where(b => b.StaysAt.Count > 0).ToList();
        if (stays.Count > 0) List(to, $"{stays.Count} of the files stay, under paths that were not selected", stays.SelectMany(b => b.StaysAt.Select(p => $"{b.Id} {p}")));
        var pulls = plan.Outcome.Refs.Where(r => r.Kind == RefKind.Pull).Select(r => r.Name.Split('/')[2]).Distinct(StringComparer.Ordinal).Count();
        if (pulls > 0) to.WriteLine($"{pulls} pull requests hold it: only GitHub Support can change those.");
        if (plan.OrphanedLfs.Count > 0) List(to, $"{plan.OrphanedLfs.Count} LFS files belong to nothing any more; they go here, and only GitHub Support can remove them there", plan.OrphanedLfs);
        if (plan.SubmodulesHoldingIt.Count > 0) List(to, "Submodules hold some of the files too: purge each by itself, in .git/modules", [.. plan.SubmodulesHoldingIt.Select(s => s.Name)]);
        if (plan.StandingInLedger > 0) to.WriteLine($"{plan.StandingInLedger} of the files stand in the ledger of releases, which keeps their hashes: withdraw them first (reposan release withdraw), and their hashes go too.");
        if (plan.FindingsInNames > 0) to.WriteLine($"{plan.FindingsInNames} findings lie in names of files or refs: give --replace-text FILE --in paths,refs for those.");
    }

    private string File(PurgedBlob blob)
    {
        var paths = blob.Paths.Count == 0 ? "(no path)" : string.Join(", ", blob.Paths.Select(Printable.Escape));
        return blob.New.Count == 0 ? $"{blob.Id} {paths}" : $"{blob.Id} {paths}, replaced by {string.Join(", ", blob.New)}";
    }

    private string Ref(Git.Rewriting.ChangedRef change)
    {
        var name = Printable.Escape(safe(change.Name));
        var named = change.NewName == change.Name ? name : $"{name} => {Printable.Escape(safe(change.NewName))}";
        return change.New is { } made ? $"{named}  {Short(change.Old)} -> {Short(made)}" : $"{named}  {Short(change.Old)} -> gone";
    }

    private static string Short(ObjectId id) => id.ToString()[..12];

    private void List(TextWriter to, string heading, IEnumerable<string> items)
    {
        var list = items.ToList();
        if (list.Count == 0) return;
        to.WriteLine(heading + ":");
        foreach (var item in all ? list : list.Take(Few)) to.WriteLine("  " + item);
        if (!all && list.Count > Few) to.WriteLine($"  … and {list.Count - Few} more (--all, or --format json)");
        to.WriteLine();
    }
}
