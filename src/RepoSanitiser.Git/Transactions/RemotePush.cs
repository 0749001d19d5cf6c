using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Transactions;

/// <summary>A ref to be pushed.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Expected">What the remote has to have there for it to be moved; null where it has to have nothing.</param>
/// <param name="New">What it is to have; null where the ref goes.</param>
public sealed record PushedRef(string Name, ObjectId? Expected, ObjectId? New);

/// <summary>What a remote said of a push.</summary>
/// <param name="Done">Refs that it moved.</param>
/// <param name="Refused">Refs that it did not move, with the reason in its words.</param>
/// <param name="Stale">Refs that had moved there since.</param>
public sealed record PushResult(IReadOnlyList<string> Done, IReadOnlyList<(string Name, string Reason)> Refused, IReadOnlyList<string> Stale);

/// <summary>
/// Pushes refs one by one named, all or none, each only where the remote still has what is expected. Runs under the user's own ssh and
/// credentials; of the repository's own settings, only the remote's URL counts.
/// </summary>
/// <param name="repository">The repository.</param>
public sealed class RemotePush(Repository repository)
{
    /// <summary>The URL of a remote; a path is taken from where git takes it, the work tree. What is itself a URL or a path stays as it is.</summary>
    /// <exception cref="ReposanException">It is neither (usage).</exception>
    public string UrlOf(string remote)
    {
        var settings = Path.Combine(repository.CommonDirectory, "config");
        var found = repository.Git.Run("config", "--file", settings, "--get", $"remote.{remote}.url");
        if (found.ExitCode == 0) return found.Text.TrimEnd('\n') is var url && IsRelativePath(url) ? Path.GetFullPath(url, Here) : url;
        if (remote.AsSpan().ContainsAny(':', '/') || Directory.Exists(remote)) return remote;
        var names = repository.Git.Run("config", "--file", settings, "--name-only", "--get-regexp", @"^remote\..*\.url$").Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(n => Printable.Escape(n["remote.".Length..^".url".Length])).Distinct(StringComparer.Ordinal).ToList();
        throw new ReposanException(
            ExitCode.Usage, $"The repository has no remote '{Printable.Escape(remote)}': name {(names.Count == 0 ? "the server's URL" : $"one that it has ({string.Join(", ", names)}), or a URL,")} with --remote.");
    }

    private string Here =>
        repository.WorkTrees.FirstOrDefault(t => t.GitDirectory == repository.GitDirectory) is { } tree && new WorkTreeFiles(repository).FolderOf(tree) is { } folder ? folder : repository.GitDirectory;

    /// <summary>Whether git takes a URL for a path on this machine, from where it is run.</summary>
    private static bool IsRelativePath(string url) =>
        !url.StartsWith('/') && url.IndexOfAny([':', '/']) is var first && (first < 0 || url[first] == '/');

    /// <summary>The refs that a remote has.</summary>
    /// <exception cref="GitFailedException">It can't be reached.</exception>
    public static IReadOnlyDictionary<string, ObjectId> List(string url) => new RemoteRepository(url, access: null).Refs()
        .Where(r => r.Key.StartsWith("refs/", StringComparison.Ordinal) && !r.Key.EndsWith("^{}", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

    /// <summary>Pushes, from a passing repository that only borrows the objects: what this one configures (a ssh command, a credential
    /// helper, another URL) plays no part.</summary>
    /// <exception cref="GitFailedException">The remote can't be reached.</exception>
    public PushResult Push(string url, IReadOnlyList<PushedRef> refs)
    {
        using var passing = PassingFolder.Make();
        var git = new GitRunner(null) { AllowTransport = true };
        var format = repository.Format == ObjectFormat.Sha1 ? "sha1" : "sha256";
        git.Run("init", "--quiet", "--bare", "--template=", "--object-format=" + format, "--", passing.Path);
        File.WriteAllText(Path.Combine(passing.Path, "objects", "info", "alternates"), Path.Combine(repository.CommonDirectory, "objects") + "\n");
        List<string> arguments = ["--git-dir=" + passing.Path, "-c", "core.hooksPath=/dev/null", "-c", "push.gpgSign=false", "push", "--porcelain", "--atomic", "--no-verify", "--recurse-submodules=no"];
        foreach (var pushed in refs) arguments.Add($"--force-with-lease={pushed.Name}:{pushed.Expected}");
        arguments.AddRange(["--", url, .. refs.Select(r => $"{r.New}:{r.Name}")]);
        return Read(git.Run([.. arguments]));
    }

    private static PushResult Read(GitRunner.Result result)
    {
        var done = new List<string>();
        var refused = new List<(string, string)>();
        var stale = new List<string>();
        foreach (var line in result.Text.Split('\n').Where(l => l.Length > 2 && l[1] == '\t'))
        {
            var parts = line[2..].Split('\t');
            var name = parts[0][(parts[0].IndexOf(':', StringComparison.Ordinal) + 1)..];
            if (line[0] != '!')
            {
                if (result.ExitCode == 0) done.Add(name);
                continue;
            }

            var reason = parts.Length > 1 ? parts[1] : "";
            if (reason.Contains("stale info", StringComparison.Ordinal)) stale.Add(name);
            else if (!reason.Contains("atomic", StringComparison.Ordinal)) refused.Add((name, reason));
        }

        if (result.ExitCode != 0 && refused.Count + stale.Count == 0) throw new GitFailedException(result.Error);
        return new PushResult(done, refused, stale);
    }
}
