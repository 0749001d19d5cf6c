using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Requesting;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.Release.Requesting;

/// <summary>What is committed, and by whom, wherever the git repository of a workspace begins.</summary>
public sealed class WorkspaceTests : IDisposable
{
    private const string Table = "output/table.csv";
    private readonly TempFolder _folder = new();
    private readonly GitCli _git;

    public WorkspaceTests()
    {
        _git = new GitCli(_folder.Folder("outer"), _folder.Folder("home"));
        _git.Run("init", "-q", "-b", "main", ".");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ws")]
    [InlineData("[a] (b)/:ws")]
    public void A_workspace_below_the_root_of_a_repository_has_what_is_committed_below_it_and_its_authors(string below)
    {
        Fill("outer/" + below);
        Fill("outer/other");
        _folder.Write($"outer/{Table}", "n\n10\n"u8.ToArray());
        Commit(_git, "First <first@study.invalid>");
        _folder.Write($"outer/{below}/{Table}", "n\n20\n"u8.ToArray());
        Commit(_git, "Second <second@study.invalid>");
        _folder.Write($"outer/other/{Table}", "n\n30\n"u8.ToArray());
        Commit(_git, "Third <third@study.invalid>");

        var workspace = Workspace.Open(_folder.File("outer", below));
        Assert.Equal([Table], workspace.Committed);
        Assert.True(workspace.IsRedactionRepository);
        Assert.True(workspace.IsCommitted(Table, "n\n20\n"u8));
        Assert.False(workspace.IsCommitted(Table, "n\n30\n"u8));
        Assert.Equal(["first@study.invalid", "second@study.invalid"], workspace.AuthorsOf([Table]));
    }

    [Fact]
    public void Where_nothing_below_the_workspace_is_tracked_nothing_is_committed()
    {
        _folder.Write("outer/notes.txt", "x"u8.ToArray());
        Commit(_git, "First <first@study.invalid>");
        Fill("outer/ws");
        var workspace = Workspace.Open(_folder.File("outer", "ws"));
        Assert.True(workspace.IsRedactionRepository);
        Assert.Empty(workspace.Committed);
        Assert.False(workspace.IsCommitted(Table, "n\n10\n"u8));
    }

    [Fact]
    public void A_linked_work_tree_counts_by_its_own_head()
    {
        _folder.Write("outer/notes.txt", "x"u8.ToArray());
        Commit(_git, "First <first@study.invalid>");
        _git.Run("worktree", "add", "-q", "-b", "side", _folder.File("linked"));
        Fill("linked/ws");
        Commit(_git.In(_folder.File("linked")), "Second <second@study.invalid>");
        var workspace = Workspace.Open(_folder.File("linked", "ws"));
        Assert.Equal([Table], workspace.Committed);
        Assert.Equal(["second@study.invalid"], workspace.AuthorsOf([Table]));
    }

    [Fact]
    public void A_submodule_counts_for_itself()
    {
        Fill("sub/ws");
        var sub = _git.In(_folder.File("sub"));
        sub.Run("init", "-q", "-b", "main", ".");
        Commit(sub, "Second <second@study.invalid>");
        _git.Run("-c", "protocol.file.allow=always", "submodule", "add", "-q", _folder.File("sub"), "module");
        Commit(_git, "First <first@study.invalid>");
        var workspace = Workspace.Open(_folder.File("outer", "module", "ws"));
        Assert.Equal([Table], workspace.Committed);
        Assert.Equal(["second@study.invalid"], workspace.AuthorsOf([Table]));
    }

    [Theory]
    [InlineData("ws/.git/HEAD", "")]
    [InlineData("ws/.git", "gitdir: nowhere\n")]
    [InlineData(".git/config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n")]
    [InlineData(".git/config", "[core]\n\trepositoryformatversion = 0\n\tworktree = ../elsewhere\n")]
    [InlineData(".git/config", "[core\n")]
    public void A_repository_that_can_not_be_read_is_not_taken_for_none(string file, string content)
    {
        _folder.Folder("outer", "elsewhere");
        Fill("outer/ws");
        Commit(_git, "First <first@study.invalid>");
        _folder.Write("outer/" + file, Encoding.UTF8.GetBytes(content));
        var refused = Assert.Throws<ReposanException>(() => Workspace.Open(_folder.File("outer", "ws")));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_no_repository_is_asked_for_as_it_is()
    {
        Fill("alone");
        var workspace = Workspace.Open(_folder.File("alone"));
        Assert.False(workspace.IsRedactionRepository);
        Assert.Empty(workspace.AuthorsOf([Table]));
    }

    private void Fill(string folder)
    {
        _folder.Write($"{folder}/reposan.yaml", "release:\n  repository: https://example.invalid/study\n  workspace: made-up\n"u8.ToArray());
        _folder.Write($"{folder}/{Table}", "n\n10\n"u8.ToArray());
    }

    private static void Commit(GitCli git, string person)
    {
        git.Person = person;
        git.Run("add", "-A");
        git.Run("commit", "-q", "-m", "Change");
    }
}
