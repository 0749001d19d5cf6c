using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RepoSanitiser.Release.Approval;

/// <summary>
/// Opens files below a folder without following a link on the way: each part of the path is opened from the one before, so that nothing
/// swapped in between leads elsewhere. What is read is read through the one handle.
/// </summary>
internal static partial class NoFollow
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExecute = 0x80000;
    private const int PathOnly = 0x200000;

    // The two differ by processor.
    private static readonly int NoLinks = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;
    private static readonly int Folder = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Opens a regular file to read.</summary>
    /// <param name="root">A folder; it may be reached by links.</param>
    /// <param name="path">The file's path from there, with forward slashes.</param>
    /// <returns>Null where there is none, or something else than a file, or a link on the way.</returns>
    public static SafeFileHandle? Open(string root, string path)
    {
        var current = OpenAt(AtWorkingFolder, root, PathOnly | Folder | CloseOnExecute);
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length && current >= 0; i++)
        {
            var isLast = i == parts.Length - 1;
            var next = parts[i] is "" or "." or ".." ? -1 : OpenAt(current, parts[i], NoLinks | CloseOnExecute | (isLast ? NonBlocking : PathOnly | Folder));
            _ = Close(current);
            current = next;
        }

        if (current < 0) return null;
        var handle = new SafeFileHandle(current, ownsHandle: true);
        if (IsRegular(handle)) return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="IOException">It is larger than the limit, or can't be read.</exception>
    public static byte[] ReadAll(SafeFileHandle handle, int mostBytes)
    {
        var length = RandomAccess.GetLength(handle);
        if (length > mostBytes) throw new IOException("larger than the limit");
        var content = new byte[length];
        var read = 0;
        while (read < content.Length && RandomAccess.Read(handle, content.AsSpan(read), read) is > 0 and var count) read += count;
        return read == content.Length ? content : throw new IOException("it became shorter while it was read");
    }

    private const int AtWorkingFolder = -100;

    /// <summary>Folders can't be read, pipes have no length, and devices none but zero.</summary>
    private static bool IsRegular(SafeFileHandle handle)
    {
        try
        {
            Span<byte> first = stackalloc byte[1];
            return Git.FileKinds.Of(handle) == Git.FileKind.File && RandomAccess.Read(handle, first, 0) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
