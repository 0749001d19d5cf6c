using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace RepoSanitiser.Git;

/// <summary>
/// A path as the file system has it: its bytes. The framework names files in UTF-8 alone, so that it lists a name that is none, and can
/// open it under no name at all.
/// </summary>
internal sealed class RawPath
{
    private readonly byte[] _bytes;

    private RawPath(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes, with the zero that ends them.</summary>
    public ReadOnlySpan<byte> Terminated => _bytes;

    /// <summary>Whether the framework can name it.</summary>
    public bool IsNameable => Utf8.IsValid(Bytes);

    /// <summary>The path; each byte that belongs to no character of UTF-8 as <c>\xff</c>.</summary>
    public string Text => IsNameable ? Encoding.UTF8.GetString(Bytes) : Escaped(Bytes);

    private ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _bytes.Length - 1);

    /// <summary>A path that is text.</summary>
    public static RawPath Of(string path) => new([.. Encoding.UTF8.GetBytes(path), 0]);

    /// <summary>Something in this folder.</summary>
    public RawPath Join(ReadOnlySpan<byte> name) => new([.. Bytes, .. Bytes.EndsWith("/"u8) ? [] : "/"u8, .. name, 0]);

    private static string Escaped(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (bytes.Length > 0)
        {
            var isCharacter = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isCharacter) text.Append(rune.ToString());
            else foreach (var part in bytes[..length]) text.Append("\\x").Append(Convert.ToHexStringLower([part]));
            bytes = bytes[length..];
        }

        return text.ToString();
    }
}

/// <summary>
/// Lists folders and opens files by the bytes of their names, through the entry points that the framework itself does it by.
/// </summary>
internal static unsafe partial class RawFiles
{
    private const int CloseOnExecute = 0x10;

    /// <summary>All that lies in a folder, in no order; null where it can't be listed.</summary>
    public static IReadOnlyList<RawPath>? List(RawPath folder)
    {
        fixed (byte* path = folder.Terminated)
        {
            var open = OpenDir(path);
            if (open == 0) return null;
            try
            {
                return Entries(folder, open);
            }
            finally
            {
                _ = CloseDir(open);
            }
        }
    }

    /// <summary>Opens a file to read; an invalid handle where it can't be.</summary>
    public static SafeFileHandle OpenRead(RawPath file)
    {
        fixed (byte* path = file.Terminated) return new SafeFileHandle(Open(path, CloseOnExecute, 0), ownsHandle: true);
    }

    private static List<RawPath>? Entries(RawPath folder, nint open)
    {
        var entries = new List<RawPath>();
        Entry entry;
        int error;
        while ((error = ReadDir(open, &entry)) == 0)
        {
            var name = entry.NameLength >= 0 ? new ReadOnlySpan<byte>(entry.Name, entry.NameLength) : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.Name);
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) entries.Add(folder.Join(name));
        }

        // Minus one is the end; all else is the number of an error.
        return error == -1 ? entries : null;
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_OpenDir")]
    private static partial nint OpenDir(byte* path);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_ReadDir")]
    private static partial int ReadDir(nint folder, Entry* entry);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_CloseDir")]
    private static partial int CloseDir(nint folder);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Open")]
    private static partial nint Open(byte* path, int flags, int mode);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public byte* Name;
        public int NameLength;
        public int Kind;
    }
}
