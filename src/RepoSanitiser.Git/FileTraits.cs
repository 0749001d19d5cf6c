using System.Runtime.InteropServices;
using System.Text;

namespace RepoSanitiser.Git;

/// <summary>
/// What a file has besides its content: names, owner, group, mode, extended attributes (access lists among them). Asked of the C library,
/// because the framework tells of none but the mode. Links are never followed.
/// </summary>
public static unsafe partial class FileTraits
{
    private const int HereFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x7ff;
    private const int StatusBytes = 256;
    private const ushort PrivateFolder = 0x4000 | 0x1c0;
    private const int MostAttributes = 64 << 10;

    /// <summary>How many names (hard links) a file has; null where it can't be asked.</summary>
    public static int? Names(string file) => Status(file)?.Names;

    /// <summary>Whether something is a folder of whoever runs this that nobody else may enter.</summary>
    public static bool IsPrivateFolder(string path) => Status(path) is { } status && status.Owner == EffectiveUser() && status.Mode == PrivateFolder;

    /// <summary>Gives a file the owner, group, mode and extended attributes of another; those it has already are left alone.</summary>
    /// <returns>Whether it has them all now.</returns>
    public static bool Copy(string from, string to)
    {
        if (Status(from) is not { } wanted || Status(to) is not { } there) return false;
        if ((wanted.Owner, wanted.Group) != (there.Owner, there.Group) && ChangeOwner(to, wanted.Owner, wanted.Group) != 0) return false;
        foreach (var name in AttributeNames(from))
        {
            var value = Attribute(from, name);
            if (value is null) return false;
            if (Attribute(to, name) is { } own && own.AsSpan().SequenceEqual(value)) continue;
            fixed (byte* bytes = value)
            {
                if (SetAttribute(to, name, bytes, (nuint)value.Length, 0) != 0) return false;
            }
        }

        // Last: a change of owner takes some bits of the mode away.
        File.SetUnixFileMode(to, (UnixFileMode)(wanted.Mode & 0xfff));
        return true;
    }

    private static (int Names, uint Owner, uint Group, ushort Mode)? Status(string file)
    {
        var status = stackalloc uint[StatusBytes / sizeof(uint)];
        if (StatX(HereFolder, file, NoFollow, BasicStatus, status) != 0) return null;
        return ((int)Math.Min(status[4], int.MaxValue), status[5], status[6], (ushort)status[7]);
    }

    private static List<string> AttributeNames(string file)
    {
        var names = new byte[MostAttributes];
        nint length;
        fixed (byte* bytes = names) length = ListAttributes(file, bytes, MostAttributes);
        // A file system without attributes says so by an error.
        return length <= 0 ? [] : [.. Encoding.UTF8.GetString(names, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static byte[]? Attribute(string file, string name)
    {
        var value = new byte[MostAttributes];
        nint length;
        fixed (byte* bytes = value) length = GetAttribute(file, name, bytes, MostAttributes);
        return length < 0 ? null : value[..(int)length];
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint wanted, uint* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "llistxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ListAttributes(string path, byte* names, nuint size);

    [LibraryImport("libc", EntryPoint = "lgetxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "lsetxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(string path, string name, byte* value, nuint size, int flags);
}
