using System.Buffers.Binary;
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

    /// <summary>One thread's way in: names seen before are found by their bytes, without a lock and without a string.</summary>
    internal sealed class Reader(NameTable table)
    {
        // Hashes differ from process to process: names that were made to collide would cost as much as they are many.
        private static readonly ulong Secret = ((ulong)(uint)HashCode.Combine(1) << 32 | (uint)HashCode.Combine(2)) | 1;

        private (uint Hash, int Start, int Length, int Number)[] _slots = new (uint, int, int, int)[1 << 12];
        private byte[] _bytes = new byte[1 << 16];
        private int _filled;
        private int _count;

        public int Add(ReadOnlySpan<byte> name)
        {
            var hash = Hash(name);
            var at = hash & (uint)(_slots.Length - 1);
            for (; _slots[at].Hash != 0; at = (at + 1) & (uint)(_slots.Length - 1))
            {
                ref var slot = ref _slots[at];
                if (slot.Hash == hash && name.SequenceEqual(_bytes.AsSpan(slot.Start, slot.Length))) return slot.Number;
            }

            var number = table.Add(Encoding.Latin1.GetString(name));
            if (_bytes.Length - _filled < name.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _filled + name.Length));
            name.CopyTo(_bytes.AsSpan(_filled));
            _slots[at] = (hash, _filled, name.Length, number);
            _filled += name.Length;
            if (2 * ++_count > _slots.Length) Grow();
            return number;
        }

        /// <summary>A hash of some bytes; never 0, which marks a slot as free.</summary>
        private static uint Hash(ReadOnlySpan<byte> name)
        {
            var hash = (ulong)name.Length ^ Secret;
            for (; name.Length >= 8; name = name[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name));
            ulong rest = 0;
            foreach (var value in name) rest = rest << 8 | value;
            hash = Mix(hash ^ rest);
            return (uint)(hash ^ hash >> 32) | 1u << 31;
        }

        private static ulong Mix(ulong value)
        {
            var high = Math.BigMul(value, Secret, out var low);
            return high ^ low;
        }

        private void Grow()
        {
            var old = _slots;
            _slots = new (uint, int, int, int)[2 * old.Length];
            foreach (var slot in old)
            {
                if (slot.Hash == 0) continue;
                var at = slot.Hash & (uint)(_slots.Length - 1);
                while (_slots[at].Hash != 0) at = (at + 1) & (uint)(_slots.Length - 1);
                _slots[at] = slot;
            }
        }
    }
}
