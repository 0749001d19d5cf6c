using System.Text;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.TestKit.Releases;

/// <summary>
/// A made-up study that releases: a workspace that is a redaction repository, a bare study repository to release to, a folder of requests, and
/// an author, two reviewers, a third who may also allow exceptions, and a publisher, each with a key.
/// </summary>
public sealed class ReleasingStudy : IDisposable
{
    /// <summary>A table that a check finds nothing in.</summary>
    public const string CleanTable = "year,patients\n2021,120\n2022,145\n2023,160\n";

    /// <summary>Sets all up, with one commit in the study repository and nothing in the workspace but its manifest.</summary>
    public ReleasingStudy()
    {
        People = new TrustedPeople(Folder);
        AuthorKey = People.Add("author@study.invalid", "reviewer");
        FirstKey = People.Add("first@study.invalid", "reviewer", "first@elsewhere.invalid");
        SecondKey = People.Add("second@study.invalid", "reviewer");
        ThirdKey = People.Add("third@study.invalid", "reviewer, exceptions");
        PublisherKey = People.Add("publisher@study.invalid", "publisher");
        Requests = Folder.Folder("requests");
        Workspace = Folder.Folder("workspace");
        Home = Folder.Folder("home");
        Git = new GitCli(Workspace, Home);
        Remote = Folder.File("study.git");
        Git.Run("init", "-q", "--bare", "-b", "main", Remote);
        var seed = Folder.Folder("seed");
        Git.Run("init", "-q", "-b", "main", seed);
        Folder.Write("seed/analysis/model.R", "x <- 1\n"u8.ToArray());
        Git.In(seed).Run("add", "-A");
        Git.In(seed).Run("commit", "-q", "-m", "Begin");
        Git.In(seed).Run("push", "-q", Remote, "main");
        Folder.Write("workspace/metadata/manifest.json", Encoding.UTF8.GetBytes($$"""{"workspace": "made-up", "repo": "{{Remote}}"}"""));
        Git.Run("init", "-q", "-b", "main", ".");
    }

    /// <summary>Holds everything.</summary>
    public TempFolder Folder { get; } = new();

    /// <summary>The people and the trust file.</summary>
    public TrustedPeople People { get; }

    /// <summary>The author's key.</summary>
    public string AuthorKey { get; }

    /// <summary>A reviewer's key.</summary>
    public string FirstKey { get; }

    /// <summary>Another reviewer's key.</summary>
    public string SecondKey { get; }

    /// <summary>The key of a third reviewer, who may allow exceptions.</summary>
    public string ThirdKey { get; }

    /// <summary>The publisher's key.</summary>
    public string PublisherKey { get; }

    /// <summary>The folder of requests.</summary>
    public string Requests { get; }

    /// <summary>The workspace.</summary>
    public string Workspace { get; }

    /// <summary>The study repository.</summary>
    public string Remote { get; }

    /// <summary>git in the workspace.</summary>
    public GitCli Git { get; }

    private string Home { get; }

    /// <summary>git in the study repository.</summary>
    public GitCli RemoteGit => Git.In(Remote);

    /// <summary>Writes a file of the workspace.</summary>
    public ReleasingStudy Write(string path, string content)
    {
        Folder.Write("workspace/" + path, Encoding.UTF8.GetBytes(content));
        return this;
    }

    /// <summary>Commits all of the workspace to the redaction repository.</summary>
    public ReleasingStudy Commit(string person = "Study Author <author@study.invalid>")
    {
        Git.Person = person;
        Git.Run("add", "-A");
        Git.Run("commit", "-q", "-m", "Redact");
        return this;
    }

    /// <summary>What a branch of the study repository has below <c>released_outputs/</c>: paths and contents.</summary>
    public IReadOnlyDictionary<string, byte[]> Released(string branch = "release-candidates")
    {
        if (RemoteGit.Try("rev-parse", "-q", "--verify", "refs/heads/" + branch).ExitCode != 0) return new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var paths = RemoteGit.Run("ls-tree", "-r", "-z", "--name-only", branch, "--", "released_outputs").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return paths.ToDictionary(p => p, p => RemoteGit.Bytes("cat-file", "blob", $"{branch}:{p}"), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();
}
