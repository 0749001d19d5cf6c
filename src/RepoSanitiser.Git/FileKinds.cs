using System.Runtime.InteropServices;

namespace RepoSanitiser.Git;

/// <summary>What lies at a path, links followed or not.</summary>
internal enum FileKind
{
    /// <summary>Nothing, or nothing that can be looked at.</summary>
    None,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A socket: opening it fails at once.</summary>
    Socket,

    /// <summary>A pipe or a device: reading it may never end.</summary>
    Endless,
}

/// <summary>
/// Tells pipes and devices from files, which the framework does not. It asks through the entry points that the framework itself
/// looks at files by.
/// </summary>
internal static unsafe partial class FileKinds
{
    // The framework's own structure has the mode in its second word and is far smaller than this.
    private const int StatusWords = 64;

    /// <summary>What lies at a path itself.</summary>
    public static FileKind Of(string path) => Kind(path, follow: false);

    /// <summary>What lies at a path itself, whatever bytes it is made of.</summary>
    public static FileKind Of(RawPath path)
    {
        var status = stackalloc int[StatusWords];
        fixed (byte* bytes = path.Terminated) return LStat(bytes, status) != 0 ? FileKind.None : Kind(status);
    }

    /// <summary>What was opened.</summary>
    public static FileKind Of(SafeHandle file)
    {
        var status = stackalloc int[StatusWords];
        return FStat(file, status) != 0 ? FileKind.None : Kind(status);
    }

    /// <summary>What lies where a path leads.</summary>
    public static FileKind Behind(string path) => Kind(path, follow: true);

    private static FileKind Kind(string path, bool follow)
    {
        var status = stackalloc int[StatusWords];
        return (follow ? Stat(path, status) : LStat(path, status)) != 0 ? FileKind.None : Kind(status);
    }

    private static FileKind Kind(int* status) => (status[1] & 0xF000) switch
    {
        0x8000 => FileKind.File,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.Link,
        0xC000 => FileKind.Socket,
        _ => FileKind.Endless,
    };

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_LStat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LStat(string path, int* status);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_LStat")]
    private static partial int LStat(byte* path, int* status);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_FStat")]
    private static partial int FStat(SafeHandle file, int* status);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, int* status);
}
