using RepoSanitiser.Git;

namespace RepoSanitiser.History.Proof;

/// <summary>Lists and reads files whatever bytes their names are made of: a leak may lie under a name that is no text.</summary>
/// <param name="unlisted">Takes folders that can't be listed.</param>
internal sealed class FileWalk(Action<RawPath> unlisted)
{
    /// <summary>Regular files below a folder. Links are not followed: what they lead to is not part of the repository.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="except">What is left out, by full path.</param>
    /// <param name="nested">Takes folders that hold a folder <c>.git</c>, which is then left out; null to go into it.</param>
    public IEnumerable<RawPath> Files(string directory, IReadOnlySet<string> except, Action<RawPath>? nested = null)
    {
        var folders = new Stack<RawPath>([RawPath.Of(directory)]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in List(folder))
            {
                if (entry.IsNameable && except.Contains(entry.Text)) continue;
                var kind = FileKinds.Of(entry);
                if (kind == FileKind.Folder && nested is not null && entry.Terminated.EndsWith("/.git\0"u8)) nested(folder);
                else if (kind == FileKind.Folder) folders.Push(entry);
                else if (kind == FileKind.File) yield return entry;
            }
        }
    }

    /// <summary>All of a file; null where it is larger than a limit.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? Read(RawPath file, long most)
    {
        using var stream = Open(file);
        if (stream.Length > most) return null;
        var content = new byte[stream.Length];
        var read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read == content.Length ? content : content[..read];
    }

    private static FileStream Open(RawPath file)
    {
        if (file.IsNameable) return new FileStream(file.Text, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var handle = RawFiles.OpenRead(file);
        return handle.IsInvalid ? throw new IOException("A file whose name is not UTF-8 can't be opened.") : new FileStream(handle, FileAccess.Read, bufferSize: 0);
    }

    private IReadOnlyList<RawPath> List(RawPath folder)
    {
        if (RawFiles.List(folder) is { } entries) return entries;
        // It may have gone while others were looked through: what is gone does not remain.
        if (FileKinds.Of(folder) != FileKind.None) unlisted(folder);
        return [];
    }
}
