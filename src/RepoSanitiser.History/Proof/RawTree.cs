using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.History.Proof;

/// <summary>An entry of a tree, exactly as it is written.</summary>
/// <param name="Name">Its name, one character a byte.</param>
/// <param name="Mode">Its mode, as written.</param>
/// <param name="Id">What it names.</param>
internal readonly record struct RawEntry(string Name, string Mode, ObjectId Id)
{
    /// <summary>Whether it names a tree.</summary>
    public bool IsTree => Mode is "40000" or "040000";
}

/// <summary>Takes trees, commits and tags apart without a thought for what they mean.</summary>
internal static class RawObject
{
    /// <summary>The entries of a tree in their order; null where it is malformed.</summary>
    public static List<RawEntry>? Tree(ReadOnlySpan<byte> content, int idLength)
    {
        var entries = new List<RawEntry>();
        while (content.Length > 0)
        {
            var space = content.IndexOf((byte)' ');
            var end = content.IndexOf((byte)0);
            if (space < 0 || end < space || content.Length < end + 1 + idLength) return null;
            entries.Add(new RawEntry(
                Encoding.Latin1.GetString(content[(space + 1)..end]), Encoding.Latin1.GetString(content[..space]), new ObjectId(content.Slice(end + 1, idLength))));
            content = content[(end + 1 + idLength)..];
        }

        return entries;
    }

    /// <summary>The headers of a commit or tag, continued lines in their value, and the text after them; one character a byte.</summary>
    public static (List<(string Name, string Value)> Headers, string Text) Parse(ReadOnlySpan<byte> content)
    {
        var headers = new List<(string Name, string Value)>();
        while (content.Length > 0 && content[0] != '\n')
        {
            var end = content.IndexOf((byte)'\n');
            var line = Encoding.Latin1.GetString(end < 0 ? content : content[..end]);
            content = end < 0 ? [] : content[(end + 1)..];
            if (line.StartsWith(' ') && headers.Count > 0) headers[^1] = (headers[^1].Name, headers[^1].Value + "\n" + line[1..]);
            else if (line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space) headers.Add((line[..space], line[(space + 1)..]));
            else headers.Add((line, ""));
        }

        return (headers, Encoding.Latin1.GetString(content));
    }

    /// <summary>The text of a tag without the signature at its end.</summary>
    public static string Unsigned(string text)
    {
        foreach (var mark in (ReadOnlySpan<string>)["-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SIGNED MESSAGE-----"])
        {
            var at = text.StartsWith(mark, StringComparison.Ordinal) ? 0 : text.IndexOf("\n" + mark, StringComparison.Ordinal) + 1;
            if (at > 0 || text.StartsWith(mark, StringComparison.Ordinal)) return text[..at];
        }

        return text;
    }
}
