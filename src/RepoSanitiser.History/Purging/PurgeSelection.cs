using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Purging;

/// <summary>An entry that was selected.</summary>
/// <param name="Blob">The blob's number; -1 for a submodule, and for an entry that only gets another name.</param>
/// <param name="Path">Its path's number.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
/// <param name="NewName">Its name from now on; null where that stays.</param>
/// <param name="IsTreated">Whether more changes than its name.</param>
/// <param name="IsLedger">Whether it is a version of the release ledger, of which only lines about the purged change.</param>
internal readonly record struct SelectedEntry(int Blob, int Path, bool IsLink, string? NewName, bool IsTreated, bool IsLedger);

/// <summary>Says which entries of trees a purge is about.</summary>
internal sealed class PurgeSelection : IEntrySelection
{
    private readonly HistoryGraph _graph;
    private readonly PathTable _paths;
    private readonly bool[]? _blobs;
    private readonly bool _matchAll;
    private readonly List<PathPattern> _baseNames;
    private readonly List<PathPattern> _globs;
    private readonly HashSet<long> _literals = [];
    private readonly HashSet<long> _above = [];
    private readonly HashSet<int> _insideLiterals = [];
    private readonly HashSet<int> _insideGlobs = [];
    private readonly HashSet<(int Blob, int Path)> _kept;
    private readonly Func<string, string?>? _rename;
    private readonly Dictionary<int, string?> _newNames = [];
    private readonly Dictionary<int, bool> _baseNameMatches = [];
    private readonly Dictionary<long, bool> _globMatches = [];
    private readonly Dictionary<(int Object, int Path), int> _decisions = [];
    private readonly List<SelectedEntry> _selected = [];
    private readonly HashSet<int> _selectedBlobs = [];
    private readonly bool _hasPaths;
    private readonly bool _needsBoth;
    private readonly ReleaseLedgers _ledgers;
    private readonly long _ledgerKey = -1;
    private readonly PatternUse _use;

    /// <param name="graph">The history.</param>
    /// <param name="paths">Numbers paths.</param>
    /// <param name="patterns">Paths and globs.</param>
    /// <param name="blobs">Blobs selected by what they are; null where nothing selects so.</param>
    /// <param name="matchAll">Whether a path, a glob and the content must select a file, as far as there are such, not just one of them.</param>
    /// <param name="kept">Files that stay at their paths.</param>
    /// <param name="rename">A name's new name, or null; null where no name changes.</param>
    /// <param name="ledgers">The versions of the release ledger, which are treated where they know something that goes.</param>
    public PurgeSelection(
        HistoryGraph graph, PathTable paths, IReadOnlyList<PathPattern> patterns, bool[]? blobs, bool matchAll, HashSet<(int Blob, int Path)> kept, Func<string, string?>? rename, ReleaseLedgers ledgers)
    {
        _ledgers = ledgers;
        _graph = graph;
        _paths = paths;
        _blobs = blobs;
        _matchAll = matchAll;
        _kept = kept;
        _rename = rename;
        _hasPaths = patterns.Count > 0;
        _use = new PatternUse(patterns, paths, Raw);
        _baseNames = [.. patterns.Where(p => p.IsBaseName)];
        _globs = [.. patterns.Where(p => !p.IsBaseName && p.Path is null)];
        _needsBoth = matchAll && patterns.Any(p => p.Path is null) && patterns.Any(p => p.Path is not null);
        foreach (var path in patterns.Select(p => p.Path).OfType<string>())
        {
            var at = _paths.Add(path);
            _literals.Add(Key(at));
            while ((at = _paths.Folder(at)) > PathTable.Root) _above.Add(Key(at));
        }

        if (!ledgers.MayDrop) return;
        var ledger = _paths.Add(OutputLedger.Path);
        _ledgerKey = Key(ledger);
        _above.Add(Key(_paths.Folder(ledger)));
    }

    /// <summary>Names that are others from now on, one character a byte.</summary>
    public IReadOnlyDictionary<string, string> NewNames => _newNames.Where(n => n.Value is not null).ToDictionary(n => _graph.Trees.Names[n.Key], n => n.Value!, StringComparer.Ordinal);

    /// <summary>Everything selected, by the numbers given.</summary>
    public IReadOnlyList<SelectedEntry> Selected => _selected;

    /// <summary>Paths and globs that match nothing in the history.</summary>
    public IReadOnlyList<PathPattern> Unused => _use.Unused;

    /// <inheritdoc/>
    public int Decide(in TreeEntry entry, int folder)
    {
        _use.See(folder, entry.Name);
        var treated = entry.Kind switch
        {
            EntryKind.Blob => entry.Object >= 0 && Selects(entry.Object, folder, entry.Name) && !(_kept.Count > 0 && _kept.Contains((entry.Object, _paths.Add(folder, entry.Name)))),
            EntryKind.Submodule => _hasPaths && (_blobs is null || !_matchAll) && MatchesPath(folder, entry.Name),
            _ => false,
        };
        var isLedger = !treated && entry is { Kind: EntryKind.Blob, Object: >= 0 } && Key(folder, entry.Name) == _ledgerKey && _ledgers.MayDropFrom(entry.Object);
        treated |= isLedger;
        var newName = _rename is null ? null : NewName(entry.Name);
        if (!treated && newName is null) return -1;
        var path = treated ? _paths.Add(folder, entry.Name) : ~entry.Name;
        var key = (!treated ? int.MinValue : entry.Kind == EntryKind.Blob ? entry.Object : -1, path);
        if (_decisions.TryGetValue(key, out var known)) return known;
        var blob = treated && entry.Kind == EntryKind.Blob ? entry.Object : -1;
        if (blob >= 0 && !isLedger) _selectedBlobs.Add(blob);
        var isLink = _graph.Trees.Modes[entry.Mode].TrimStart('0').StartsWith("12", StringComparison.Ordinal);
        _selected.Add(new SelectedEntry(blob, treated ? path : -1, isLink, newName, treated, isLedger));
        return _decisions[key] = _selected.Count - 1;
    }

    /// <inheritdoc/>
    public bool Enters(in TreeEntry entry, int folder)
    {
        var (byLiteral, byGlob) = _hasPaths ? (MatchesLiteral(folder, entry.Name), MatchesGlob(folder, entry.Name)) : default;
        if (byLiteral) _insideLiterals.Add(_paths.Add(folder, entry.Name));
        if (byGlob) _insideGlobs.Add(_paths.Add(folder, entry.Name));
        if (byLiteral || byGlob) return true;
        if (_rename is not null || _globs.Count > 0 || _baseNames.Count > 0 || (_blobs is not null && !(_matchAll && _hasPaths))) return true;
        return _above.Contains(Key(folder, entry.Name));
    }

    /// <summary>Whether a blob at a path is selected; for paths that are known by now.</summary>
    public bool Selects(int blob, int folder, int name)
    {
        var byContent = _blobs?[blob] == true;
        if (!_hasPaths) return byContent;
        if (_blobs is not null && byContent != _matchAll) return byContent;
        return MatchesPath(folder, name);
    }

    /// <summary>Whether a blob that a ref or a tag names is selected: by what it is, or because a path selects the same content.</summary>
    public bool SelectsLoose(int blob) => _selectedBlobs.Contains(blob) || SelectsNote(blob);

    /// <summary>Whether a note is selected: by what it is only, since the path of a note is no file's.</summary>
    public bool SelectsNote(int blob) => _blobs?[blob] == true && !(_matchAll && _hasPaths);

    /// <summary>A path, one character a byte.</summary>
    public string Raw(int path)
    {
        var parts = new Stack<string>();
        for (; path > PathTable.Root; path = _paths.Folder(path)) parts.Push(_graph.Trees.Names[_paths.Name(path)]);
        return string.Join('/', parts);
    }

    private string Raw(int folder, int name) => folder == PathTable.Root ? _graph.Trees.Names[name] : Raw(folder) + "/" + _graph.Trees.Names[name];

    private bool MatchesPath(int folder, int name) => _needsBoth
        ? MatchesLiteral(folder, name) && MatchesGlob(folder, name)
        : MatchesLiteral(folder, name) || MatchesGlob(folder, name);

    private bool MatchesLiteral(int folder, int name) => _insideLiterals.Contains(folder) || _literals.Contains(Key(folder, name));

    private bool MatchesGlob(int folder, int name)
    {
        if (_insideGlobs.Contains(folder)) return true;
        if (_baseNames.Count > 0)
        {
            if (!_baseNameMatches.TryGetValue(name, out var matches))
                _baseNameMatches[name] = matches = _baseNames.Exists(p => p.MatchesGlob(_graph.Trees.Names[name]));
            if (matches) return true;
        }

        if (_globs.Count == 0) return false;
        if (!_globMatches.TryGetValue(Key(folder, name), out var matched))
        {
            var text = Raw(folder, name);
            _globMatches[Key(folder, name)] = matched = _globs.Exists(p => p.MatchesGlob(text));
        }

        return matched;
    }

    private string? NewName(int name)
    {
        if (!_newNames.TryGetValue(name, out var made)) _newNames[name] = made = _rename!(_graph.Trees.Names[name]);
        return made;
    }

    private long Key(int path) => Key(_paths.Folder(path), _paths.Name(path));

    private static long Key(int folder, int name) => ((long)folder << 32) | (uint)name;
}
