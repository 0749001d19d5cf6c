using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.History.Scanning;

/// <summary>The contexts that a blob's paths give it. Safe to ask from several threads once built.</summary>
internal sealed class BlobContexts
{
    private static readonly IReadOnlyList<FileContext> Nameless = [PathClassifier.Nameless];

    private readonly BlobPaths _paths;
    private readonly FileContext[] _ofPath;
    private readonly FileContext[][] _alone;
    private readonly string[] _display;

    public BlobContexts(BlobPaths paths, PathClassifier classifier)
    {
        _paths = paths;
        _ofPath = new FileContext[paths.Paths.Count];
        _alone = new FileContext[paths.Paths.Count][];
        _display = new string[paths.Paths.Count];
        for (var path = 1; path < _ofPath.Length; path++)
        {
            _display[path] = Join(path);
            _ofPath[path] = classifier.For(_display[path]);
            _alone[path] = [_ofPath[path]];
        }
    }

    /// <summary>A path as people read it.</summary>
    public string Display(int path) => _display[path];

    /// <summary>The context of a path.</summary>
    public FileContext OfPath(int path) => _ofPath[path];

    /// <summary>All contexts of a blob, each once; a blob without a path has one that says so.</summary>
    public IReadOnlyList<FileContext> Of(int blob)
    {
        if (_paths.Only(blob) is >= 0 and var path) return _alone[path];
        var paths = _paths.Of(blob);
        return paths.Count == 0 ? Nameless : [.. paths.Select(p => _ofPath[p]).Distinct()];
    }

    /// <summary>The paths of a blob that give it a context.</summary>
    public IEnumerable<int> PathsIn(int blob, FileContext context) => _paths.Of(blob).Where(p => _ofPath[p] == context);

    // A folder's number is always lower than the numbers of what lies in it.
    private string Join(int path)
    {
        var name = _paths.Paths.DisplayName(path);
        var folder = _paths.Paths.Folder(path);
        return folder == PathTable.Root ? name : _display[folder] + "/" + name;
    }
}
