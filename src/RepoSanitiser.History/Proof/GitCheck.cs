using RepoSanitiser.Git;

namespace RepoSanitiser.History.Proof;

/// <summary>What <c>git fsck --full</c> says of a repository.</summary>
/// <param name="Broken">Objects missing, corrupt or not connected, in git's words without names; empty where it is sound.</param>
/// <param name="OddObjects">Objects that are whole but not as git would write them: a history has those from its authors' tools.</param>
internal sealed record GitCheck(IReadOnlyList<string> Broken, int OddObjects)
{
    /// <summary>Whether it passes.</summary>
    public bool Passes => Broken.Count == 0;

    /// <summary>Checks a repository.</summary>
    public static GitCheck Of(Repository repository)
    {
        var result = repository.Git.Run("fsck", "--full", "--no-dangling", "--no-progress");
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        var (odd, told) = (0, 0);
        foreach (var line in (result.Text + "\n" + result.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            told++;
            if (line.StartsWith("error in ", StringComparison.Ordinal) || line.StartsWith("warning in ", StringComparison.Ordinal)) odd++;
            else if (Fault(line) is { } fault) broken.Add(fault);
        }

        if (result.ExitCode != 0 && told == 0) broken.Add($"git fsck ended with {result.ExitCode}");
        return new GitCheck([.. broken], odd);
    }

    // git's sentences quote refs and paths: only what they are about is told.
    private static string? Fault(string line)
    {
        if (line.StartsWith("missing ", StringComparison.Ordinal)) return $"a {line.Split(' ')[1]} is missing";
        if (line.StartsWith("broken link", StringComparison.Ordinal) || line.TrimStart().StartsWith("to ", StringComparison.Ordinal)) return "a link between objects is broken";
        // An alternate that is not there is told as unread.
        if (line.Contains("alternates", StringComparison.Ordinal)) return null;
        if (line.StartsWith("dangling", StringComparison.Ordinal) || line.StartsWith("notice", StringComparison.Ordinal) || line.StartsWith("warning", StringComparison.Ordinal)) return null;
        if (line.Contains("reflog", StringComparison.Ordinal)) return "a reflog has an entry without its object";
        if (line.Contains("invalid sha1 pointer", StringComparison.Ordinal)) return "a ref or the index points at no object";
        if (line.Contains("corrupt", StringComparison.Ordinal) || line.Contains("mismatch", StringComparison.Ordinal)) return "an object is corrupt";
        return line.StartsWith("error", StringComparison.Ordinal) || line.StartsWith("fatal", StringComparison.Ordinal) || line.StartsWith("bad", StringComparison.Ordinal)
            ? "git fsck reports an error"
            : null;
    }
}
