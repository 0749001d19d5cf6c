using System.Text;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>Names of files, folders and refs that a purge replaced. They are what it was to take out: none is ever shown. Thread-safe.</summary>
internal sealed class ReplacedNames
{
    private readonly Dictionary<string, string> _entries;
    private readonly HashSet<string> _gone;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<string, string> _refs;
    private readonly List<byte[]> _settings = [];

    public ReplacedNames(Certificate certificate)
    {
        _entries = certificate.RenamedEntries.ToDictionary(n => n.Old, n => n.New, StringComparer.Ordinal);
        // One may be another's new name; and what notes are filed under stays.
        _gone = _entries.Keys.Except(_entries.Values, StringComparer.Ordinal).Where(n => !IsOfNote(n)).ToHashSet(StringComparer.Ordinal);
        _lookup = _gone.GetAlternateLookup<ReadOnlySpan<char>>();
        // Of a replacement of an object, the name is an id, and looked for as that.
        _refs = certificate.RenamedRefs.Where(r => !r.Old.StartsWith("refs/replace/", StringComparison.Ordinal)).ToDictionary(n => n.Old, n => n.New, StringComparer.Ordinal);
        foreach (var name in _refs.Keys)
        {
            _settings.Add(Encoding.UTF8.GetBytes(name));
            if (name.Split('/', 3) is ["refs", "heads", var branch]) _settings.Add(Encoding.UTF8.GetBytes($"[branch \"{branch.Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
        }
    }

    /// <summary>What an entry of a tree is called from now on, one character a byte.</summary>
    public string Now(string name) => _entries.GetValueOrDefault(name, name);

    /// <summary>Whether an entry's name is one that was replaced.</summary>
    public bool IsGone(ReadOnlySpan<byte> name)
    {
        if (_gone.Count == 0) return false;
        Span<char> text = stackalloc char[256];
        return name.Length <= text.Length ? _lookup.Contains(text[..Encoding.Latin1.GetChars(name, text)]) : _gone.Contains(Encoding.Latin1.GetString(name));
    }

    /// <summary>Whether a part of a path is a name that was replaced.</summary>
    public bool IsIn(string path) => _gone.Count > 0 && path.Split('/').Any(p => IsGone(Encoding.UTF8.GetBytes(p)));

    /// <summary>Whether a list of paths, a line each, has a name that was replaced.</summary>
    public bool IsInList(ReadOnlySpan<byte> content) =>
        _gone.Count > 0 && Encoding.Latin1.GetString(content).Split('\n').Any(line => line.TrimStart('!').Split('/').Any(p => _gone.Contains(p.TrimEnd('\r'))));

    /// <summary>A path with new names in the place of replaced ones; one character a byte, or as text.</summary>
    public string Safe(string path) => _entries.Count == 0 ? path : string.Join('/', path.Split('/').Select(p =>
        _entries.TryGetValue(p, out var now) || _entries.TryGetValue(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(p)), out now) ? now : p));

    /// <summary>What a ref is called since; null where its name was not replaced.</summary>
    public string? OfRef(string name) => _refs.GetValueOrDefault(name);

    /// <summary>Whether a file of a git directory is, or says, the name of a ref that is called otherwise since.</summary>
    /// <param name="path">The file's path in the git directory.</param>
    /// <param name="content">What it holds.</param>
    public bool NamesRef(string path, ReadOnlySpan<byte> content)
    {
        foreach (var name in _settings)
        {
            if (Stands(name, content)) return true;
        }

        return _refs.Keys.Any(r => path == r || path.EndsWith("/" + r, StringComparison.Ordinal));
    }

    /// <summary>A path in a git directory with the new names of refs.</summary>
    public string SafeRef(string path)
    {
        foreach (var (old, now) in _refs)
        {
            if (path == old || path.EndsWith("/" + old, StringComparison.Ordinal)) return path[..^old.Length] + now;
        }

        return path;
    }

    private static bool Stands(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        for (int at; (at = content.IndexOf(name)) >= 0; content = content[(at + name.Length)..])
        {
            // Another ref's name may only begin so.
            if (at + name.Length == content.Length || content[at + name.Length] is <= (byte)' ' or (byte)':' or (byte)'"' or (byte)']') return true;
        }

        return false;
    }

    private static bool IsOfNote(string name) => name.Length is 2 or 38 or 40 or 62 or 64 && name.All(char.IsAsciiHexDigitLower);
}
