using RepoSanitiser.Core;

namespace RepoSanitiser.Git;

/// <summary>A repository on a server, asked by git.</summary>
/// <param name="url">Its URL.</param>
/// <param name="access">Credentials; null for those of the user's own configuration.</param>
public sealed class RemoteRepository(string url, GitAccess? access)
{
    // What a server says that lacks an object. One that only refuses to give it out by id says something else, and that shows nothing.
    private const string Denial = "not our ref";
    private const string Absence = "' not found";
    private const int MostAtOnce = 500;
    private const int MostFailures = 3;

    private GitRunner Git => new(null) { AllowTransport = true, Access = access };

    /// <summary>The refs that it has, pull requests' too.</summary>
    /// <exception cref="GitFailedException">It can't be reached, or is not there.</exception>
    public IReadOnlyDictionary<string, ObjectId> Refs() => RefsOrNull() ?? throw new GitFailedException("not found");

    /// <summary>The refs that it has; null where the server says that there is no such repository. None at all says little: git takes a
    /// success with nothing in it, which any broken server can give, for a repository without refs.</summary>
    /// <exception cref="GitFailedException">It can't be reached.</exception>
    public IReadOnlyDictionary<string, ObjectId>? RefsOrNull()
    {
        var result = Git.Run("ls-remote", "--", url);
        if (result.ExitCode != 0) return result.Error.Contains(Absence, StringComparison.OrdinalIgnoreCase) ? null : throw new GitFailedException(result.Error);
        // Not by git's own --refs: that leaves refs/stash out, too.
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

    /// <summary>Asks for objects by id, into a passing repository. A server serves what it still has, whether a ref names it or not. Many are
    /// asked for at once; where the server refuses those, because it lacks one of them, each is asked for by itself.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="answered">Told of each: true where it was served, false where the server says that it has none such, null where nothing
    /// can be said.</param>
    /// <param name="cancellation">Ends it between two questions.</param>
    public void Ask(IReadOnlyList<ObjectId> ids, Action<ObjectId, bool?> answered, CancellationToken cancellation)
    {
        using var passing = PassingFolder.Make();
        var failures = 0;
        foreach (var some in ids.Chunk(MostAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            if (some.Length > 1 && failures < MostFailures && AskAll(passing.Path, some) is { } served)
            {
                foreach (var id in some) answered(id, served.Contains(id) ? true : null);
            }
            else
            {
                AskEach(passing.Path, some, answered, ref failures, cancellation);
            }
        }
    }

    /// <summary>Whether the history that some ids reach holds an object, by ids alone: commits and folders are fetched, no file.</summary>
    /// <param name="tips">Where to begin.</param>
    /// <param name="wanted">Says which objects are looked for.</param>
    /// <returns>null where nothing can be said.</returns>
    public bool? Reaches(IReadOnlyList<ObjectId> tips, Func<ObjectId, bool> wanted)
    {
        if (tips.Count == 0) return false;
        using var passing = PassingFolder.Make();
        Make(passing.Path, tips[0]);
        var fetched = Fetch(passing.Path, tips, "--filter=blob:none");
        if (fetched.ExitCode != 0) return null;
        // A file that was left out is listed with a question mark before its id.
        var listed = new GitRunner(passing.Path).RunWithInput(Lines(tips), "rev-list", "--objects", "--no-object-names", "--missing=print", "--stdin");
        if (listed.ExitCode != 0) return null;
        return listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(l => ObjectId.TryParse(l.AsSpan().TrimStart('?'), out var id) && wanted(id));
    }

    /// <summary>Asks for many at once.</summary>
    /// <returns>Those that came; null where the server gave none of them.</returns>
    private HashSet<ObjectId>? AskAll(string passing, ObjectId[] ids)
    {
        var folder = Fresh(passing, ids[0]);
        if (FetchAlone(folder, ids).ExitCode != 0) return null;
        var there = new GitRunner(folder).RunWithInput(Lines(ids), "cat-file", "--batch-check=%(objectname)").Text.Split('\n');
        return [.. there.Where(l => ObjectId.TryParse(l, out _)).Select(l => ObjectId.Parse(l))];
    }

    /// <summary>Asks for each by itself. Where several in a row come to nothing, the rest would too.</summary>
    private void AskEach(string passing, ObjectId[] ids, Action<ObjectId, bool?> answered, ref int failures, CancellationToken cancellation)
    {
        var folder = (string?)null;
        foreach (var id in ids)
        {
            cancellation.ThrowIfCancellationRequested();
            if (failures >= MostFailures)
            {
                answered(id, null);
                continue;
            }

            folder ??= Fresh(passing, id);
            var result = FetchAlone(folder, [id]);
            bool? answer = result.ExitCode == 0 ? true : result.Error.Contains(Denial, StringComparison.OrdinalIgnoreCase) ? false : null;
            failures = answer is null ? failures + 1 : 0;
            // What one answer brought would let the next one go without asking.
            if (answer is not false) folder = null;
            answered(id, answer);
        }
    }

    private string Fresh(string passing, ObjectId like)
    {
        var folder = Path.Combine(passing, "asked");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Make(Directory.CreateDirectory(folder).FullName, like);
        return folder;
    }

    /// <summary>Fetches objects without what they reach.</summary>
    private GitRunner.Result FetchAlone(string folder, IReadOnlyList<ObjectId> ids) => Fetch(folder, ids, "--depth=1", "--filter=tree:0");

    private void Make(string folder, ObjectId like) =>
        Git.Run("init", "--quiet", "--bare", "--template=", "--object-format=" + (like.Length == 20 ? "sha1" : "sha256"), "--", folder);

    /// <summary>The ids go in by standard input: arguments are seen by everybody on this machine.</summary>
    private GitRunner.Result Fetch(string folder, IReadOnlyList<ObjectId> ids, params string[] options) => Git.RunWithInput(
        Lines(ids), ["--git-dir=" + folder, "-c", "core.hooksPath=/dev/null", "-c", "fetch.fsckObjects=false", "fetch", "--quiet", "--no-tags", .. options, "--no-write-fetch-head", "--no-auto-maintenance", "--stdin", "--", url]);

    private static string Lines(IEnumerable<ObjectId> ids) => string.Concat(ids.Select(i => i + "\n"));
}
