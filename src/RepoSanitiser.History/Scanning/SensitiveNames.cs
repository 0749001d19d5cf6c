using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.History.Scanning;

/// <summary>Names of files, folders and refs that themselves hold a finding: wherever they would be shown, they are masked.</summary>
internal sealed class SensitiveNames
{
    /// <summary>What stands in the place of such a name.</summary>
    public const string Mask = "[masked]";

    private readonly Dictionary<int, IReadOnlyList<Sighting>> _names = [];
    private readonly Dictionary<string, IReadOnlyList<Sighting>> _refs = new(StringComparer.Ordinal);
    private readonly ContentJudge _judge;
    private readonly BlobPaths _paths;
    private readonly BlobContexts _contexts;

    public SensitiveNames(ContentJudge judge, FingerprintKey key, BlobPaths paths, BlobContexts contexts, NameTable names, IEnumerable<ResolvedRoot> roots)
    {
        _judge = judge;
        _paths = paths;
        _contexts = contexts;
        for (var name = 0; name < names.Count; name++)
        {
            if (judge.JudgeName(names.Display(name)) is { Count: > 0 } hits)
                _names.Add(name, Sighting.Of(hits, key, names.Display(name), keepValues: false));
        }

        foreach (var root in roots.Select(r => r.Root.Name).Distinct(StringComparer.Ordinal))
        {
            if (judge.JudgeName(root) is { Count: > 0 } hits) _refs.Add(root, Sighting.Of(hits, key, root, keepValues: false));
        }
    }

    /// <summary>Findings in names of tree entries, by the name's number.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<Sighting>> Names => _names;

    /// <summary>Findings in names of refs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Sighting>> Refs => _refs;

    /// <summary>A path that is safe to show.</summary>
    public string Path(int path)
    {
        if (_names.Count == 0) return _contexts.Display(path);
        var parts = new Stack<string>();
        for (var at = path; at > PathTable.Root; at = _paths.Paths.Folder(at))
            parts.Push(_names.ContainsKey(_paths.Paths.Name(at)) ? Mask : _paths.Paths.DisplayName(at));
        return string.Join('/', parts);
    }

    /// <summary>The path of a file in the git directory, such as a broken ref's, that is safe to show.</summary>
    public string File(string path) => Safe(_judge, Ref(path));

    /// <summary>A name with each part masked that holds a finding.</summary>
    public static string Safe(ContentJudge judge, string name)
    {
        if (judge.JudgeName(name).Count == 0) return name;
        var masked = string.Join('/', name.Split('/').Select(p => judge.JudgeName(p).Count > 0 ? Mask : p));
        return judge.JudgeName(masked).Count == 0 ? masked : Mask;
    }

    /// <summary>A ref's name that is safe to show.</summary>
    public string Ref(string name)
    {
        if (_refs.Count == 0) return name;
        foreach (var known in _refs.Keys)
        {
            if (name.EndsWith(known, StringComparison.Ordinal)) return name[..^known.Length] + MaskRef(known);
        }

        return name;
    }

    private static string MaskRef(string name)
    {
        var parts = name.Split('/');
        return parts is ["refs", _, ..] ? $"refs/{parts[1]}/{Mask}" : Mask;
    }
}
