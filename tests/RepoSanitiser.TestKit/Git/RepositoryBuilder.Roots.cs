using System.Security.Cryptography;
using System.Text;

namespace RepoSanitiser.TestKit.Git;

/// <content>What holds objects besides branches and tags.</content>
public sealed partial class RepositoryBuilder
{
    /// <summary>Adds a file to the index and leaves it in the work tree.</summary>
    /// <returns>The blob's id.</returns>
    public string Stage(string path, byte[] content)
    {
        Write(path, content);
        Git.Run("add", "-f", "--", path);
        return Git.Run("rev-parse", ":" + path);
    }

    /// <summary>Adds content to the index alone: the work tree never has it.</summary>
    /// <returns>The blob's id.</returns>
    public string StageOnly(string path, byte[] content)
    {
        var blob = Blob(content);
        Git.Run("update-index", "--add", "--cacheinfo", $"100644,{blob},{path}");
        return blob;
    }

    /// <summary>Stashes index, work tree and untracked files.</summary>
    /// <returns>The stash commit: its second parent is the index, its third the untracked files.</returns>
    public string Stash(string message)
    {
        Git.Now += TimeSpan.FromHours(1);
        Git.Run("stash", "push", "-q", "-u", "-m", message);
        return Resolve("refs/stash");
    }

    /// <summary>Points any ref at any object, made where it is missing, without a word in a reflog.</summary>
    /// <param name="name">Full name: <c>refs/pull/1/head</c>, <c>refs/original/refs/heads/main</c>, <c>ORIG_HEAD</c>.</param>
    /// <param name="target">What it points at.</param>
    public RepositoryBuilder Ref(string name, string target)
    {
        Git.Run("-c", "core.logAllRefUpdates=false", "update-ref", name, target);
        return this;
    }

    /// <summary>Commits, then resets the branch: from then on only reflogs hold the commit.</summary>
    /// <returns>The commit's id.</returns>
    public string ReflogOnly(string message)
    {
        var before = Head;
        var commit = Commit(message);
        Git.Run("reset", "-q", "--hard", before);
        File.Delete(System.IO.Path.Combine(GitDir, "ORIG_HEAD"));
        return commit;
    }

    /// <summary>Makes git see <paramref name="replacement"/> wherever it is asked for <paramref name="original"/>.</summary>
    public RepositoryBuilder Replace(string original, string replacement)
    {
        Git.Run("replace", "-f", original, replacement);
        return this;
    }

    /// <summary>Fetches a revision of another repository into FETCH_HEAD and nowhere else.</summary>
    public RepositoryBuilder FetchHead(RepositoryBuilder other, string revision)
    {
        Git.Run("-c", "protocol.file.allow=always", "fetch", "-q", "--no-tags", "--no-write-commit-graph", other.Path, revision);
        return this;
    }

    /// <summary>Adds a linked work tree with a detached HEAD.</summary>
    /// <returns>A builder in that work tree; its git directory is under <c>worktrees/</c> of this one.</returns>
    public RepositoryBuilder Worktree(string name, string at = "HEAD")
    {
        var path = _folder.File($"{System.IO.Path.GetFileName(Path)}-{name}");
        Git.Run("worktree", "add", "-q", "--detach", path, at);
        var linked = Open(_folder, path);
        linked.Git.Now = Git.Now;
        return linked;
    }

    /// <summary>Adds a repository beside this one as a submodule, cloned into <c>.git/modules</c>; commit to record it.</summary>
    public RepositoryBuilder Submodule(RepositoryBuilder other, string path)
    {
        Git.Run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.Path, path);
        Git.Run("config", "-f", ".gitmodules", $"submodule.{path}.url", "../" + System.IO.Path.GetFileName(other.Path));
        Git.Run("add", ".gitmodules");
        return this;
    }

    /// <summary>Borrows objects from another repository through <c>objects/info/alternates</c>.</summary>
    public RepositoryBuilder Alternate(RepositoryBuilder other)
    {
        var info = Directory.CreateDirectory(System.IO.Path.Combine(GitDir, "objects", "info")).FullName;
        File.AppendAllText(System.IO.Path.Combine(info, "alternates"), System.IO.Path.Combine(other.GitDir, "objects") + "\n");
        return this;
    }

    /// <summary>Puts a file into the LFS store and its pointer into the work tree, as git-lfs does.</summary>
    /// <returns>The LFS object's id: the SHA-256 of its content, in hex.</returns>
    public string Lfs(string path, byte[] content)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(content));
        var file = System.IO.Path.Combine(GitDir, "lfs", "objects", id[..2], id[2..4], id);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        Write(path, $"version https://git-lfs.github.com/spec/v1\noid sha256:{id}\nsize {content.Length}\n");
        return id;
    }

    /// <summary>Writes a loose blob that nothing refers to.</summary>
    /// <returns>Its id.</returns>
    public string Blob(byte[] content) => Git.Feed(content, "hash-object", "-w", "-t", "blob", "--stdin", "--no-filters");

    /// <summary>Writes a loose blob that nothing refers to.</summary>
    /// <returns>Its id.</returns>
    public string Blob(string content) => Blob(Encoding.UTF8.GetBytes(content));

    /// <summary>Writes an object of any type as given, well-formed or not.</summary>
    /// <returns>Its id.</returns>
    public string Raw(string type, byte[] content) =>
        Git.Feed(content, "hash-object", "-w", "--literally", "-t", type, "--stdin");
}
