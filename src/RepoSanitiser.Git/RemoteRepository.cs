using RepoSanitiser.Core;

namespace RepoSanitiser.Git;

/// <summary>A repository on a server, asked by git.</summary>
/// <param name="url">Its URL.</param>
/// <param name="access">Credentials; null for those of the user's own configuration.</param>
public sealed class RemoteRepository(string url, GitAccess? access)
{
    private static readonly string[] Denials = ["not our ref", "unadvertised object", "couldn't find remote ref"];

    private GitRunner Git => new(null) { AllowTransport = true, Access = access };

    /// <summary>The refs that it has, pull requests' too.</summary>
    /// <exception cref="GitFailedException">It can't be reached.</exception>
    public IReadOnlyDictionary<string, ObjectId> Refs()
    {
        var result = Git.Run("ls-remote", "--", url);
        if (result.ExitCode != 0) throw new GitFailedException(result.Error);
        var refs = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        foreach (var line in result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is [var id, var name] && ObjectId.TryParse(id, out var target)) refs[name] = target;
        }

        return refs;
    }

    /// <summary>Clones every ref into an empty folder, bare.</summary>
    /// <exception cref="GitFailedException">git could not clone it.</exception>
    public void Mirror(string folder, CancellationToken cancellation) => RepoSanitiser.Git.Mirror.Clone(url, folder, access, cancellation);

    /// <summary>Asks for objects by id, each by itself, into a passing repository. A server serves what it still has, whether a ref names it
    /// or not.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="answered">Told of each: true where it was served, false where the server says that it has none such, null where nothing
    /// can be said.</param>
    /// <param name="cancellation">Ends it between two.</param>
    public void Ask(IReadOnlyList<ObjectId> ids, Action<ObjectId, bool?> answered, CancellationToken cancellation)
    {
        var passing = Directory.CreateTempSubdirectory("reposan-").FullName;
        try
        {
            foreach (var id in ids)
            {
                cancellation.ThrowIfCancellationRequested();
                // What one answer brought would let the next one go without asking.
                var folder = Directory.CreateDirectory(Path.Combine(passing, "asked")).FullName;
                Make(folder, id);
                answered(id, Serves(folder, id));
                Directory.Delete(folder, recursive: true);
            }
        }
        finally
        {
            Directory.Delete(passing, recursive: true);
        }
    }

    /// <summary>Whether the history that some ids reach holds an object, by ids alone: commits and folders are fetched, no file.</summary>
    /// <param name="tips">Where to begin.</param>
    /// <param name="wanted">Says which objects are looked for.</param>
    /// <returns>null where nothing can be said.</returns>
    public bool? Reaches(IReadOnlyList<ObjectId> tips, Func<ObjectId, bool> wanted)
    {
        if (tips.Count == 0) return false;
        var passing = Directory.CreateTempSubdirectory("reposan-").FullName;
        try
        {
            Make(passing, tips[0]);
            var fetched = Fetch(passing, tips, "--filter=blob:none");
            if (fetched.ExitCode != 0) return null;
            // A file that was left out is listed with a question mark before its id.
            var listed = new GitRunner(passing).RunWithInput(Lines(tips), "rev-list", "--objects", "--no-object-names", "--missing=print", "--stdin");
            if (listed.ExitCode != 0) return null;
            return listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(l => ObjectId.TryParse(l.AsSpan().TrimStart('?'), out var id) && wanted(id));
        }
        finally
        {
            Directory.Delete(passing, recursive: true);
        }
    }

    private bool? Serves(string folder, ObjectId id)
    {
        var result = Fetch(folder, [id], "--depth=1", "--filter=tree:0");
        if (result.ExitCode == 0) return true;
        return Denials.Any(d => result.Error.Contains(d, StringComparison.OrdinalIgnoreCase)) ? false : null;
    }

    private void Make(string folder, ObjectId like) =>
        Git.Run("init", "--quiet", "--bare", "--template=", "--object-format=" + (like.Length == 20 ? "sha1" : "sha256"), "--", folder);

    /// <summary>The ids go in by standard input: arguments are seen by everybody on this machine.</summary>
    private GitRunner.Result Fetch(string folder, IReadOnlyList<ObjectId> ids, params string[] options) => Git.RunWithInput(
        Lines(ids), ["--git-dir=" + folder, "-c", "core.hooksPath=/dev/null", "-c", "fetch.fsckObjects=false", "fetch", "--quiet", "--no-tags", .. options, "--no-write-fetch-head", "--no-auto-maintenance", "--stdin", "--", url]);

    private static string Lines(IEnumerable<ObjectId> ids) => string.Concat(ids.Select(i => i + "\n"));
}
