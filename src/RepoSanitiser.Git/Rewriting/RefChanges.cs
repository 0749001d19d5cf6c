using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>What the refs of a repository become once everything else is made.</summary>
internal sealed class RefChanges(HistoryGraph graph, TagRewriter successors, RewriteRequest request)
{
    /// <summary>Refs that are not as they were.</summary>
    /// <exception cref="ReposanException">Two refs would have one name (refused).</exception>
    public IReadOnlyList<ChangedRef> Of(RefTable refs)
    {
        var changed = new List<ChangedRef>();
        foreach (var state in refs.Refs.Where(r => r.Symbolic is null && r.Kind != RefKind.Stash))
        {
            // What replaces an object has to be that very replacement, not what stands for it.
            var target = graph.Objects.Find(state.Target);
            var successor = state.Kind == RefKind.Replace ? successors.Own(target) : successors.Successor(target);
            var name = NewName(state);
            if (name is null) successor = null;
            if (successor != state.Target || name != state.Name)
                changed.Add(new ChangedRef(state.Name, state.Kind, state.Target, successor, name ?? state.Name));
        }

        var taken = refs.Refs.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        if (changed.Exists(c => c.NewName != c.Name && !taken.Add(c.NewName)))
            throw new ReposanException(ExitCode.Refused, "Two refs would have the same name: choose a replacement that tells them apart.");
        if (Stash(refs) is { } stash) changed.Add(stash);
        return changed;
    }

    /// <summary>Symbolic refs whose ref is called otherwise from now on, or is gone.</summary>
    public IReadOnlyList<ChangedSymbolicRef> SymbolicOf(RefTable refs)
    {
        var changed = new List<ChangedSymbolicRef>();
        var ends = Of(refs).ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var state in refs.Refs.Where(r => r.Symbolic is not null))
        {
            if (!ends.TryGetValue(state.Symbolic!, out var target)) continue;
            if (target.New is null) changed.Add(new ChangedSymbolicRef(state.Name, state.Symbolic!, null));
            else if (target.NewName != target.Name) changed.Add(new ChangedSymbolicRef(state.Name, state.Symbolic!, target.NewName));
        }

        return changed;
    }

    /// <summary>All stashes from now on: those whose commits are left, with messages that name new commits.</summary>
    public IReadOnlyList<StashEntry> Stashes(RefTable refs, RewriteTexts texts, CommitRewriter commits)
    {
        var made = new List<StashEntry>();
        foreach (var stash in refs.Stashes)
        {
            var commit = graph.Objects.Find(stash.Commit);
            if (successors.Successor(commit) is not { } id) continue;
            var tab = stash.Line.IndexOf('\t', StringComparison.Ordinal);
            var message = tab < 0 ? null : texts.Message(Encoding.Latin1.GetBytes(stash.Line[(tab + 1)..]), commit, commits.Own);
            var (who, said) = tab < 0 ? (stash.Line, "") : (stash.Line[..(tab + 1)], stash.Line[(tab + 1)..]);
            made.Add(new StashEntry(id, Person(who, texts.All) + (message is null ? said : Encoding.Latin1.GetString(message).TrimEnd('\n'))));
        }

        return made;
    }

    /// <summary>Who made a stash and when, as a reflog has it, with the name as it is from now on.</summary>
    private static string Person(string line, TextEdits edits)
    {
        var end = line.LastIndexOf('>');
        return end >= 0 && edits.Person?.Invoke(Encoding.Latin1.GetBytes(line[..end])) is { } made ? Encoding.Latin1.GetString(made) + line[end..] : line;
    }

    private ChangedRef? Stash(RefTable refs)
    {
        if (refs.Refs.FirstOrDefault(r => r.Kind == RefKind.Stash) is not { } state) return null;
        // The newest stash that is left becomes the ref, as when the others are dropped.
        var newest = refs.Stashes.Select(s => s.Commit).Prepend(state.Target).Select(id => successors.Successor(graph.Objects.Find(id))).FirstOrDefault(id => id is not null);
        return newest == state.Target ? null : new ChangedRef(state.Name, state.Kind, state.Target, newest, state.Name);
    }

    private string? NewName(RefState state)
    {
        const string Replacements = "refs/replace/";
        if (state.Kind != RefKind.Replace) return state.Kind == RefKind.Head ? state.Name : request.RefName(state.Name);
        if (request.DropReplacements) return null;
        if (!ObjectId.TryParse(state.Name.AsSpan(Replacements.Length), out var replaced)) return state.Name;
        var index = graph.Objects.Find(replaced);
        // What it replaced may be long gone; then nothing reads the replacement, and nothing needs it.
        return index < 0 ? null : successors.Own(index) is { } own ? Replacements + own : null;
    }
}
