using System.Collections.Concurrent;
using System.Security.Cryptography;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Release.Publishing;

/// <summary>
/// Compares what a fresh fetch brought with what was approved: every blob is read from its store on all processors, and its bytes are
/// hashed. No id that was worked out before the push plays a part.
/// </summary>
internal static class ArrivedContents
{
    /// <summary>Whether each path has a plain file with exactly the bytes it was to have.</summary>
    public static bool Are(Repository repository, IReadOnlyDictionary<string, TreeFile> there, IReadOnlyList<ReleaseContent> wanted)
    {
        using var store = ObjectStore.Open(repository);
        var hashes = new ConcurrentDictionary<int, string>();
        store.Walk([ObjectType.Blob], () => new Hashing(hashes), int.MaxValue, Environment.ProcessorCount, CancellationToken.None);
        return wanted.All(c => there.TryGetValue(c.Path, out var file) && file.Mode == "100644"
            && store.Table.Find(file.Blob) is >= 0 and var number && hashes.TryGetValue(number, out var sha256) && sha256 == c.Sha256);
    }

    private sealed class Hashing(ConcurrentDictionary<int, string> hashes) : IStoreVisitor<bool>
    {
        public bool Visit(int index, ObjectType type, ReadOnlyMemory<byte> content)
        {
            hashes[index] = Convert.ToHexStringLower(SHA256.HashData(content.Span));
            return true;
        }

        public bool VisitDelta(int index, ObjectType type, ReadOnlyMemory<byte> content, bool baseNode, List<DeltaOp> ops) => Visit(index, type, content);

        public bool Revisit(int index, ObjectType type, ReadOnlyMemory<byte> content) => true;

        public void Release(bool node)
        {
        }

        public bool Wants(int index) => true;
    }
}
