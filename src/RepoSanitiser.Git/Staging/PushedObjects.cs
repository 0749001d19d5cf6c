using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Staging;

/// <summary>A ref that is about to be pushed, as git tells a pre-push hook.</summary>
/// <param name="LocalRef">The ref here.</param>
/// <param name="Local">What it names; zero for a ref that is to be deleted.</param>
/// <param name="RemoteRef">The ref there.</param>
/// <param name="Remote">What it names there; zero for a new one.</param>
public sealed record PushedRef(string LocalRef, ObjectId Local, string RemoteRef, ObjectId Remote)
{
    /// <summary>Reads what git writes on a hook's standard input; null for a line that is none of it.</summary>
    public static PushedRef? Parse(string line) =>
        line.Split(' ') is [var localRef, var local, var remoteRef, var remote] && ObjectId.TryParse(local, out var here) && ObjectId.TryParse(remote, out var there)
            ? new PushedRef(localRef, here, remoteRef, there)
            : null;
}

/// <summary>An object that a push would send.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type; none where the store does not have it.</param>
/// <param name="Path">A path of a blob; empty for what has none.</param>
/// <param name="Size">Bytes.</param>
public sealed record PushedObject(ObjectId Id, ObjectType Type, string Path, long Size);

/// <summary>Finds the objects that the other side does not have yet, as far as this clone knows.</summary>
public static class PushedObjects
{
    /// <summary>Lists them.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="refs">What is pushed.</param>
    /// <param name="remote">The remote's name, whose branches count as known there; null or a URL for none.</param>
    /// <exception cref="ReposanException">git can't walk the history (refused).</exception>
    public static IReadOnlyList<PushedObject> List(Repository repository, IReadOnlyList<PushedRef> refs, string? remote)
    {
        var pushed = refs.Where(r => !r.Local.IsZero).ToList();
        if (pushed.Count == 0) return [];
        var there = refs.Select(r => r.Remote).Where(r => !r.IsZero).Distinct().ToList();
        var known = new HashSet<ObjectId>();
        new CatFile(repository).Check(there, (id, type, _) =>
        {
            if (type != ObjectType.None) known.Add(id);
        });
        var input = string.Concat(pushed.Select(r => $"{r.Local}\n").Concat(known.Select(id => $"^{id}\n")));
        List<string> arguments = ["rev-list", "--objects", "--missing=print", "--stdin"];
        if (remote is not null && IsName(remote)) arguments.AddRange(["--not", $"--remotes={remote}"]);
        var listed = repository.Git.RunWithInput(input, [.. arguments]);
        if (listed.ExitCode != 0) throw new ReposanException(ExitCode.Refused, "git can't list what would be pushed: run git fsck to see why.");
        return Describe(repository, listed.Output);
    }

    /// <summary>Reads blobs, commits and tags.</summary>
    public static void Read(
        Repository repository,
        IReadOnlyList<ObjectId> ids,
        long mostBytes,
        Action<ObjectId, ObjectType, ReadOnlyMemory<byte>> found,
        Action<ObjectId, ObjectType, string> failed) => new CatFile(repository).Read(ids, mostBytes, found, failed);

    private static List<PushedObject> Describe(Repository repository, byte[] listing)
    {
        var paths = new Dictionary<ObjectId, string>();
        var order = new List<ObjectId>();
        foreach (var line in Encoding.UTF8.GetString(listing).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = line[0] == '?' ? line[1..] : line;
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            if (!ObjectId.TryParse(space < 0 ? text : text[..space], out var id) || !paths.TryAdd(id, space < 0 ? "" : text[(space + 1)..])) continue;
            order.Add(id);
        }

        var objects = new List<PushedObject>();
        new CatFile(repository).Check(order, (id, type, size) => objects.Add(new PushedObject(id, type, paths[id], size)));
        return objects;
    }

    /// <summary>A remote may be named by its URL, and a name must not be taken for a glob of all remotes.</summary>
    private static bool IsName(string remote) => remote.Length > 0 && remote.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') && !remote.Contains("//", StringComparison.Ordinal) && !remote.StartsWith('/') && !remote.StartsWith('.');
}
