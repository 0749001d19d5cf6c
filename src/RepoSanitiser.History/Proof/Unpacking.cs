using System.Formats.Tar;
using System.IO.Compression;

namespace RepoSanitiser.History.Proof;

/// <summary>Unpacks gzip, zip and tar, one in another, without a thought for what the members are called or mean.</summary>
internal sealed class Unpacking
{
    private const int MostDepth = 4;
    private const int MostMembers = 10_000;
    private const long MostBytes = 128L << 20;

    private readonly List<ReadOnlyMemory<byte>> _members = [];
    private long _left = MostBytes;

    private Unpacking()
    {
    }

    /// <summary>Everything inside, members of members too.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Members => _members;

    /// <summary>Why there may be more than that; null where there is not.</summary>
    public string? Unread { get; private set; }

    /// <summary>Whether it begins as something does that holds other content; one look at a few bytes.</summary>
    public static bool Concerns(ReadOnlySpan<byte> bytes) => IsGzip(bytes) || IsZip(bytes) || IsTar(bytes) || Closed(bytes) is not null;

    /// <summary>Unpacks content.</summary>
    public static Unpacking Of(ReadOnlyMemory<byte> content)
    {
        var unpacking = new Unpacking();
        unpacking.Open(content, 0);
        return unpacking;
    }

    private static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, 8, ..];

    private static bool IsZip(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', 3, 4, ..];

    private static bool IsTar(ReadOnlySpan<byte> bytes) => bytes.Length >= 512 && bytes[257..].StartsWith("ustar"u8);

    /// <summary>What it is, where it may hold other content and can't be opened.</summary>
    private static string? Closed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("# v2 git bundle\n"u8) || bytes.StartsWith("# v3 git bundle\n"u8)) return "a git bundle, which is not opened";
        if (bytes is [(byte)'P', (byte)'A', (byte)'C', (byte)'K', 0, 0, 0, 2 or 3, ..]) return "a git pack outside an object store, which is not opened";
        var packed = bytes.StartsWith("BZh"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])
            || bytes.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF])
            || bytes.StartsWith("Rar!\u001a"u8);
        return packed ? "compressed in a way that is not opened" : null;
    }

    private void Open(ReadOnlyMemory<byte> content, int depth)
    {
        if (!Concerns(content.Span)) return;
        if (Closed(content.Span) is { } reason)
        {
            Unread ??= reason;
            return;
        }

        if (depth == MostDepth)
        {
            Unread ??= $"nested deeper than {MostDepth} containers";
            return;
        }

        try
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            if (IsGzip(content.Span)) OpenGzip(stream, depth);
            else if (IsZip(content.Span)) OpenZip(stream, depth);
            else OpenTar(stream, depth);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or NotSupportedException or ArgumentException)
        {
            // Whatever its first bytes say, it is no such container, or a broken one: its bytes as they are were looked at.
            Unread ??= "a broken or encrypted container";
        }
    }

    private void OpenGzip(MemoryStream stream, int depth)
    {
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        Take(gzip, depth);
    }

    private void OpenZip(MemoryStream stream, int depth)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/')) continue;
            using var member = entry.Open();
            if (!Take(member, depth)) return;
        }
    }

    private void OpenTar(MemoryStream stream, int depth)
    {
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } member && !Take(member, depth)) return;
        }
    }

    private bool Take(Stream member, int depth)
    {
        if (_members.Count == MostMembers || _left == 0)
        {
            Unread ??= "more inside than is unpacked";
            return false;
        }

        using var content = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (member.Read(buffer, 0, (int)Math.Min(buffer.Length, _left)) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            _left -= read;
        }

        if (_left == 0) Unread ??= "more inside than is unpacked";
        var bytes = content.ToArray();
        _members.Add(bytes);
        Open(bytes, depth + 1);
        return true;
    }
}
