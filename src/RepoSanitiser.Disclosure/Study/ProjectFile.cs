using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RepoSanitiser.Disclosure.Study;

/// <summary>
/// Splits <c>project.yaml</c> into its actions, because histories hold thousands of versions of a long file that differ in one action each.
/// An action that was read before is known by its digest. What is not laid out line by line as people write it, is not split.
/// </summary>
internal sealed class ProjectFile
{
    private readonly Dictionary<UInt128, string> _known = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Reads one part: the text of one action, or all that stands outside the actions.</summary>
    /// <returns>The action's name, empty for what stands outside; null where the part can't be read by itself.</returns>
    public delegate string? PartReader(ReadOnlySpan<byte> part, bool isAction);

    /// <summary>Has every part read that no version before had.</summary>
    /// <returns>False where the file can't be split or a part can't be read by itself: it has to be read as a whole.</returns>
    public bool ReadParts(ReadOnlySpan<byte> content, PartReader read)
    {
        if (!FindActions(content, out var start, out var end)) return false;
        var outside = new byte[start.Line + content.Length - end];
        content[..start.Line].CopyTo(outside);
        content[end..].CopyTo(outside.AsSpan(start.Line));
        if (Read(outside, isAction: false, read) is null) return false;
        _names.Clear();
        var body = content[start.Body..end];
        var indent = -1;
        var action = -1;
        for (var at = 0; at < body.Length;)
        {
            var next = NextLine(body, at);
            var line = body[at..next];
            var blanks = line.IndexOfAnyExcept((byte)' ');
            if (blanks >= 0 && line[blanks] is not ((byte)'#' or (byte)'\r' or (byte)'\n'))
            {
                if (indent < 0) indent = blanks;
                if (blanks < indent || line[blanks] == (byte)'\t') return false;
                if (blanks == indent)
                {
                    if (action >= 0 && !TakeAction(body[action..at], read)) return false;
                    action = at;
                }
            }

            at = next;
        }

        return action < 0 || TakeAction(body[action..], read);
    }

    private bool TakeAction(ReadOnlySpan<byte> text, PartReader read) =>
        Read(text, isAction: true, read) is { } name && _names.Add(name);

    private string? Read(ReadOnlySpan<byte> part, bool isAction, PartReader read)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(part, digest);
        var key = MemoryMarshal.Read<UInt128>(digest);
        if (_known.TryGetValue(key, out var known)) return known;
        if (read(part, isAction) is not { } name) return null;
        _known.Add(key, name);
        return name;
    }

    /// <summary>Where the block of actions lies. False where there is none, or more than one, or several documents.</summary>
    private static bool FindActions(ReadOnlySpan<byte> content, out (int Line, int Body) start, out int end)
    {
        start = (-1, -1);
        end = -1;
        for (var at = 0; at < content.Length;)
        {
            var next = NextLine(content, at);
            var line = content[at..next].TrimEnd(" \r\n"u8);
            if (line.Length > 0 && line[0] is not ((byte)' ' or (byte)'#'))
            {
                if (line[0] is (byte)'%' or (byte)'\t' || line.StartsWith("---"u8) || line.StartsWith("..."u8)) return false;
                if (start.Line >= 0 && end < 0) end = at;
                if (line.SequenceEqual("actions:"u8))
                {
                    if (start.Line >= 0) return false;
                    start = (at, next);
                }
            }

            at = next;
        }

        if (end < 0) end = content.Length;
        return start.Line >= 0;
    }

    private static int NextLine(ReadOnlySpan<byte> text, int at)
    {
        var length = text[at..].IndexOf((byte)'\n');
        return length < 0 ? text.Length : at + length + 1;
    }
}
