using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Proof;

/// <summary>
/// Takes paths out of a small history with git alone, one commit after the other, so that proofs are tested against something that is no
/// part of the program.
/// </summary>
internal sealed class HandPurge(RepositoryBuilder study, Func<string, byte[]?> treat, params string[] paths)
{
    private readonly Dictionary<string, string?> _map = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);

    /// <summary>Commits that got another id; null for pruned ones.</summary>
    public Dictionary<ObjectId, ObjectId?> Commits => _map.Where(m => m.Key != m.Value)
        .ToDictionary(m => ObjectId.Parse(m.Key), m => m.Value is null ? (ObjectId?)null : ObjectId.Parse(m.Value));

    /// <summary>Tags that got another id.</summary>
    public Dictionary<ObjectId, ObjectId?> Tags => _tags.Where(m => m.Key != m.Value).ToDictionary(m => ObjectId.Parse(m.Key), m => (ObjectId?)ObjectId.Parse(m.Value));

    private GitCli Git => study.Git;

    /// <summary>Rewrites every ref, forgets reflogs, and drops what nothing reaches.</summary>
    public void Run()
    {
        var stash = Git.Try("rev-parse", "-q", "--verify", "refs/stash").Text;
        foreach (var commit in Git.Lines("rev-list", "--topo-order", "--reverse", "--exclude=refs/notes/*", "--all")) Rewrite(commit, isNotes: false);
        foreach (var commit in Git.Lines("rev-list", "--topo-order", "--reverse", "--glob=refs/notes/*")) Rewrite(commit, isNotes: true);
        foreach (var line in Git.Lines("for-each-ref", "--format=%(refname) %(objectname) %(objecttype)"))
        {
            var words = line.Split(' ');
            if (words[2] == "commit" && words[0] != "refs/stash") Git.Run("update-ref", words[0], _images[words[1]]!);
            if (words[2] == "tag") Git.Run("update-ref", words[0], RewriteTag(words[1]));
        }

        if (stash.Length > 0) Git.Run("update-ref", "-d", "refs/stash");
        Git.Run("reset", "-q", "--hard");
        Git.Run("reflog", "expire", "--expire=now", "--all");
        if (stash.Length > 0) Git.Run("stash", "store", "-m", "kept", _images[stash]!);
        foreach (var head in (string[])["ORIG_HEAD", "FETCH_HEAD"]) File.Delete(Path.Combine(study.GitDir, head));
        Git.Run("gc", "-q", "--prune=now");
    }

    private void Rewrite(string commit, bool isNotes)
    {
        var raw = Encoding.Latin1.GetString(Git.Bytes("cat-file", "commit", commit));
        var old = Header(raw, "tree").Single();
        var parents = Header(raw, "parent");
        var tree = isNotes ? Notes(old) : Tree(old);
        var now = parents.Select(p => _images[p]).OfType<string>().Distinct().ToList();
        var isEmptyNow = parents.Count == 1 && tree == TreeOf(now.FirstOrDefault());
        if (isEmptyNow && old != TreeOf(parents[0]) && !isNotes)
        {
            (_map[commit], _images[commit]) = (null, now.FirstOrDefault());
            return;
        }

        var rest = raw[(raw.IndexOf("\nauthor ", StringComparison.Ordinal) + 1)..];
        var written = $"tree {tree}\n{string.Concat(now.Select(p => $"parent {p}\n"))}{Renamed(rest)}";
        _map[commit] = _images[commit] = Git.Feed(Encoding.Latin1.GetBytes(written), "hash-object", "-t", "commit", "-w", "--stdin");
    }

    private string RewriteTag(string tag)
    {
        var raw = Encoding.Latin1.GetString(Git.Bytes("cat-file", "tag", tag));
        var target = Header(raw, "object").Single();
        if (!_images.TryGetValue(target, out var now)) return tag;
        var written = $"object {now}\n{Renamed(raw[(raw.IndexOf('\n', StringComparison.Ordinal) + 1)..])}";
        return _tags[tag] = Git.Feed(Encoding.Latin1.GetBytes(written), "hash-object", "-t", "tag", "-w", "--stdin");
    }

    private string Tree(string tree)
    {
        var file = Path.Combine(study.GitDir, "hand-index");
        File.Delete(file);
        var index = Git.With("GIT_INDEX_FILE", file);
        index.Run("read-tree", tree);
        foreach (var path in paths)
        {
            var entry = index.Run("ls-files", "--stage", "--", path).Split([' ', '\t']);
            if (entry.Length < 4) continue;
            if (treat(entry[1]) is { } content) index.Run("update-index", "--cacheinfo", $"{entry[0]},{study.Blob(content)},{path}");
            else index.Run("update-index", "--force-remove", path);
        }

        var written = index.Run("write-tree");
        File.Delete(file);
        return written;
    }

    private string Notes(string tree)
    {
        var lines = Git.Lines("ls-tree", tree).Select(l => l.Split('\t') is [var entry, var name] && _images.TryGetValue(name, out var now) ? $"{entry}\t{now}" : l);
        return Git.Feed(Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n"), "mktree");
    }

    private string Renamed(string text) => Regex.Replace(text, @"\b[0-9a-f]{7,40}\b", word =>
        _map.FirstOrDefault(m => m.Key.StartsWith(word.Value, StringComparison.Ordinal)).Value?[..word.Length] ?? word.Value);

    private string TreeOf(string? commit) => commit is null ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904" : Git.Run("rev-parse", commit + "^{tree}");

    private static List<string> Header(string raw, string name) =>
        [.. raw[..raw.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Where(l => l.StartsWith(name + " ", StringComparison.Ordinal)).Select(l => l[(name.Length + 1)..])];
}
