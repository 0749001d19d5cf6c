using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>
/// Makes new trees of notes. A note lies under the id of what it is about, cut into folders: it goes where that is gone or where the note
/// itself is treated, and moves to the new id, cut the same way, where there is one.
/// </summary>
internal sealed class NoteRewriter(HistoryGraph graph, TagRewriter successors, Func<int, EntryFate> noteBlob, NewObjects objects, ObjectFormat format)
{
    private const int KeptFolders = 4096;

    private readonly TreeTexts _texts = new(graph, format);
    private readonly Dictionary<int, TreeEntry[]> _entries = [];
    private readonly Dictionary<int, ObjectId> _made = [];
    private readonly int _digits = 2 * ObjectId.LengthOf(format);
    private readonly int _idLength = ObjectId.LengthOf(format);

    /// <summary>Notes that went or moved, each counted once for each version of all notes.</summary>
    public int Changed { get; private set; }

    /// <summary>What notes are about that go because it is gone.</summary>
    public HashSet<ObjectId> Gone { get; } = [];

    /// <summary>What a tree of notes becomes.</summary>
    public ObjectId Of(int tree)
    {
        if (_made.TryGetValue(tree, out var made)) return made;
        var all = new Folder();
        var before = Changed;
        Take(tree, "", [], all);
        _texts.Verify();
        return _made[tree] = Changed == before ? graph.Objects[tree] : Write(all);
    }

    private void Take(int tree, string digits, List<int> cuts, Folder all)
    {
        var text = _texts.Of(tree);
        var entries = Entries(tree);
        for (var i = 0; i < entries.Length; i++)
        {
            var name = graph.Trees.Names[entries[i].Name];
            var isHex = name.All(char.IsAsciiHexDigitLower) && digits.Length + name.Length <= _digits;
            if (entries[i] is { Kind: EntryKind.Tree, Object: >= 0 } && graph.Trees.Has(entries[i].Object))
                Take(entries[i].Object, isHex ? digits + name : digits + "/" + name + "/", [.. cuts, name.Length], all);
            else
                Place(text.Entry(i), entries[i], digits + name, [.. cuts, name.Length], all);
        }
    }

    // The versions of all notes share most of their folders.
    private TreeEntry[] Entries(int tree)
    {
        if (_entries.TryGetValue(tree, out var known)) return known;
        if (_entries.Count >= KeptFolders) _entries.Clear();
        return _entries[tree] = graph.Trees.Entries(tree);
    }

    private void Place(ReadOnlySpan<byte> entry, TreeEntry parsed, string path, List<int> cuts, Folder all)
    {
        var content = new ObjectId(entry[^_idLength..]);
        if (parsed is { Kind: EntryKind.Blob, Object: >= 0 })
        {
            var fate = noteBlob(parsed.Object);
            if (fate.Kind != FateKind.Keep) Changed++;
            if (fate.Kind == FateKind.Drop) return;
            if (fate.Kind == FateKind.Replace) content = fate.Content;
        }

        var name = path;
        if (path.Length == _digits && ObjectId.TryParse(path, out var about) && graph.Objects.Find(about) is var index and >= 0)
        {
            var own = successors.Own(index);
            if (own != about) Changed++;
            if (own is null)
            {
                Gone.Add(about);
                return;
            }

            name = own.Value.ToString();
        }

        var mode = entry[..(entry.IndexOf((byte)' ') + 1)];
        all.Put(Cut(name, cuts), mode.ToArray(), content);
    }

    /// <summary>A path cut into names where the old one was; one that is no note keeps its own slashes.</summary>
    private static IEnumerable<string> Cut(string path, List<int> cuts)
    {
        if (path.Contains('/', StringComparison.Ordinal)) return path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var names = new List<string>();
        var at = 0;
        foreach (var length in cuts)
        {
            names.Add(path.Substring(at, length));
            at += length;
        }

        return names;
    }

    private ObjectId Write(Folder folder)
    {
        var assembly = new TreeAssembly();
        var entries = folder.Folders.Select(f => (Mode: "40000 "u8.ToArray(), f.Name, Id: Write(f.Folder))).Concat(folder.Files).ToList();
        entries.Sort(static (a, b) => TreeText.Compare(Key(a.Mode, a.Name), Key(b.Mode, b.Name)));
        foreach (var (mode, name, id) in entries) assembly.Add(mode, Encoding.Latin1.GetBytes(name), id);
        return objects.Add(ObjectType.Tree, assembly.Finish().Bytes);
    }

    private static byte[] Key(byte[] mode, string name) => [.. mode, .. Encoding.Latin1.GetBytes(name), 0];

    private sealed class Folder
    {
        private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (byte[] Mode, ObjectId Id)> _files = new(StringComparer.Ordinal);

        public IEnumerable<(string Name, Folder Folder)> Folders => _folders.Select(f => (f.Key, f.Value));

        public IEnumerable<(byte[] Mode, string Name, ObjectId Id)> Files => _files.Select(f => (f.Value.Mode, f.Key, f.Value.Id));

        public void Put(IEnumerable<string> path, byte[] mode, ObjectId id)
        {
            var folder = this;
            var names = path.ToList();
            foreach (var name in names[..^1])
            {
                if (!folder._folders.TryGetValue(name, out var below)) folder._folders[name] = below = new Folder();
                folder = below;
            }

            // Two commits never become one, so no note meets another here.
            folder._files[names[^1]] = (mode, id);
        }
    }
}
