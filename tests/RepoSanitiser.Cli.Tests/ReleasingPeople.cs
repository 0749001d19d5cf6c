using System.Text.RegularExpressions;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Cli.Tests;

/// <summary>The people of a study that releases, each of whom runs the program with a key and a state folder of their own.</summary>
public abstract partial class ReleasingPeople : IDisposable
{
    /// <summary>The study.</summary>
    protected ReleasingStudy Study { get; } = new();

    /// <summary>The program.</summary>
    protected ReposanProcess Reposan { get; } = new();

    protected ReleasingPeople()
    {
        Reposan.Variables["REPOSAN_TRUST"] = Study.People.File;
        Reposan.Variables["REPOSAN_REQUESTS"] = Study.Requests;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Study.Dispose();
        Reposan.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases one more file of the workspace.</summary>
    protected string Released(string path, string content)
    {
        var id = Approved(path, content);
        var published = As(Study.PublisherKey, "publish", id, "--apply");
        Assert.Equal((0, ""), (published.ExitCode, published.Error));
        return id;
    }

    /// <summary>Asks for all of the workspace with one more file, and has two reviewers approve it.</summary>
    protected string Approved(string path, string content)
    {
        Study.Write(path, content).Commit();
        var asked = As(Study.AuthorKey, "request", Study.Workspace, "-m", "Add", "--context", "Counts", "--controls", "Rounded");
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        var id = IdIn(asked.Out);
        Approve(id);
        return id;
    }

    /// <summary>Every version of the ledger that any branch of the study repository reaches.</summary>
    protected string Ledgers() => string.Concat(Study.RemoteGit.Run("log", "--all", "--format=%H", "--", "released_outputs/.ledger.jsonl")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(c => Study.RemoteGit.Run("cat-file", "blob", c + ":released_outputs/.ledger.jsonl")));

    /// <summary>Two reviewers approve all of a request.</summary>
    protected void Approve(string id)
    {
        Assert.Equal(0, As(Study.FirstKey, "review", id, "--approve", "*", "--submit").ExitCode);
        Assert.Equal(0, As(Study.SecondKey, "review", id, "--approve", "*", "--submit").ExitCode);
        Assert.Equal(0, As(Study.FirstKey, "review", id).ExitCode);
    }

    /// <summary>Commits a file to the study repository past all review.</summary>
    protected void Plant(string path, string content)
    {
        var clone = Study.Folder.File("clone-" + Guid.NewGuid().ToString("N"));
        Study.Git.Run("clone", "-q", Study.Remote, clone);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone, path))!);
        File.WriteAllText(Path.Combine(clone, path), content);
        var git = Study.Git.In(clone);
        git.Run("add", "-A");
        git.Run("commit", "-q", "-m", "Add");
        git.Run("push", "-q", "origin", "main");
    }

    /// <summary>Runs a command of release as one of the people.</summary>
    protected Ended As(string key, params string[] arguments) =>
        Reposan.Run(["release", .. arguments, "--sign-key", key, "--state", Study.Folder.File("state-" + Path.GetFileName(key))]);

    /// <summary>The id of the request that an output tells of.</summary>
    protected static string IdIn(string output) => Id().Match(output).Value;

    [GeneratedRegex(@"\d{4}-\d\d-\d\d-[a-z2-9]{4}")]
    private static partial Regex Id();
}
