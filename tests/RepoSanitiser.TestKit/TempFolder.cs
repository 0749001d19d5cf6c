namespace RepoSanitiser.TestKit;

/// <summary>A private folder (0700) that goes away with the test, whatever was left in it.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes the folder under the system's place for temporary files.</summary>
    public TempFolder() => Path = Directory.CreateTempSubdirectory("reposan-test-").FullName;

    /// <summary>The folder's absolute path.</summary>
    public string Path { get; }

    /// <summary>The absolute path of something in the folder; nothing is created.</summary>
    public string File(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Makes a folder in the folder.</summary>
    public string Folder(params ReadOnlySpan<string> parts) => Directory.CreateDirectory(File(parts)).FullName;

    /// <summary>Writes a file, with the folders it needs.</summary>
    /// <returns>Its absolute path.</returns>
    public string Write(string name, byte[] content)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Deletes the folder and everything in it, folders made unwritable by a test included.</summary>
    public void Dispose()
    {
        if (!Directory.Exists(Path)) return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            MakeWritable(Path);
            Directory.Delete(Path, recursive: true);
        }
    }

    private static void MakeWritable(string folder)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var child in Directory.GetDirectories(folder))
        {
            if (new DirectoryInfo(child).LinkTarget is null) MakeWritable(child);
        }
    }
}
