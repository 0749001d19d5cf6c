using System.Buffers;
using System.Buffers.Binary;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>All that a proof looks for: ids that must be nowhere, and content under any id. Thread-safe.</summary>
internal sealed class Wanted
{
    private readonly FingerprintKey _key;
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);
    private readonly Dictionary<ObjectId, string> _ids = [];
    private readonly HashSet<ulong> _starts;
    private readonly HashSet<ObjectId> _purged;
    private readonly HashSet<string> _cells;
    private readonly HashSet<string> _lfs;

    public Wanted(Certificate certificate, FingerprintKey key)
    {
        _key = key;
        Content = new MarkFinder(certificate.Marks, new ContentKey(key));
        Names = new ReplacedNames(certificate);
        _purged = [.. certificate.Purged];
        _cells = [.. certificate.Marks.Cells];
        _lfs = [.. certificate.OrphanedLfs];
        foreach (var change in certificate.Tags.Where(c => c.Old != c.New)) _ids[change.Old] = "old tag";
        foreach (var change in certificate.Commits.Where(c => c.Old != c.New)) _ids[change.Old] = "old commit";
        foreach (var id in certificate.Purged) _ids[id] = "purged object";
        _starts = [.. _ids.Keys.Select(i => i.Start)];
        Format = certificate.ObjectFormat == "sha256" ? ObjectFormat.Sha256 : ObjectFormat.Sha1;
    }

    /// <summary>Finds purged content.</summary>
    public MarkFinder Content { get; }

    /// <summary>Names that were replaced.</summary>
    public ReplacedNames Names { get; }

    /// <summary>The format of the ids.</summary>
    public ObjectFormat Format { get; }

    /// <summary>How many ids are looked for.</summary>
    public int Ids => _ids.Count;

    /// <summary>What an id stands for that must be nowhere; null for any other.</summary>
    public string? What(ObjectId id) => _ids.GetValueOrDefault(id);

    /// <summary>Whether it is an object that was chosen to be purged, not just one that became another.</summary>
    public bool IsPurged(ObjectId id) => _purged.Contains(id);

    /// <summary>Whether the rules saw this in purged content: the same cell, or an identifier, however it is written.</summary>
    /// <param name="rule">The rule that sees it.</param>
    /// <param name="tag">The keyed tag of what it sees.</param>
    /// <param name="value">The value alone.</param>
    /// <param name="location">Where it is.</param>
    public bool IsCell(string rule, byte[]? tag, Sensitive? value, Location location) =>
        (tag is not null && _cells.Contains(Convert.ToHexStringLower(tag))) || (Identifier.Tag(_key, rule, value, location) is { } own && _cells.Contains(own));

    /// <summary>Whether an LFS object is named by purged pointers only.</summary>
    public bool IsOrphan(string lfsId) => _lfs.Contains(lfsId);

    /// <summary>Ids looked for that stand in bytes as hex digits.</summary>
    public IEnumerable<ObjectId> InHex(ReadOnlyMemory<byte> bytes)
    {
        var length = 2 * ObjectId.LengthOf(Format);
        for (var at = 0; Run(bytes.Span, ref at) is > 0 and var run; at += run)
        {
            for (var i = at; i + length <= at + run; i++)
            {
                if (ObjectId.TryParse(bytes.Span.Slice(i, length), out var id) && _ids.ContainsKey(id)) yield return id;
            }
        }
    }

    /// <summary>Ids looked for that stand in bytes as they are.</summary>
    public IEnumerable<ObjectId> InBinary(ReadOnlyMemory<byte> bytes)
    {
        var length = ObjectId.LengthOf(Format);
        for (var at = 0; at + length <= bytes.Length; at++)
        {
            if (!_starts.Contains(BinaryPrimitives.ReadUInt64BigEndian(bytes.Span[at..]))) continue;
            var id = new ObjectId(bytes.Span.Slice(at, length));
            if (_ids.ContainsKey(id)) yield return id;
        }
    }

    /// <summary>The length of the next run of hex digits that could hold an id; 0 for none.</summary>
    private int Run(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = 2 * ObjectId.LengthOf(Format);
        while (at < bytes.Length)
        {
            var start = bytes[at..].IndexOfAny(HexDigits);
            if (start < 0) return 0;
            at += start;
            var end = bytes[at..].IndexOfAnyExcept(HexDigits);
            var run = end < 0 ? bytes.Length - at : end;
            if (run >= length) return run;
            at += run;
        }

        return 0;
    }
}
