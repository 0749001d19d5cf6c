using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>Changes text: gives the new bytes, or null where nothing changes.</summary>
/// <param name="text">The bytes as git keeps them, in whatever encoding.</param>
public delegate byte[]? TextEdit(ReadOnlySpan<byte> text);

/// <summary>What changes in the texts of commits and tags besides what they point at.</summary>
public sealed record TextEdits
{
    /// <summary>Changes messages.</summary>
    public TextEdit? Message { get; init; }

    /// <summary>Changes names and e-mail addresses: what stands between the header's word and the closing <c>&gt;</c>.</summary>
    public TextEdit? Person { get; init; }

    /// <summary>Changes names of tags within tag objects.</summary>
    public TextEdit? TagName { get; init; }

    /// <summary>Whether any text changes at all.</summary>
    public bool Any => Message is not null || Person is not null || TagName is not null;
}

/// <summary>
/// Makes a new commit or tag from an old one's bytes. What is not replaced is copied byte for byte: odd headers, encodings, line ends.
/// A signature does not hold for other bytes: it is left out, and said to be lost.
/// </summary>
internal static class CommitText
{
    /// <summary>The message's start: after the first empty line; the length where there is none.</summary>
    public static int MessageStart(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("\n"u8)) return 1;
        var end = text.IndexOf("\n\n"u8);
        return end < 0 ? text.Length : end + 2;
    }

    /// <summary>Whether the edits change anything in a commit or tag.</summary>
    public static bool Changes(ReadOnlySpan<byte> text, TextEdits edits)
    {
        var start = MessageStart(text);
        if (edits.Message is { } message && message(text[start..]) is not null) return true;
        foreach (var range in Headers(text[..start]))
        {
            var line = text[range];
            if (PersonIn(line) is { Length: > 0 } person && edits.Person?.Invoke(line.Slice(person.Start, person.Length)) is not null) return true;
            if (line.StartsWith("tag "u8) && edits.TagName?.Invoke(line[4..].TrimEnd((byte)'\n')) is not null) return true;
            if (ChangesMergedTag(line, edits)) return true;
        }

        return false;
    }

    /// <summary>Whether a header is a tag that was merged, whole, in which the edits change something: then it is that tag no more.</summary>
    private static bool ChangesMergedTag(ReadOnlySpan<byte> line, TextEdits edits) =>
        edits.Any && line.StartsWith("mergetag "u8)
        && Changes(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(line["mergetag "u8.Length..]).Replace("\n ", "\n", StringComparison.Ordinal)), edits);

    /// <summary>A commit with another tree, other parents and other texts.</summary>
    /// <param name="old">The commit's bytes.</param>
    /// <param name="tree">Its new tree.</param>
    /// <param name="parents">Its new parents.</param>
    /// <param name="message">Its new message; null for the one it has.</param>
    /// <param name="edits">What changes in names.</param>
    /// <param name="keepsTag">Whether a tag merged into it, by the id it tags, is still one of its parents.</param>
    /// <param name="lost">Set where a signature was left out.</param>
    public static byte[] Commit(
        ReadOnlySpan<byte> old, ObjectId tree, IReadOnlyList<ObjectId> parents, byte[]? message, TextEdits edits, Func<ObjectId, bool> keepsTag, out bool lost)
    {
        lost = false;
        var made = new MemoryStream(old.Length + 64);
        var start = MessageStart(old);
        var (hasTree, inParents) = (false, false);
        foreach (var range in Headers(old[..start]))
        {
            var line = old[range];
            inParents &= line.StartsWith("parent "u8);
            if (!hasTree && line.StartsWith("tree "u8))
            {
                (hasTree, inParents) = (true, true);
                made.Write(Encoding.ASCII.GetBytes($"tree {tree}\n"));
                foreach (var parent in parents) made.Write(Encoding.ASCII.GetBytes($"parent {parent}\n"));
            }
            else if (inParents)
            {
                // The new ones were written with the tree.
            }
            else if (IsSignature(line) || ChangesMergedTag(line, edits) || (line.StartsWith("mergetag "u8) && !(MergedTag(line) is { } tagged && keepsTag(tagged))))
            {
                lost = true;
            }
            else
            {
                WriteHeader(made, line, edits);
            }
        }

        made.Write(message ?? old[start..]);
        return made.ToArray();
    }

    /// <summary>A tag of another object, with other texts.</summary>
    public static byte[] Tag(ReadOnlySpan<byte> old, ObjectId target, Func<ReadOnlySpan<byte>, byte[]?> newMessage, TextEdits edits, out bool lost)
    {
        lost = false;
        var made = new MemoryStream(old.Length + 64);
        var start = MessageStart(old);
        var first = true;
        foreach (var range in Headers(old[..start]))
        {
            var line = old[range];
            if (first && line.StartsWith("object "u8)) made.Write(Encoding.ASCII.GetBytes($"object {target}\n"));
            else if (IsSignature(line)) lost = true;
            else WriteHeader(made, line, edits);
            first = false;
        }

        var message = old[start..];
        var signature = SignatureStart(message);
        lost |= signature < message.Length;
        message = message[..signature];
        made.Write(newMessage(message) ?? message);
        return made.ToArray();
    }

    /// <summary>The header lines, each with the lines that go on with it and its line end.</summary>
    private static List<Range> Headers(ReadOnlySpan<byte> text)
    {
        var lines = new List<Range>();
        for (var at = 0; at < text.Length;)
        {
            var end = text[at..].IndexOf((byte)'\n');
            end = end < 0 ? text.Length : at + end + 1;
            if (lines.Count > 0 && text[at] == ' ') lines[^1] = lines[^1].Start..end;
            else lines.Add(at..end);
            at = end;
        }

        return lines;
    }

    private static bool IsSignature(ReadOnlySpan<byte> line) => line.StartsWith("gpgsig "u8) || line.StartsWith("gpgsig-sha256 "u8);

    private static ObjectId? MergedTag(ReadOnlySpan<byte> line)
    {
        var rest = line["mergetag "u8.Length..];
        if (!rest.StartsWith("object "u8)) return null;
        rest = rest[7..];
        var end = rest.IndexOf((byte)'\n');
        return end > 0 && ObjectId.TryParse(rest[..end], out var id) ? id : null;
    }

    private static void WriteHeader(MemoryStream made, ReadOnlySpan<byte> line, TextEdits edits)
    {
        if (edits.Person is not null && PersonIn(line) is { Length: > 0 } person && edits.Person(line.Slice(person.Start, person.Length)) is { } changed)
        {
            made.Write(line[..person.Start]);
            made.Write(changed);
            made.Write(line[(person.Start + person.Length)..]);
        }
        else if (line.StartsWith("tag "u8) && edits.TagName?.Invoke(line[4..].TrimEnd((byte)'\n')) is { } name)
        {
            made.Write("tag "u8);
            made.Write(name);
            made.Write("\n"u8);
        }
        else
        {
            made.Write(line);
        }
    }

    /// <summary>Where a person's name and address stand in a header line.</summary>
    private static Stretch PersonIn(ReadOnlySpan<byte> line)
    {
        var word = line.IndexOf((byte)' ') + 1;
        if (word == 0 || !(line.StartsWith("author "u8) || line.StartsWith("committer "u8) || line.StartsWith("tagger "u8))) return default;
        var end = line.LastIndexOf((byte)'>');
        return new Stretch(word, (end < word ? line.Length - 1 : end) - word);
    }

    /// <summary>Where the signature at the end of a tag's message begins; its length where there is none.</summary>
    private static int SignatureStart(ReadOnlySpan<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var rest = message[at..];
            if (rest.StartsWith("-----BEGIN PGP SIGNATURE-----"u8) || rest.StartsWith("-----BEGIN PGP MESSAGE-----"u8)
                || rest.StartsWith("-----BEGIN SSH SIGNATURE-----"u8) || rest.StartsWith("-----BEGIN SIGNED MESSAGE-----"u8))
                return at;
            var end = rest.IndexOf((byte)'\n');
            if (end < 0) break;
            at += end + 1;
        }

        return message.Length;
    }

    private readonly record struct Stretch(int Start, int Length);
}
