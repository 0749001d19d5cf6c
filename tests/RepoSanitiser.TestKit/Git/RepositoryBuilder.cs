using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.TestKit.Git;

/// <summary>What kind of repository to make.</summary>
/// <param name="Format">The hash that names its objects.</param>
/// <param name="Bare">Whether it is bare; it can be written to and committed to all the same.</param>
/// <param name="RefFormat"><c>files</c>, or <c>reftable</c> where git has it (2.45).</param>
public sealed record RepositoryOptions(ObjectFormat Format = ObjectFormat.Sha1, bool Bare = false, string RefFormat = "files");

/// <summary>
/// Makes real repositories with real git, the same ids each time: each commit is an hour after the last. Calls that make an
/// object give its id, all others give the builder back.
/// </summary>
public sealed partial class RepositoryBuilder
{
    private readonly TempFolder _folder;
    private readonly string _workTree;
    private int _serial;

    private RepositoryBuilder(TempFolder folder, string path, string gitDir, string workTree, GitCli git)
    {
        _folder = folder;
        _workTree = workTree;
        Path = path;
        GitDir = gitDir;
        Git = git;
    }

    /// <summary>What a user would name: the work tree's folder, or the bare repository.</summary>
    public string Path { get; }

    /// <summary>The git directory.</summary>
    public string GitDir { get; }

    /// <summary>Git in this repository.</summary>
    public GitCli Git { get; }

    /// <summary>The commit that HEAD names.</summary>
    public string Head => Resolve("HEAD");

    /// <summary>Makes an empty repository with an unborn branch <c>main</c> in a folder of its own.</summary>
    /// <param name="folder">Where; it also holds the home folder that git sees.</param>
    /// <param name="name">Name of the repository's folder.</param>
    /// <param name="options">Format and form; a SHA-1 repository with a work tree by default.</param>
    public static RepositoryBuilder Create(TempFolder folder, string name = "study", RepositoryOptions? options = null)
    {
        options ??= new RepositoryOptions();
        var path = folder.Folder(name);
        var home = folder.Folder(".home");
        List<string> arguments = ["init", "-q", "-b", "main", "--template="];
        arguments.Add(options.Format == ObjectFormat.Sha256 ? "--object-format=sha256" : "--object-format=sha1");
        if (options.Bare) arguments.Add("--bare");
        if (options.RefFormat is not "files") arguments.Add("--ref-format=" + options.RefFormat);
        var git = new GitCli(path, home);
        git.Run([.. arguments]);
        return options.Bare ? OpenBare(folder, path, git) : Open(folder, path);
    }

    /// <summary>Takes a repository with a work tree that something else made (a clone, a worktree, a submodule).</summary>
    public static RepositoryBuilder Open(TempFolder folder, string path)
    {
        var git = new GitCli(path, folder.Folder(".home"));
        var gitDir = git.Run("rev-parse", "--absolute-git-dir");
        return Configured(new RepositoryBuilder(folder, path, gitDir, path, git));
    }

    /// <summary>The full id of anything git can name: <c>main</c>, <c>HEAD~2:output/table.csv</c>, <c>refs/stash^3</c>.</summary>
    public string Resolve(string revision) => Git.Run("rev-parse", "--verify", "-q", revision);

    /// <summary>The type of an object: <c>blob</c>, <c>tree</c>, <c>commit</c> or <c>tag</c>.</summary>
    public string TypeOf(string id) => Git.Run("cat-file", "-t", id);

    /// <summary>The content of an object as git prints it.</summary>
    public byte[] Content(string id) => Git.Bytes("cat-file", TypeOf(id), id);

    /// <summary>Writes a file of the work tree.</summary>
    public RepositoryBuilder Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file of the work tree.</summary>
    public RepositoryBuilder Write(string path, byte[] content)
    {
        var file = System.IO.Path.Combine(_workTree, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return this;
    }

    /// <summary>Deletes a file of the work tree.</summary>
    public RepositoryBuilder Delete(string path)
    {
        File.Delete(System.IO.Path.Combine(_workTree, path));
        return this;
    }

    /// <summary>Renames a file of the work tree.</summary>
    public RepositoryBuilder Move(string from, string to)
    {
        var target = System.IO.Path.Combine(_workTree, to);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.Move(System.IO.Path.Combine(_workTree, from), target);
        return this;
    }

    /// <summary>Commits the work tree as it is, an hour after the last commit, even where nothing changed.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="date">Author and committer date, if not an hour later.</param>
    /// <param name="author">Author and committer as <c>Name &lt;address&gt;</c>, if not the study's author.</param>
    /// <returns>The commit's id.</returns>
    public string Commit(string message, DateTimeOffset? date = null, string? author = null)
    {
        Git.Run("add", "-A");
        return AsAt(date, author, git => git.Run("commit", "-q", "--allow-empty", "--no-verify", "-m", message));
    }

    /// <summary>
    /// Makes a commit that no ref, reflog or index knows of: the first parent's tree with <paramref name="files"/> put in.
    /// </summary>
    /// <returns>The commit's id.</returns>
    public string LooseCommit(string message, IReadOnlyDictionary<string, byte[]> files, params string[] parents)
    {
        var index = Git.With("GIT_INDEX_FILE", _folder.File($".index-{_serial++}"));
        if (parents.Length > 0) index.Run("read-tree", parents[0]);
        foreach (var (path, content) in files)
            index.Run("update-index", "--add", "--cacheinfo", $"100644,{Blob(content)},{path}");
        var tree = index.Run("write-tree");
        Git.Now += TimeSpan.FromHours(1);
        return Git.Feed(Encoding.UTF8.GetBytes(message), ["commit-tree", tree, .. parents.SelectMany(p => (string[])["-p", p])]);
    }

    /// <summary>Starts a branch and switches to it.</summary>
    public RepositoryBuilder Branch(string name, string at = "HEAD")
    {
        Git.Run("checkout", "-q", "-b", name, at);
        return this;
    }

    /// <summary>Starts a branch without history and with an empty work tree, and switches to it.</summary>
    public RepositoryBuilder Orphan(string name)
    {
        Git.Run("checkout", "-q", "--orphan", name);
        Git.Run("rm", "-r", "-q", "-f", "--ignore-unmatch", ".");
        return this;
    }

    /// <summary>Switches to a branch.</summary>
    public RepositoryBuilder Switch(string name)
    {
        Git.Run("checkout", "-q", name);
        return this;
    }

    /// <summary>Merges branches into this one with a merge commit; more than one makes an octopus.</summary>
    /// <returns>The merge commit's id.</returns>
    public string Merge(params string[] branches) => AsAt(null, null, git =>
        git.Run(["merge", "-q", "--no-ff", "--no-edit", "-m", "Merge " + string.Join(", ", branches), .. branches]));

    /// <summary>Merges a branch and keeps nothing of it (<c>-s ours</c>).</summary>
    /// <returns>The merge commit's id.</returns>
    public string MergeOurs(string branch) => AsAt(null, null, git =>
        git.Run("merge", "-q", "-s", "ours", "--no-edit", "-m", "Merge " + branch, branch));

    /// <summary>Merges a branch and puts a file into the merge commit that neither side has: no patch shows it.</summary>
    /// <returns>The merge commit's id.</returns>
    public string EvilMerge(string branch, string path, byte[] content) => AsAt(null, null, git =>
    {
        git.Run("merge", "-q", "--no-ff", "--no-commit", branch);
        Write(path, content);
        git.Run("add", "-A");
        git.Run("commit", "-q", "--no-verify", "-m", "Merge " + branch);
    });

    /// <summary>Puts a lightweight tag on any object.</summary>
    public RepositoryBuilder Tag(string name, string target = "HEAD")
    {
        Git.Run("tag", "-f", name, target);
        return this;
    }

    /// <summary>Puts an annotated tag on any object: a commit, a tree, a blob or another tag.</summary>
    /// <returns>The tag object's id.</returns>
    public string AnnotatedTag(string name, string message, string target = "HEAD")
    {
        Git.Run("tag", "-f", "-a", "-m", message, name, target);
        return Resolve("refs/tags/" + name);
    }

    /// <summary>Puts a tag signed with an ssh key on an object; needs <see cref="Tool.SshKeygen"/>.</summary>
    /// <param name="name">The tag's name.</param>
    /// <param name="message">Its message.</param>
    /// <param name="keyFile">The private key's file.</param>
    /// <param name="target">What is tagged.</param>
    /// <returns>The tag object's id.</returns>
    public string SignedTag(string name, string message, string keyFile, string target = "HEAD")
    {
        Git.Run("-c", "gpg.format=ssh", "-c", "user.signingkey=" + keyFile, "tag", "-s", "-m", message, name, target);
        return Resolve("refs/tags/" + name);
    }

    /// <summary>Adds a note to an object.</summary>
    /// <returns>The id of the blob that holds the note.</returns>
    public string Note(string message, string target = "HEAD", string notes = "refs/notes/commits")
    {
        Git.Now += TimeSpan.FromHours(1);
        Git.Run("notes", "--ref", notes, "add", "-f", "-m", message, target);
        return Git.Run("notes", "--ref", notes, "list", target);
    }

    private static RepositoryBuilder OpenBare(TempFolder folder, string path, GitCli git)
    {
        var workTree = folder.Folder($".{System.IO.Path.GetFileName(path)}-files");
        var inTree = git.In(workTree)
            .With("GIT_DIR", path)
            .With("GIT_WORK_TREE", workTree)
            .With("GIT_INDEX_FILE", folder.File($".{System.IO.Path.GetFileName(path)}-index"));
        return Configured(new RepositoryBuilder(folder, path, path, workTree, inTree));
    }

    private static RepositoryBuilder Configured(RepositoryBuilder repository)
    {
        // Nothing is repacked or pruned behind a test's back, and what is fetched stays loose.
        repository.Git.Run("config", "gc.auto", "0");
        repository.Git.Run("config", "maintenance.auto", "false");
        repository.Git.Run("config", "fetch.unpackLimit", "1000");
        return repository;
    }

    private string AsAt(DateTimeOffset? date, string? author, Action<GitCli> act)
    {
        var (now, person) = (Git.Now, Git.Person);
        Git.Now = date ?? now + TimeSpan.FromHours(1);
        Git.Person = author ?? person;
        act(Git);
        Git.Now = date is null ? Git.Now : now;
        Git.Person = person;
        return Head;
    }
}
