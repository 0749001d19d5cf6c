using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Scanning;

/// <summary>Feeds every version that history holds of the files in which a study declares its outputs.</summary>
internal static class DeclarationReader
{
    /// <returns>Versions that can't be read as what they claim to be, with their paths: what they declare stays unknown.</returns>
    public static IReadOnlyList<(ObjectId Blob, int Path)> Read(
        StudyDeclarations declarations, BlobPaths paths, HistoryGraph graph, Repository repository, long maxObjectBytes)
    {
        var found = new Dictionary<ObjectId, int>();
        var candidates = new Dictionary<int, string>();
        for (var path = 1; path < paths.Paths.Count; path++)
        {
            if (paths.Paths.DisplayName(path) is "project.yaml" or "manifest.json" && paths.Paths.Display(path) is var name
                && StudyDeclarations.IsDeclaration(name))
                candidates.Add(path, name);
        }

        if (candidates.Count == 0) return [];
        for (var i = 0; i < graph.Objects.Count; i++)
        {
            if (graph.Objects.Types[i] != ObjectType.Blob) continue;
            foreach (var path in paths.Of(i))
            {
                if (candidates.ContainsKey(path)) found[graph.Objects[i]] = path;
            }
        }

        var unread = new List<(ObjectId, int)>();
        new CatFile(repository).Read(
            [.. found.Keys],
            maxObjectBytes,
            (id, _, content) =>
            {
                if (!declarations.Add(candidates[found[id]], content.Span)) unread.Add((id, found[id]));
            },
            (id, _, _) => unread.Add((id, found[id])));
        return unread;
    }
}
