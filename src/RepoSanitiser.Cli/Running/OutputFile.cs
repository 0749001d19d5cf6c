using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Cli.Running;

/// <summary>
/// Writes a result to a file so that the file is either what it was before or the whole result: a temporary file in the same folder,
/// mode 0600, is renamed over it. A device (<c>/dev/null</c>, <c>/dev/stdout</c>) is written to directly.
/// </summary>
internal static class OutputFile
{
    private const int RandomBytes = 6;
    private const string Temporary = ".tmp";

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where to; a symbolic link is followed.</param>
    /// <param name="random">Gives random bytes for the temporary name.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="prepare">Gives the temporary file what it is to have before it takes its place; null for nothing.</param>
    /// <exception cref="ReposanException">The file can't be made (usage), or not written whole (failed).</exception>
    public static void Write(string path, Func<int, byte[]> random, Action<Stream> write, Action<string>? prepare = null)
    {
        using var file = Open(path, random);
        try
        {
            write(file.Stream);
            if (file.Temporary is { } temporary) prepare?.Invoke(temporary);
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var why = e is UnauthorizedAccessException ? "could not be replaced: is it protected, or its folder?" : "could not be written whole: is the disk full?";
            throw new ReposanException(ExitCode.Failed, $"{Printable.Escape(path)} {why}", e);
        }
    }

    /// <summary>Whether a file is the temporary one of a run that was killed while it wrote: it holds a part of a result.</summary>
    public static bool IsLeftBehind(string path)
    {
        var name = Path.GetFileName(path);
        if (!name.StartsWith('.') || !name.EndsWith(Temporary, StringComparison.Ordinal)) return false;
        var random = Path.GetExtension(name[..^Temporary.Length]);
        return random.Length == 1 + (2 * RandomBytes) && random.Skip(1).All(char.IsAsciiHexDigitLower);
    }

    /// <summary>Refuses to write a result over what the command reads. Links are followed; another name of the same file is not, because
    /// writing replaces a name and leaves the file under its others.</summary>
    /// <param name="path">Where the result goes; null or <c>-</c> for standard output.</param>
    /// <param name="inputs">Files that are read, and folders all files of which are.</param>
    /// <exception cref="ReposanException">It is one of them.</exception>
    public static void KeepOff(string? path, IEnumerable<string?> inputs)
    {
        if (path is null or "-" || !File.Exists(path)) return;
        var target = PrivateFiles.RealPath(path);
        if (IsDevice(target)) return;
        foreach (var input in inputs)
        {
            if (input is null || !Path.Exists(input)) continue;
            var read = PrivateFiles.RealPath(input);
            if (target == read || target.StartsWith(read.TrimEnd('/') + "/", StringComparison.Ordinal))
                throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(path)} is one of the files that are read: name another file for the result.");
        }
    }

    private static Pending Open(string path, Func<int, byte[]> random)
    {
        try
        {
            var target = PrivateFiles.RealPath(path);
            if (Directory.Exists(target)) throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(path)} is a folder: name a file.");
            if (IsDevice(target)) return new Pending(new FileStream(path, FileMode.Open, FileAccess.Write), null, target);
            var name = $".{Path.GetFileName(target)}.{Convert.ToHexStringLower(random(RandomBytes))}{Temporary}";
            var temporary = Path.Combine(Path.GetDirectoryName(target)!, name);
            return new Pending(PrivateFiles.CreateNew(temporary), temporary, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(path)} can't be written: check that its folder exists and is yours.", e);
        }
    }

    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    private sealed record Pending(FileStream Stream, string? Temporary, string Target) : IDisposable
    {
        public void Commit()
        {
            if (Temporary is null)
            {
                Stream.Flush();
                return;
            }

            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(Temporary, Target, overwrite: true);
        }

        public void Dispose()
        {
            try
            {
                Stream.Dispose();
            }
            catch (IOException)
            {
                // What a full disk did not take has been said already.
            }

            if (Temporary is not null) File.Delete(Temporary);
        }
    }
}
