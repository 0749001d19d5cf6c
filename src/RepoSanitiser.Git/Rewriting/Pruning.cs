namespace RepoSanitiser.Git.Rewriting;

/// <summary>What a commit's parents become.</summary>
/// <param name="Parents">The surviving commits that are its parents from now on.</param>
/// <param name="Sole">The one parent that makes the others superfluous, so that the commit may go; -1 for none.</param>
internal readonly record struct NewParents(int[] Parents, int Sole);

/// <summary>
/// Which commits go because nothing of them is left, by the rules of git-filter-repo's <c>--prune-empty auto --prune-degenerate auto</c>:
/// what was empty before stays, a merge stays while it joins two sides, and a side that vanished does not leave a merge of a commit with
/// its own ancestor behind.
/// </summary>
/// <param name="original">The commits as they are.</param>
/// <param name="made">The commits as they become, each by the number of the one it was made from.</param>
/// <param name="isPruned">Whether a commit was left out.</param>
internal sealed class Pruning(Ancestry original, Ancestry made, Func<int, bool> isPruned)
{
    /// <summary>What becomes of a commit's parents.</summary>
    /// <param name="parents">Its parents as they are.</param>
    /// <param name="survivor">The commit that stands for another from now on; -1 for none.</param>
    public NewParents Parents(int[] parents, Func<int, int> survivor)
    {
        var listed = parents.Select(p => new Parent(p, survivor(p), isPruned(p))).Where(p => p.New >= 0).ToList();
        var all = listed.Select(p => p.New).ToArray();
        if (all.Length < 2) return new NewParents(all, -1);
        if (!listed.Exists(p => p.IsRewritten)) return new NewParents(all, -1);

        var seen = new HashSet<int>();
        listed = listed.FindAll(p => seen.Add(p.New) || !p.IsRewritten);
        if (listed.Count < 2) return new NewParents(all, listed[0].New);
        var rest = listed.Where((p, i) => !IsSuperfluous(p, i, listed)).Select(p => p.New).ToArray();

        // A merge of which one side is left keeps its shape, unless it turns out to be empty.
        return rest.Length switch
        {
            0 => new NewParents(all, all[0]),
            1 => new NewParents(all, rest[0]),
            _ => new NewParents(rest, -1),
        };
    }

    /// <summary>Whether a commit goes.</summary>
    /// <param name="parents">What became of its parents.</param>
    /// <param name="originalParents">Its parents as they were.</param>
    /// <param name="wasEmpty">Whether it changed nothing against its first parent, or was a root without files.</param>
    /// <param name="sameAs">Whether its new tree is that of a surviving commit; asked with -1: whether it is without files.</param>
    public bool Prunes(NewParents parents, int[] originalParents, bool wasEmpty, Func<int, bool> sameAs)
    {
        if (parents.Sole >= 0) return sameAs(parents.Sole);
        if (parents.Parents.Length >= 2) return false;
        var lostParent = parents.Parents.Length < originalParents.Length || (originalParents.Length == 1 && isPruned(originalParents[0]));
        var isEmpty = sameAs(parents.Parents.Length == 0 ? -1 : parents.Parents[0]);
        return isEmpty && (!wasEmpty || lostParent);
    }

    private bool IsSuperfluous(Parent parent, int index, List<Parent> listed)
    {
        if (!parent.IsRewritten) return false;
        for (var i = 0; i < listed.Count; i++)
        {
            var other = listed[i];
            if (i != index && made.IsAncestor(parent.New, other.New) && !original.IsAncestor(parent.Original, other.Original)) return true;
        }

        return false;
    }

    private readonly record struct Parent(int Original, int New, bool IsRewritten);
}
