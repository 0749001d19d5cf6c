using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Graph;

/// <summary>A commit, as far as the graph needs it.</summary>
/// <param name="Index">Its number in the object table.</param>
/// <param name="Tree">Its tree's number, or -1 where the store does not have it.</param>
/// <param name="Parents">Its parents' numbers in the object table; parents the store does not have are left out.</param>
/// <param name="Time">The committer's time, seconds since 1970.</param>
/// <param name="MissingParents">Ids of parents that the store does not have.</param>
public sealed record Commit(int Index, int Tree, int[] Parents, long Time, ObjectId[] MissingParents);

/// <summary>An annotated tag.</summary>
/// <param name="Index">Its number in the object table.</param>
/// <param name="Target">What it points at, by number; -1 where the store does not have it.</param>
public sealed record TagObject(int Index, int Target);

/// <summary>Reads the headers of commits and tags.</summary>
internal static class HeaderParser
{
    public static Commit? ReadCommit(int index, ReadOnlySpan<byte> content, Func<ObjectId, int> find)
    {
        var tree = -1;
        var hasTree = false;
        long time = 0;
        var parents = new List<int>(2);
        List<ObjectId>? missing = null;
        foreach (var range in content.Split((byte)'\n'))
        {
            var line = content[range];
            if (line.Length == 0) break;
            if (!hasTree && line.StartsWith("tree "u8) && ObjectId.TryParse(line[5..], out var id))
            {
                hasTree = true;
                tree = find(id);
            }
            else if (line.StartsWith("parent "u8) && ObjectId.TryParse(line[7..], out id))
            {
                var parent = find(id);
                if (parent >= 0) parents.Add(parent);
                else (missing ??= []).Add(id);
            }
            else if (line.StartsWith("committer "u8))
            {
                time = ReadTime(line);
                break;
            }
        }

        return hasTree ? new Commit(index, tree, [.. parents], time, missing?.ToArray() ?? []) : null;
    }

    public static TagObject? ReadTag(int index, ReadOnlySpan<byte> content, Func<ObjectId, int> find)
    {
        if (!content.StartsWith("object "u8)) return null;
        var end = content.IndexOf((byte)'\n');
        return end > 7 && ObjectId.TryParse(content[7..end], out var id) ? new TagObject(index, find(id)) : null;
    }

    /// <summary>The seconds after the last <c>&gt;</c> of a person line; 0 where there are none.</summary>
    public static long ReadTime(ReadOnlySpan<byte> line)
    {
        var rest = line[(line.LastIndexOf((byte)'>') + 1)..].TrimStart((byte)' ');
        var end = rest.IndexOf((byte)' ');
        var digits = end < 0 ? rest : rest[..end];
        return System.Buffers.Text.Utf8Parser.TryParse(digits, out long time, out var read) && read == digits.Length
            ? Math.Clamp(time, -62135596800, 253402300799)
            : 0;
    }
}
