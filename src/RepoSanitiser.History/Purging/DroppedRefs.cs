using RepoSanitiser.Core;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.History.Purging;

/// <summary>Checks refs that are to be dropped: one that is not there, or that can't be dropped so, would be left without a word.</summary>
internal static class DroppedRefs
{
    /// <summary>Checks them.</summary>
    /// <param name="names">The refs to drop.</param>
    /// <param name="refs">The refs that there are.</param>
    /// <exception cref="ReposanException">One can't be dropped (usage).</exception>
    public static void Check(IReadOnlyList<string> names, RefTable refs)
    {
        foreach (var name in names)
        {
            if (Problem(name, refs) is { } problem) throw new ReposanException(ExitCode.Usage, $"--drop-ref {Printable.Escape(name)}: {problem}.");
        }
    }

    private static string? Problem(string name, RefTable refs) => refs.Refs.FirstOrDefault(r => r.Name == name) switch
    {
        null when Meant(name, refs) is { Count: > 0 } meant => $"give the full name, {string.Join(" or ", meant)}",
        null => "there is no such ref; see 'git for-each-ref' for all there are",
        { Kind: RefKind.Head } => "a HEAD can't be dropped; have it name another branch or commit first",
        { Kind: RefKind.Stash } => "a stash can't be dropped so; use 'git stash drop' or 'git stash clear' first",
        { Kind: RefKind.Replace } => "what replaces objects goes with --replacements drop",
        { Symbolic: { } target } => $"it only stands for {Printable.Escape(target)}: drop that",
        _ => null,
    };

    /// <summary>Full names of which it may be short.</summary>
    private static List<string> Meant(string name, RefTable refs) =>
        [.. refs.Refs.Where(r => r.Name == "refs/" + name || r.Name.Split('/', 3) is ["refs", _, var rest] && rest == name).Select(r => Printable.Escape(r.Name))];
}
