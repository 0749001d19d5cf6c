using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Transactions;

/// <summary>What must not be the case where a history is rewritten: looked at before anything is written.</summary>
public static class RewriteSafety
{
    private static readonly (string Name, string What)[] UnderWay =
    [
        ("MERGE_HEAD", "a merge"), ("CHERRY_PICK_HEAD", "a cherry-pick"), ("REVERT_HEAD", "a revert"), ("REBASE_HEAD", "a rebase"),
        ("rebase-merge", "a rebase"), ("rebase-apply", "a rebase or git am"), ("sequencer", "a cherry-pick or revert of several commits"), ("BISECT_LOG", "a bisection"),
    ];

    /// <summary>Refuses a repository whose history can't be rewritten, or not from here.</summary>
    /// <exception cref="ReposanException">It can't (refused), with the way out.</exception>
    public static void Check(Repository repository)
    {
        if (repository.ObjectDirectories.Count > 1 || repository.MissingAlternates > 0)
            throw Refusal("The repository borrows objects from another one (objects/info/alternates), where they would stay: run 'git repack -a -d' and delete that file, or purge the other one.");
        if (File.Exists(Path.Combine(repository.CommonDirectory, "shallow")))
            throw Refusal("The repository is a shallow clone, so the rest of its history is elsewhere: run 'git fetch --unshallow', or purge a full clone.");
        if (File.Exists(Path.Combine(repository.CommonDirectory, "info", "grafts")))
            throw Refusal("The repository has grafts (info/grafts), so the history that people see is not the one that is stored: delete that file, or purge a fresh clone.");
        if (repository.UsesReftable && repository.Git.Run("rev-parse", "--verify", "-q", "refs/stash").ExitCode == 0)
            throw Refusal("The repository keeps stashes in a reftable, where they can't be rewritten: apply or drop them first.");
    }

    /// <summary>Refuses a repository that somebody is working in.</summary>
    /// <exception cref="ReposanException">A work tree has changes, or something is under way (refused).</exception>
    public static void CheckWorkTrees(Repository repository)
    {
        foreach (var tree in repository.WorkTrees)
        {
            var what = UnderWay.FirstOrDefault(u => Path.Exists(Path.Combine(tree.GitDirectory, u.Name))).What;
            if (what is not null) throw Refusal($"{Called(tree.GitDirectory, repository)} is in the middle of {what}: finish or abort it first.");
            RefuseLocks(tree.GitDirectory);
        }

        var files = new WorkTreeFiles(repository);
        foreach (var tree in files.Find())
        {
            if (files.HasChanges(tree))
                throw Refusal($"{Called(tree.GitDirectory, repository)} has changes that are not committed, and may hold what is to be purged: commit, stash or discard them first.");
        }
    }

    /// <summary>Each lock would stop git half-way through, with some of the repository old and some new.</summary>
    private static void RefuseLocks(string gitDirectory)
    {
        const string Locks = "*.lock";
        var own = Directory.GetFiles(gitDirectory, Locks).Order(StringComparer.Ordinal).FirstOrDefault();
        // A lock of a ref is called after it, and its name may be what is to be purged.
        var below = ((string[])["refs", "reftable"]).Select(f => Path.Combine(gitDirectory, f)).Where(Directory.Exists)
            .FirstOrDefault(f => Directory.EnumerateFiles(f, Locks, SearchOption.AllDirectories).Any());
        if ((own ?? (below is null ? null : $"{below}/**/*.lock")) is { } found)
            throw Refusal($"Another git is at work in the repository, or was and was killed: it holds {Printable.Escape(found)}. Wait for it; if none runs, delete that file.");
    }

    private static string Called(string gitDirectory, Repository repository) =>
        gitDirectory == repository.CommonDirectory ? "The work tree" : "A linked work tree";

    private static ReposanException Refusal(string sentence) => new(ExitCode.Refused, sentence);
}
