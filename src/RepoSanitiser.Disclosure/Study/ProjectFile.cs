using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RepoSanitiser.Disclosure.Study;

/// <summary>What became of a file or a part of one.</summary>
internal enum Reading
{
    /// <summary>It was read.</summary>
    Done,

    /// <summary>It is not valid, whatever stands around it.</summary>
    Broken,

    /// <summary>It can't be read by itself: the file has to be read as a whole.</summary>
    Dependent,
}

/// <summary>
/// Splits <c>project.yaml</c> into its actions, because histories hold thousands of versions of a long file that differ in one action each.
/// An action that was read before is known by its digest. What is not laid out line by line as people write it, is not split.
/// </summary>
internal sealed class ProjectFile
{
    private readonly Dictionary<UInt128, (Reading Reading, string Name)> _known = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<int> _starts = [];

    /// <summary>Reads one part: the text of one action, or all that stands outside the actions.</summary>
    public delegate Reading PartReader(ReadOnlySpan<byte> part, bool isAction, out string name);

    /// <summary>Has every part read that no version before had; actions that are sound count also where others are broken.</summary>
    public Reading ReadParts(ReadOnlySpan<byte> content, PartReader read)
    {
        if (!FindActions(content, out var start, out var end)) return Reading.Dependent;
        var outside = new byte[start.Line + content.Length - end];
        content[..start.Line].CopyTo(outside);
        content[end..].CopyTo(outside.AsSpan(start.Line));
        if (Read(outside, isAction: false, read).Reading != Reading.Done) return Reading.Dependent;
        var body = content[start.Body..end];
        return SplitActions(body) ? ReadActions(body, read) : Reading.Dependent;
    }

    private Reading ReadActions(ReadOnlySpan<byte> body, PartReader read)
    {
        var all = Reading.Done;
        _names.Clear();
        for (var i = 0; i + 1 < _starts.Count; i++)
        {
            var action = Read(body[_starts[i].._starts[i + 1]], isAction: true, read);
            if (action.Reading == Reading.Dependent) return Reading.Dependent;
            if (action.Reading == Reading.Broken || !_names.Add(action.Name)) all = Reading.Broken;
        }

        return all;
    }

    /// <summary>Finds where each action begins: lines as far in as the first. False where a line is less far in than that.</summary>
    private bool SplitActions(ReadOnlySpan<byte> body)
    {
        _starts.Clear();
        var indent = -1;
        for (var at = 0; at < body.Length; at = NextLine(body, at))
        {
            var blanks = body[at..].IndexOfAnyExcept((byte)' ');
            if (blanks < 0 || body[at + blanks] is (byte)'#' or (byte)'\r' or (byte)'\n') continue;
            if (indent < 0) indent = blanks;
            if (blanks < indent || body[at + blanks] == (byte)'\t') return false;
            if (blanks == indent) _starts.Add(at);
        }

        _starts.Add(body.Length);
        return true;
    }

    private (Reading Reading, string Name) Read(ReadOnlySpan<byte> part, bool isAction, PartReader read)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(part, digest);
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, MemoryMarshal.Read<UInt128>(digest), out var exists);
        if (!exists) known = (read(part, isAction, out var name), name);
        return known;
    }

    /// <summary>Where the block of actions lies. False where there is none, or more than one, or several documents.</summary>
    private static bool FindActions(ReadOnlySpan<byte> content, out (int Line, int Body) start, out int end)
    {
        start = (-1, -1);
        end = -1;
        for (var at = 0; at < content.Length;)
        {
            var next = NextLine(content, at);
            if (content[at] is not ((byte)' ' or (byte)'#' or (byte)'\r' or (byte)'\n'))
            {
                var line = content[at..next].TrimEnd(" \r\n"u8);
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
