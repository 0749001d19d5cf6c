using System.Security.Cryptography;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Ledger;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// The versions of the release ledger that a history holds. What a purge takes out of the history it drops from every version too, where
/// it was withdrawn: path, hash and nonce go, and a signed gap stays. What was not withdrawn keeps its hash: a gap that nobody signed for
/// would make the ledger false.
/// </summary>
internal sealed class ReleaseLedgers
{
    private readonly Dictionary<int, byte[]> _versions = [];
    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FileCommitment>> _known = new(StringComparer.Ordinal);

    private ReleaseLedgers()
    {
    }

    /// <summary>Reads the versions at the ledger's path in every commit.</summary>
    public static ReleaseLedgers Read(HistoryGraph graph, ObjectReader reader)
    {
        var ledgers = new ReleaseLedgers();
        var versions = Blobs(graph);
        reader.Read([.. versions.Select(v => graph.Objects[v])], (id, _, content) => ledgers.Add(graph.Objects.Find(id), content.ToArray()));
        return ledgers;
    }

    /// <summary>Whether there is any.</summary>
    public bool Any => _versions.Count > 0;

    /// <summary>Whether something in them was withdrawn, so that a purge may drop it.</summary>
    public bool MayDrop => _withdrawn.Count > 0;

    /// <summary>Whether a blob is a version from which a purge may drop something.</summary>
    public bool MayDropFrom(int blob) => MayDrop && _versions.ContainsKey(blob);

    /// <summary>A version without the withdrawn ones of some contents; null where it has none of them.</summary>
    /// <param name="blob">The version.</param>
    /// <param name="purged">The contents, by SHA-256.</param>
    public byte[]? Without(int blob, IReadOnlySet<string> purged)
    {
        var (old, isDropped) = (_versions[blob], false);
        var made = ReleaseLedger.Drop(old, f =>
        {
            var goes = purged.Contains(f.Sha256) && _withdrawn.Contains(f.Digest);
            isDropped |= goes;
            return goes;
        });
        return isDropped ? made : null;
    }

    /// <summary>How many of some contents stand in a ledger and were never withdrawn: their hashes stay there.</summary>
    public int StillStanding(IEnumerable<string> purged) =>
        purged.Count(p => _known.TryGetValue(p, out var files) && files.Exists(f => !_withdrawn.Contains(f.Digest)));

    /// <summary>The SHA-256 of a content, as ledgers name it.</summary>
    public static string NameOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private void Add(int blob, byte[] content)
    {
        _versions[blob] = content;
        var (known, withdrawn) = ReleaseLedger.Skim(content);
        _withdrawn.UnionWith(withdrawn);
        foreach (var file in known)
        {
            if (!_known.TryGetValue(file.Sha256, out var files)) _known.Add(file.Sha256, files = []);
            files.Add(file);
        }
    }

    private static HashSet<int> Blobs(HistoryGraph graph)
    {
        var found = new HashSet<int>();
        if (OutputLedger.Path.Split('/') is not [var folder, var file]) return found;
        var (folderName, fileName) = (graph.Trees.Names.Find(folder), graph.Trees.Names.Find(file));
        if (folderName < 0 || fileName < 0) return found;
        foreach (var root in graph.UnorderedCommits.Select(c => c.Tree).Distinct())
        {
            if (Entry(graph, root, folderName) is { Kind: EntryKind.Tree, Object: >= 0 } tree
                && Entry(graph, tree.Object, fileName) is { Kind: EntryKind.Blob, Object: >= 0 } blob) found.Add(blob.Object);
        }

        return found;
    }

    private static TreeEntry? Entry(HistoryGraph graph, int tree, int name)
    {
        if (tree < 0 || !graph.Trees.Has(tree)) return null;
        foreach (var entry in graph.Trees.Entries(tree))
        {
            if (entry.Name == name) return entry;
        }

        return null;
    }
}
