using RepoSanitiser.Core.State;

namespace RepoSanitiser.Git;

/// <summary>
/// A private folder (0700) for what is needed only for a while, such as a clone, which may hold the leak. It goes when it is let go; one that
/// a kill left behind is taken away by the next run of the same user. Whoever uses a folder holds a lock on a file beside it until then.
/// </summary>
public sealed class PassingFolder : IDisposable
{
    private const string Prefix = "reposan-";
    private const string Lock = "in-use";

    private static int _swept;

    private readonly string _outer;
    private readonly FileStream _lock;

    private PassingFolder(string outer)
    {
        _outer = outer;
        _lock = PrivateFiles.CreateNew(System.IO.Path.Combine(outer, Lock));
        Path = Directory.CreateDirectory(System.IO.Path.Combine(outer, "passing"), PrivateFiles.FolderMode).FullName;
    }

    /// <summary>The folder, which is empty at first.</summary>
    public string Path { get; }

    /// <summary>Makes one in the system's folder for temporary files.</summary>
    /// <exception cref="IOException">The folder for temporary files is full or can't be written to.</exception>
    public static PassingFolder Make()
    {
        if (Interlocked.Exchange(ref _swept, 1) == 0) Sweep(System.IO.Path.GetTempPath());
        var outer = Directory.CreateTempSubdirectory(Prefix).FullName;
        try
        {
            return new PassingFolder(outer);
        }
        catch
        {
            Directory.Delete(outer, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The lock file last: until then nobody takes the folder for abandoned.
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        Directory.Delete(_outer, recursive: true);
        _lock.Dispose();
    }

    /// <summary>Takes away the folders in a folder that nobody uses any more.</summary>
    internal static void Sweep(string folder)
    {
        foreach (var outer in Directory.EnumerateDirectories(folder, Prefix + "*").Where(FileTraits.IsPrivateFolder))
        {
            try
            {
                var file = System.IO.Path.Combine(outer, Lock);
                if (FileKinds.Of(file) != FileKind.File) continue;
                using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Directory.Delete(outer, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is in use, or another takes it away.
            }
        }
    }
}
