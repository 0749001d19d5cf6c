using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>What of the purged content was seen again in some content.</summary>
/// <param name="Whole">The whole of a purged content, or of a part of one.</param>
/// <param name="Lines">How many of its lines were offending ones.</param>
/// <param name="Inside">Whether it was seen in a member of a container.</param>
/// <param name="Unread">Why parts could not be looked into; null where all were.</param>
internal readonly record struct Seen(bool Whole, int Lines, bool Inside, string? Unread)
{
    /// <summary>Whether anything was.</summary>
    public bool Any => Whole || Lines > 0;
}

/// <summary>Looks for purged content, whole or by lines, in other content. Thread-safe.</summary>
internal sealed class MarkFinder
{
    private readonly ContentKey _key;
    /// <summary>Shorter content stands in messages by chance: it is known there only as all of one.</summary>
    private const int ShortestPart = 12;

    private readonly HashSet<int> _lengths;
    private readonly int[] _lengthsOfParts;
    private readonly HashSet<int> _lineLengths;
    private readonly Dictionary<ulong, string> _whole = [];
    private readonly Dictionary<ulong, string> _lines = [];

    public MarkFinder(ContentMarks marks, ContentKey key)
    {
        _key = key;
        _lengths = [.. marks.Whole.Select(m => m.Length)];
        _lengthsOfParts = [.. _lengths.Where(l => l >= ShortestPart).Order()];
        _lineLengths = [.. marks.Lines.Select(m => m.Length)];
        foreach (var mark in marks.Whole) _whole[mark.Hash] = mark.Mac;
        foreach (var mark in marks.Lines) _lines[mark.Hash] = mark.Mac;
    }

    /// <summary>Looks at content and at all that is packed in it.</summary>
    public Seen Look(ReadOnlyMemory<byte> content)
    {
        var seen = LookAt(content.Span);
        if (!Unpacking.Concerns(content.Span)) return seen;
        var unpacking = Unpacking.Of(content);
        foreach (var member in unpacking.Members)
        {
            var inside = LookAt(member.Span);
            if (inside.Any) seen = new Seen(seen.Whole || inside.Whole, seen.Lines + inside.Lines, true, null);
        }

        return seen with { Unread = unpacking.Unread };
    }

    /// <summary>Whether a message is purged content, or has two lines or more in it that are all of one.</summary>
    public bool IsInMessage(ReadOnlySpan<byte> message)
    {
        var normal = NormalForm.Of(message);
        ReadOnlySpan<byte> text = normal.ToArray();
        if (_lengths.Contains(text.Length) && Has(_whole, text)) return true;
        for (var at = 0; normal.IsText && at < text.Length; at += text[at..].IndexOf((byte)'\n') + 1)
        {
            if (BeginsWithPart(text[at..])) return true;
        }

        return false;
    }

    private bool BeginsWithPart(ReadOnlySpan<byte> text)
    {
        var line = text.IndexOf((byte)'\n') + 1;
        foreach (var length in _lengthsOfParts)
        {
            if (length > text.Length) break;
            if (length > line && text[length - 1] == '\n' && Has(_whole, text[..length])) return true;
        }

        return false;
    }

    private Seen LookAt(ReadOnlySpan<byte> content)
    {
        var normal = NormalForm.Of(content);
        var whole = _lengths.Contains(normal.Length) && Has(_whole, normal.ToArray());
        return new Seen(whole, normal.IsText && _lines.Count > 0 ? CountLines(normal) : 0, false, null);
    }

    private int CountLines(NormalForm normal)
    {
        var count = 0;
        foreach (var line in normal.Lines)
        {
            var trimmed = NormalForm.Trim(line);
            if (_lineLengths.Contains(trimmed.Length) && Has(_lines, trimmed)) count++;
        }

        return count;
    }

    private bool Has(Dictionary<ulong, string> marks, ReadOnlySpan<byte> content) =>
        marks.TryGetValue(_key.Hash(content), out var mac) && mac == _key.Mac(content);
}
