using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.Git.Transactions;

/// <summary>
/// Moves refs, all or none: each only if it still names what the plan found there. A killed run may have moved some; it can be run again,
/// and takes those for done that name what they are to name.
/// </summary>
/// <param name="repository">The repository.</param>
public sealed class RefTransaction(Repository repository)
{
    /// <summary>Moves refs from their old objects to their new ones.</summary>
    /// <exception cref="ReposanException">A ref names something else by now (refused); none was moved.</exception>
    public void Apply(IReadOnlyList<ChangedRef> refs, IReadOnlyList<ChangedSymbolicRef> symbolic)
    {
        var now = Current();
        var moves = new List<Move>();
        foreach (var change in refs)
        {
            var renamed = change.NewName != change.Name;
            if (renamed || change.New is null) moves.Add(new Move(change.Name, change.Old, null));
            if (renamed && change.New is { } made) moves.Add(new Move(change.NewName, null, made));
            if (!renamed && change.New is { } moved) moves.Add(new Move(change.Name, change.Old, moved));
        }

        Run(moves.FindAll(m => !IsDone(m, now)), now);
        foreach (var change in symbolic) Point(change.Name, change.New);
    }

    /// <summary>Moves them back.</summary>
    /// <exception cref="ReposanException">A ref names something else by now (refused); none was moved.</exception>
    public void Undo(IReadOnlyList<ChangedRef> refs, IReadOnlyList<ChangedSymbolicRef> symbolic)
    {
        var now = Current();
        var moves = new List<Move>();
        foreach (var change in refs)
        {
            var renamed = change.NewName != change.Name;
            if (renamed && change.New is { } made) moves.Add(new Move(change.NewName, made, null));
            moves.Add(new Move(change.Name, renamed ? null : change.New, change.Old));
        }

        Run(moves.FindAll(m => !IsDone(m, now)), now);
        foreach (var change in symbolic) Point(change.Name, change.Old);
    }

    private static bool IsDone(Move move, Dictionary<string, ObjectId> now) =>
        move.To is { } to ? now.TryGetValue(move.Name, out var id) && id == to : !now.ContainsKey(move.Name);

    private Dictionary<string, ObjectId> Current() =>
        RefTable.Read(repository).Refs.Where(r => r.Symbolic is null).ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal);

    private void Run(List<Move> moves, Dictionary<string, ObjectId> now)
    {
        if (moves.Count == 0) return;
        var moved = moves.Count(m => m.From is { } from ? !now.TryGetValue(m.Name, out var id) || id != from : now.ContainsKey(m.Name));
        if (moved > 0) throw Refusal(moved);
        // With start and commit said, an end of the input before them moves nothing.
        var result = repository.Git.Run(stream => Write(stream, moves), "update-ref", "--stdin", "-z");
        if (result.ExitCode == 0 && result.Text.Contains("commit: ok", StringComparison.Ordinal)) return;
        var after = Current();
        moved = moves.Count(m => m.From is { } from ? !after.TryGetValue(m.Name, out var id) || id != from : after.ContainsKey(m.Name));
        throw moved > 0
            ? Refusal(moved)
            : new ReposanException(ExitCode.Failed, "git could not move the refs, and moved none: is another git at work, or is a new name one that git does not take? See git fsck, then run it again.");
    }

    private static void Write(Stream stream, List<Move> moves)
    {
        var text = new StringBuilder("start\0");
        var zero = new string('0', 2 * (moves[0].From ?? moves[0].To)!.Value.Length);
        foreach (var move in moves)
        {
            text.Append("option no-deref\0");
            if (move.To is not { } to) text.Append("delete ").Append(move.Name).Append('\0').Append(move.From).Append('\0');
            else text.Append("update ").Append(move.Name).Append('\0').Append(to).Append('\0').Append(move.From?.ToString() ?? zero).Append('\0');
        }

        stream.Write(Encoding.UTF8.GetBytes(text.Append("prepare\0commit\0").ToString()));
    }

    private void Point(string name, string? target)
    {
        var isHead = name == "HEAD" || name.EndsWith("/HEAD", StringComparison.Ordinal) && name.StartsWith("worktrees/", StringComparison.Ordinal);
        if (target is null && (isHead || repository.Git.Run("symbolic-ref", "-q", name).ExitCode != 0)) return;
        var ended = target is null ? repository.Git.Run("symbolic-ref", "--delete", name) : repository.Git.Run("symbolic-ref", name, target);
        if (ended.ExitCode != 0)
            throw new ReposanException(ExitCode.Failed, "A symbolic ref (a HEAD) could not be changed: is another git at work (a .lock file)? See to that, then go on with 'reposan purge REPO --resume'.");
    }

    private static ReposanException Refusal(int moved) => new(
        ExitCode.Refused, $"{moved} refs have moved since the plan was made, by a push or a commit: nothing was changed; make the plan again.");

    /// <summary>One ref's way.</summary>
    private sealed record Move(string Name, ObjectId? From, ObjectId? To);
}
