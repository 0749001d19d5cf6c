using System.Text;

namespace RepoSanitiser.Git.Graph;

/// <summary>
/// The names of tree entries, each kept once. Names are bytes to git; here each byte is one character (Latin-1), so nothing is lost.
/// Thread-safe through <see cref="Reader"/>, of which each thread has its own.
/// </summary>
public sealed class NameTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>Names known.</summary>
    public int Count => _names.Count;

    /// <summary>A name, one character a byte.</summary>
    public string this[int id] => _names[id];

    /// <summary>A name as people read it: its bytes as UTF-8, malformed ones replaced.</summary>
    public string Display(int id) => Decode(_names[id]);

    /// <summary>The number of a name given one character a byte; new names are added.</summary>
    public int Add(string name)
    {
        lock (_lock)
        {
            if (_ids.TryGetValue(name, out var id)) return id;
            _ids.Add(name, _names.Count);
            _names.Add(name);
            return _names.Count - 1;
        }
    }

    /// <summary>The number of a name given one character a byte; -1 where no entry has it.</summary>
    public int Find(string name)
    {
        lock (_lock) return _ids.GetValueOrDefault(name, -1);
    }

    /// <summary>Bytes-as-characters to text.</summary>
    public static string Decode(string raw) =>
        System.Text.Ascii.IsValid(raw) ? raw : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw));

    /// <summary>One thread's way in: names seen before are found without a lock and without a new string.</summary>
    internal sealed class Reader(NameTable table)
    {
        private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

        public int Add(ReadOnlySpan<byte> name)
        {
            Span<char> chars = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
            Encoding.Latin1.GetChars(name, chars);
            var known = _known.GetAlternateLookup<ReadOnlySpan<char>>();
            if (known.TryGetValue(chars, out var id)) return id;
            var text = new string(chars);
            id = table.Add(text);
            _known.Add(text, id);
            return id;
        }
    }
}
