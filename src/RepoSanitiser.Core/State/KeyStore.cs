namespace RepoSanitiser.Core.State;

/// <summary>What an import did.</summary>
public enum KeyImport
{
    /// <summary>There was no key; the given one was kept.</summary>
    Stored,

    /// <summary>The same key was there already.</summary>
    Unchanged,

    /// <summary>Another key was there; it is gone.</summary>
    Replaced,
}

/// <summary>
/// Where the fingerprint key lives: the file named by <c>REPOSAN_KEY_FILE</c>, else <c>$XDG_CONFIG_HOME/reposan/key</c>.
/// The file is one line: the base64 of 32 bytes. It is mode 0600 and never inside a git repository.
/// </summary>
/// <param name="variable">Looks up an environment variable.</param>
/// <param name="random">Gives that many random bytes, fit for secrets.</param>
public sealed class KeyStore(Func<string, string?> variable, Func<int, byte[]> random)
{
    /// <summary>The variable that names another key file.</summary>
    public const string Variable = "REPOSAN_KEY_FILE";

    // A key is 44 characters of base64; anything far longer is not a key, and is not read whole.
    private const int MaxFileBytes = 1024;

    private bool IsNamed => !string.IsNullOrEmpty(variable(Variable));

    /// <summary>The file, whether or not it exists.</summary>
    public string FilePath =>
        Path.GetFullPath(IsNamed ? variable(Variable)! : Path.Combine(new XdgDirectories(variable).Config, "key"));

    /// <summary>Reads the key; makes it the first time, so that two processes that start at once end up with the same one.</summary>
    /// <exception cref="ReposanException">4: others may read it, it lies in a git repository, or holds no key. 2: the file that
    /// <c>REPOSAN_KEY_FILE</c> names does not exist or can't be read.</exception>
    public FingerprintKey Load()
    {
        var path = FilePath;
        RefuseRepository(path);
        if (Read(path) is { } key) return key;
        if (IsNamed) throw new ReposanException(ExitCode.Usage, $"{Variable} names {path}, which does not exist.");
        Write(path, new FingerprintKey(random(FingerprintKey.Length)), replace: false);
        return Read(path) ?? throw Unusable(path, "vanished while it was being made");
    }

    /// <summary>Keeps a key that a colleague exported.</summary>
    /// <param name="key">The key.</param>
    /// <param name="force">Whether a different key that is there may be lost.</param>
    /// <exception cref="ReposanException">4: a different key is there and <paramref name="force"/> is not set, or the place is not safe.</exception>
    public KeyImport Import(FingerprintKey key, bool force)
    {
        var path = FilePath;
        RefuseRepository(path);
        var present = force && !IsReadable(path) ? null : Read(path);
        if (present is not null && present.Bytes.SequenceEqual(key.Bytes)) return KeyImport.Unchanged;
        if (present is not null && !force)
        {
            throw new ReposanException(
                ExitCode.Refused,
                $"{path} holds another key ({present.Id}); with --force it is replaced, and baselines made with it no longer count.");
        }

        var replaces = File.Exists(path);
        Write(path, key, replace: force);
        if (Read(path) is not { } kept || !kept.Bytes.SequenceEqual(key.Bytes)) throw Unusable(path, "was made by another process at the same time");
        return replaces ? KeyImport.Replaced : KeyImport.Stored;
    }

    /// <summary>Reads the one-line form; null where it is none.</summary>
    public static FingerprintKey? Parse(string line)
    {
        Span<byte> bytes = stackalloc byte[FingerprintKey.Length + 2];
        var isKey = Convert.TryFromBase64String(line.Trim(), bytes, out var length) && length == FingerprintKey.Length;
        return isKey ? new FingerprintKey(bytes[..length]) : null;
    }

    /// <summary>The one-line form.</summary>
    public static string Format(FingerprintKey key) => Convert.ToBase64String(key.Bytes);

    private static bool IsReadable(string path)
    {
        try
        {
            Read(path);
            return true;
        }
        catch (ReposanException)
        {
            return false;
        }
    }

    private static FingerprintKey? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (PrivateFiles.IsOpenToOthers(File.GetUnixFileMode(file.SafeFileHandle)))
                throw new ReposanException(ExitCode.Refused, $"The key file {path} is open to other users: run 'chmod 600' on it.");
            var bytes = new byte[MaxFileBytes];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Parse(System.Text.Encoding.ASCII.GetString(bytes, 0, length)) ?? throw Unusable(path, "holds no key: one line of base64 of 32 bytes");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The key file {path} can't be read: check its permissions.", e);
        }
    }

    private void Write(string path, FingerprintKey key, bool replace)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".key.{Convert.ToHexStringLower(random(8))}");
        try
        {
            Directory.CreateDirectory(folder, PrivateFiles.FolderMode);
            try
            {
                using (var file = PrivateFiles.CreateNew(temporary))
                {
                    file.Write(System.Text.Encoding.ASCII.GetBytes(Format(key) + "\n"));
                    file.Flush(flushToDisk: true);
                }

                if (replace || !File.Exists(path)) File.Move(temporary, path, replace);
            }
            catch (IOException) when (!replace && File.Exists(path))
            {
                // Another process made the key first: its key is the one.
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The key file {path} can't be written: check its folder's permissions.", e);
        }
    }

    private static void RefuseRepository(string path)
    {
        if (PrivateFiles.RepositoryAround(path) is not { } repository) return;
        throw new ReposanException(
            ExitCode.Refused,
            $"The key file {path} lies inside the git repository {repository}, where it could be committed: keep it elsewhere.");
    }

    private static ReposanException Unusable(string path, string why) =>
        new(ExitCode.Refused, $"The key file {path} {why}.");
}
