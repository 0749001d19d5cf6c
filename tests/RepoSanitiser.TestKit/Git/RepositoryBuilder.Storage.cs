using System.Text;

namespace RepoSanitiser.TestKit.Git;

/// <content>How objects are stored, and how storage goes wrong.</content>
public sealed partial class RepositoryBuilder
{
    /// <summary>Every pack of this repository, oldest name first.</summary>
    public string[] Packs => Directory.Exists(PackFolder)
        ? [.. Directory.GetFiles(PackFolder, "*.pack").Order(StringComparer.Ordinal)]
        : [];

    private string PackFolder => System.IO.Path.Combine(GitDir, "objects", "pack");

    /// <summary>Packs all that is reachable into one pack; what is not stays loose.</summary>
    public RepositoryBuilder Pack()
    {
        Git.Run("repack", "-q", "-a", "-d", "-l", "--unpack-unreachable=all");
        return this;
    }

    /// <summary>Packs what is loose and reachable into one more pack.</summary>
    public RepositoryBuilder PackMore()
    {
        Git.Run("repack", "-q", "-d", "-l");
        return this;
    }

    /// <summary>Packs what is reachable, and what is not into a cruft pack with an <c>.mtimes</c> file.</summary>
    public RepositoryBuilder PackCruft()
    {
        Git.Run("repack", "-q", "--cruft", "-d", "-l");
        return this;
    }

    /// <summary>Moves loose objects into a pack that a <c>.keep</c> file protects from every gc.</summary>
    public RepositoryBuilder PackKept(params string[] ids)
    {
        var input = Encoding.ASCII.GetBytes(string.Join('\n', ids) + "\n");
        var name = Git.Feed(input, "pack-objects", "-q", System.IO.Path.Combine(PackFolder, "pack"));
        File.WriteAllText(System.IO.Path.Combine(PackFolder, $"pack-{name}.keep"), "kept\n");
        Git.Run("prune-packed", "-q");
        return this;
    }

    /// <summary>Unpacks every pack, so that all objects are loose.</summary>
    public RepositoryBuilder AllLoose()
    {
        File.Delete(System.IO.Path.Combine(PackFolder, "multi-pack-index"));
        foreach (var pack in Packs)
        {
            var aside = _folder.File($".unpack-{_serial++}");
            File.Move(pack, aside);
            foreach (var side in Directory.GetFiles(PackFolder, System.IO.Path.GetFileNameWithoutExtension(pack) + ".*"))
                File.Delete(side);
            Git.Feed(File.ReadAllBytes(aside), "unpack-objects", "-q");
        }

        return this;
    }

    /// <summary>Writes a multi-pack index over the packs there are.</summary>
    public RepositoryBuilder MultiPackIndex()
    {
        Git.Run("multi-pack-index", "write");
        return this;
    }

    /// <summary>Runs gc as a user would: unreachable objects younger than two weeks stay.</summary>
    public RepositoryBuilder Gc()
    {
        Git.Run("gc", "-q");
        return this;
    }

    /// <summary>Forgets all reflogs and drops whatever is unreachable now.</summary>
    public RepositoryBuilder GcAll()
    {
        Git.Run("reflog", "expire", "--expire=now", "--all");
        Git.Run("gc", "-q", "--prune=now");
        return this;
    }

    /// <summary>Clones this repository, all refs, bare.</summary>
    public RepositoryBuilder Mirror(string name) => Clone(name, "--mirror");

    /// <summary>Clones the newest <paramref name="depth"/> commits of each branch.</summary>
    public RepositoryBuilder Shallow(string name, int depth) => Clone(name, "--depth", $"{depth}", "--no-single-branch");

    /// <summary>Clones without blobs: they stay promised by this repository, and none is fetched.</summary>
    public RepositoryBuilder Partial(string name)
    {
        Git.Run("config", "uploadpack.allowFilter", "true");
        Git.Run("config", "uploadpack.allowAnySHA1InWant", "true");
        return Clone(name, "--filter=blob:none", "--no-checkout");
    }

    /// <summary>The file of a loose object.</summary>
    public string LooseFile(string id) => System.IO.Path.Combine(GitDir, "objects", id[..2], id[2..]);

    /// <summary>Turns over every bit of one byte of a file.</summary>
    /// <param name="file">The file: a pack, an index, a loose object.</param>
    /// <param name="offset">From the start, or from the end where negative.</param>
    public static void FlipByte(string file, long offset)
    {
        using var stream = OpenForDamage(file);
        var at = offset < 0 ? stream.Length + offset : offset;
        stream.Position = at;
        var old = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(old ^ 0xff));
    }

    /// <summary>Cuts a file off.</summary>
    /// <param name="file">The file: a pack, an index, a loose object.</param>
    /// <param name="length">How many bytes stay.</param>
    public static void Truncate(string file, long length)
    {
        using var stream = OpenForDamage(file);
        stream.SetLength(length);
    }

    /// <summary>Deletes the index of a pack, so that git no longer sees the pack's objects.</summary>
    public static void DeleteIndex(string pack) => File.Delete(System.IO.Path.ChangeExtension(pack, ".idx"));

    private RepositoryBuilder Clone(string name, params string[] options)
    {
        var path = _folder.File(name);
        Git.In(_folder.Path).Run(["-c", "protocol.file.allow=always", "clone", "-q", .. options, "file://" + Path, path]);
        var clone = options.Contains("--mirror") ? OpenBare(_folder, path, new GitCli(path, _folder.Folder(".home")))
            : Open(_folder, path);
        clone.Git.Now = Git.Now;
        return clone;
    }

    private static FileStream OpenForDamage(string file)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
    }
}
