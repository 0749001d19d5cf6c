using System.Collections.Concurrent;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Takes down the names and contents of all files made in a folder, also of those that are gone soon after.</summary>
internal sealed class WrittenFiles : IDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _seen = new(StringComparer.Ordinal);
    private readonly FileSystemWatcher _watcher;

    public WrittenFiles(string folder)
    {
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, InternalBufferSize = 64 << 10 };
        _watcher.Created += (_, e) => Take(e.FullPath);
        _watcher.Changed += (_, e) => Take(e.FullPath);
        _watcher.Renamed += (_, e) => Take(e.FullPath);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Each file's name with the name itself, and with what was last seen in it.</summary>
    public IEnumerable<(string Name, byte[] Content)> Stop()
    {
        _watcher.EnableRaisingEvents = false;
        foreach (var (name, content) in _seen)
        {
            yield return ($"temporary file name {name}", System.Text.Encoding.UTF8.GetBytes(name));
            yield return ($"temporary file {name}", content);
        }
    }

    public void Dispose() => _watcher.Dispose();

    private void Take(string path)
    {
        try
        {
            _seen[path] = File.Exists(path) ? File.ReadAllBytes(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _seen.TryAdd(path, []);
        }
    }
}
