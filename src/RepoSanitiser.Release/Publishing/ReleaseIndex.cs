using System.Text;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Release.Publishing;

/// <summary>Writes <c>released_outputs/README.md</c>: links to all that is there, as osrelease did.</summary>
internal static class ReleaseIndex
{
    private const string Title = "# Table of contents";

    /// <summary>Whether a file is an index that was written before, and not somebody's own.</summary>
    public static bool IsOurs(byte[]? content) => content is null || content.AsSpan().StartsWith(Encoding.UTF8.GetBytes(Title));

    /// <summary>The index of these paths, each from the root of the study repository.</summary>
    public static byte[] Write(IEnumerable<string> paths)
    {
        var text = new StringBuilder(Title).Append("\n\n");
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths.Select(p => p[(ReleasePath.Folder.Length + 1)..]).Where(p => p is not ("README.md" or ".ledger.jsonl")).Order(StringComparer.Ordinal))
        {
            var parts = path.Split('/');
            for (var depth = 0; depth < parts.Length - 1; depth++)
            {
                var folder = string.Join('/', parts[..(depth + 1)]);
                if (folders.Add(folder)) text.Append(' ', 2 * depth).Append("* ").Append(Escape(folder)).Append('\n');
            }

            var link = string.Join('/', parts.Select(Uri.EscapeDataString));
            text.Append(' ', 2 * (parts.Length - 1)).Append("* [").Append(Escape(path)).Append("](").Append(link).Append(")\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in Core.Printable.Escape(text))
        {
            if (character is '[' or ']' or '*' or '_' or '`' or '<' or '>' or '\\' or '&') escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
