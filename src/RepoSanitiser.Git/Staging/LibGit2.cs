using System.Runtime.InteropServices;
using LibGit2Sharp;

namespace RepoSanitiser.Git.Staging;

/// <summary>
/// Loads the libgit2 of the distribution for LibGit2Sharp, whose own is not on every package feed. Only the version that the tests ran
/// with is used: calls into another one could read past the end of a structure.
/// </summary>
internal static unsafe class LibGit2
{
    private const string FileName = "libgit2.so.1.5";
    private const int Major = 1;
    private const int Minor = 5;

    private static readonly string[] Folders =
        ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"];

    private static readonly Lock Once = new();
    private static bool _loaded;

    /// <summary>Loads it, once a process.</summary>
    /// <param name="links">A private folder in which it gets the names that LibGit2Sharp asks for.</param>
    /// <returns>Null where it is loaded; else why not, in a few words.</returns>
    public static string? Load(string links)
    {
#if LIBGIT2_PACKAGE
        return null;
#else
        lock (Once)
        {
            if (_loaded) return null;
            var file = Folders.Select(f => Path.Combine(f, FileName)).FirstOrDefault(File.Exists);
            if (file is null) return $"{FileName} is not installed";
            if (!IsTried(file)) return $"{FileName} is of another version than was tried";
            try
            {
                Link(file, links);
                GlobalSettings.NativeLibraryPath = links;
                _loaded = true;
                return null;
            }
            catch (Exception e) when (IsOwn(e) || e is IOException or UnauthorizedAccessException)
            {
                return "libgit2 can't be loaded";
            }
        }
#endif
    }

    /// <summary>Whether an exception is one that libgit2, or its absence, gives rise to.</summary>
    public static bool IsOwn(Exception e) => e is LibGit2SharpException or DllNotFoundException or TypeInitializationException or EntryPointNotFoundException;

    private static bool IsTried(string file)
    {
        if (!NativeLibrary.TryLoad(file, out var library)) return false;
        if (!NativeLibrary.TryGetExport(library, "git_libgit2_version", out var ask)) return false;
        var (major, minor, revision) = (0, 0, 0);
        ((delegate* unmanaged<int*, int*, int*, int>)ask)(&major, &minor, &revision);
        return (major, minor) == (Major, Minor);
    }

    private static void Link(string file, string links)
    {
        Directory.CreateDirectory(links, Core.State.PrivateFiles.FolderMode);
        foreach (var name in Names())
        {
            var link = Path.Combine(links, name);
            if (new FileInfo(link).LinkTarget == file) continue;
            File.Delete(link);
            try
            {
                File.CreateSymbolicLink(link, file);
            }
            catch (IOException) when (new FileInfo(link).LinkTarget == file)
            {
                // Another run has just made it.
            }
        }
    }

    /// <summary>The names that this build of LibGit2Sharp asks for: they hold the commit of the libgit2 it was made for.</summary>
    private static IEnumerable<string> Names()
    {
        using var resource = typeof(GlobalSettings).Assembly.GetManifestResourceStream("LibGit2Sharp.libgit2_hash.txt");
        var hash = resource is null ? "" : new StreamReader(resource).ReadToEnd().Trim();
        var name = $"git2-{(hash.Length >= 7 ? hash[..7] : "a2bde63")}";
        return [name, name + ".so", "lib" + name, "lib" + name + ".so"];
    }
}
