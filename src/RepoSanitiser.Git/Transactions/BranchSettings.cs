using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.Git.Transactions;

/// <summary>The settings that name refs: those of branches, and what is fetched and pushed. They follow refs that get another name.</summary>
/// <param name="repository">The repository.</param>
public sealed class BranchSettings(Repository repository)
{
    private const string Branches = "refs/heads/";
    private const string Remotes = "refs/remotes/";

    /// <summary>Gives settings the new names of refs, and takes out those of branches that are gone. Can be run again.</summary>
    /// <exception cref="ReposanException">They can't be written (failed).</exception>
    public void Follow(IReadOnlyList<ChangedRef> refs)
    {
        var changed = refs.Where(r => r.New is null || r.NewName != r.Name).ToList();
        if (changed.Count == 0) return;
        var names = NewNames(changed);
        foreach (var file in repository.WorkTrees.Select(t => Path.Combine(t.GitDirectory, "config.worktree")).Prepend(Path.Combine(repository.CommonDirectory, "config")).Where(File.Exists))
        {
            foreach (var change in changed.Where(r => r.Kind == RefKind.Branch && r.NewName.StartsWith(Branches, StringComparison.Ordinal))) FollowSection(file, change);
            foreach (var (key, value) in List(file))
            {
                var now = string.Join(':', value.Split(':').Select(part => Renamed(part, names)));
                if (now != value) Must("config", "--file", file, "--fixed-value", "--replace-all", key, now, value);
            }
        }
    }

    /// <summary>What refs are called from now on: here, and on the servers that they were fetched from.</summary>
    private static Dictionary<string, string> NewNames(List<ChangedRef> changed)
    {
        var names = changed.Where(r => r.New is not null).ToDictionary(r => r.Name, r => r.NewName, StringComparer.Ordinal);
        foreach (var (old, now) in names.Where(n => n.Key.StartsWith(Remotes, StringComparison.Ordinal) && n.Value.StartsWith(Remotes, StringComparison.Ordinal)).ToList())
        {
            if (old[Remotes.Length..].Split('/', 2) is [_, var branch] && now[Remotes.Length..].Split('/', 2) is [_, var branchNow])
                names.TryAdd(Branches + branch, Branches + branchNow);
        }

        return names;
    }

    private static string Renamed(string part, Dictionary<string, string> names)
    {
        var name = part.TrimStart('+', '^');
        return names.TryGetValue(name, out var now) ? part[..^name.Length] + now : part;
    }

    private void FollowSection(string file, ChangedRef change)
    {
        var old = "branch." + change.Name[Branches.Length..];
        if (!List(file).Any(s => s.Key.StartsWith(old + ".", StringComparison.Ordinal) && s.Key.LastIndexOf('.') == old.Length)) return;
        if (change.New is null) Must("config", "--file", file, "--remove-section", old);
        else Must("config", "--file", file, "--rename-section", old, "branch." + change.NewName[Branches.Length..]);
    }

    private List<(string Key, string Value)> List(string file)
    {
        var listed = Encoding.UTF8.GetString(Must("config", "--file", file, "--null", "--list"));
        // A setting without a value has no line end.
        return [.. listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('\n', 2)).Select(s => (s[0], s.Length > 1 ? s[1] : ""))];
    }

    private byte[] Must(params ReadOnlySpan<string> arguments)
    {
        var ended = repository.Git.Run(arguments);
        return ended.ExitCode == 0 ? ended.Output : throw new ReposanException(
            ExitCode.Failed, "The repository's settings (config) could not be read or written, and may name refs as they were called: is it locked or read-only? See to that, then go on with 'reposan purge REPO --resume'.");
    }
}
