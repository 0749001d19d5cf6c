using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.History.Purging;

/// <summary>Finds the paths and globs that match nothing, of all entries seen: most often they are mistyped.</summary>
/// <param name="patterns">The paths and globs.</param>
/// <param name="paths">Numbers paths.</param>
/// <param name="raw">The path of a folder's entry, one character a byte.</param>
internal sealed class PatternUse(IReadOnlyList<PathPattern> patterns, PathTable paths, Func<int, int, string> raw)
{
    private readonly Dictionary<(int Folder, int Name), List<PathPattern>> _literals = patterns.Where(p => p.Path is not null)
        .GroupBy(p => paths.Add(p.Path!)).ToDictionary(g => (paths.Folder(g.Key), paths.Name(g.Key)), g => g.ToList());

    private readonly List<PathPattern> _baseNames = [.. patterns.Where(p => p.IsBaseName)];
    private readonly List<PathPattern> _globs = [.. patterns.Where(p => p is { IsBaseName: false, Path: null })];
    private readonly HashSet<int> _seenNames = [];
    private readonly HashSet<(int Folder, int Name)> _seenPaths = [];
    private readonly HashSet<PathPattern> _used = [];

    /// <summary>Those that matched nothing so far.</summary>
    public IReadOnlyList<PathPattern> Unused => [.. patterns.Where(p => !_used.Contains(p))];

    /// <summary>An entry, file or folder, that the history has.</summary>
    public void See(int folder, int name)
    {
        if (_used.Count == patterns.Count) return;
        if (_literals.Count > 0 && _literals.Remove((folder, name), out var found)) _used.UnionWith(found);
        if (_baseNames.Count > 0 && _seenNames.Add(name)) Match(_baseNames, (folder, name), isWhole: false);
        if (_globs.Count > 0 && _seenPaths.Add((folder, name))) Match(_globs, (folder, name), isWhole: true);
    }

    private void Match(List<PathPattern> waiting, (int Folder, int Name) entry, bool isWhole)
    {
        var whole = raw(entry.Folder, entry.Name);
        var text = isWhole ? whole : whole[(whole.LastIndexOf('/') + 1)..];
        foreach (var pattern in waiting.FindAll(p => p.MatchesGlob(text)))
        {
            _used.Add(pattern);
            waiting.Remove(pattern);
        }
    }
}
