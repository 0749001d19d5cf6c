using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Bringing one purge, or several, to a server.</summary>
public sealed class PushTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private readonly RepositoryBuilder _study;
    private readonly RepositoryBuilder _server;
    private readonly RepositoryBuilder _mirror;

    public PushTests()
    {
        _study = RepositoryBuilder.Create(_folder);
        for (var i = 1; i <= 3; i++) _study.Write($"f{i}", $"content {i} that is long enough\n").Commit($"Commit {i}");
        _study.Branch("topic").Switch("main").Tag("v1").Tag("second", "HEAD~1");
        _server = _study.Mirror("server.git");
        _server.Ref("refs/keep-around/x", "main");
        _mirror = _server.Mirror("mirror.git");
    }

    private string Incidents => Path.Combine(_reposan.Home, "state", "reposan", "incidents");

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }

    [Fact]
    public void Two_purges_one_after_the_other_are_pushed_as_one()
    {
        _server.Git.Run("update-ref", "-d", "refs/keep-around/x");
        var first = Purge("f1");
        Purge("f2");

        var shown = Ends(0, "push", _mirror.Path);
        Assert.Contains("Would push 4 refs", shown.Out, StringComparison.Ordinal);
        Assert.Contains("without --incident", Ends(4, "push", _mirror.Path, "--apply", "--incident", first).Error, StringComparison.Ordinal);
        Ends(0, "push", _mirror.Path, "--apply");

        Assert.Equal(_mirror.Git.Run("for-each-ref", "refs/heads", "refs/tags"), _server.Git.Run("for-each-ref"));
        Assert.Equal(["f3"], _server.Git.Lines("ls-tree", "--name-only", "topic"));
        Assert.Contains("Nothing to push", Ends(0, "push", _mirror.Path, "--apply").Out, StringComparison.Ordinal);
        Assert.Contains("was pushed to", Ends(0, "purge", _mirror.Path, "--rollback").Error, StringComparison.Ordinal);
        Assert.Contains("was pushed to", Ends(0, "purge", _mirror.Path, "--rollback").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_purge_alone_is_refused_where_the_server_lacks_the_one_before()
    {
        Purge("f1");
        var second = Purge("f2");
        var before = _server.Git.Run("for-each-ref");

        Assert.Contains("as another purge of this repository found", Ends(4, "push", _mirror.Path, "--apply", "--incident", second).Error, StringComparison.Ordinal);

        Assert.Equal(before, _server.Git.Run("for-each-ref"));
    }

    [Fact]
    public void A_purge_that_was_pushed_does_not_hold_up_the_next_one_where_the_server_has_moved_on_since()
    {
        _server.Git.Run("update-ref", "-d", "refs/keep-around/x");
        Purge("f1");
        Ends(0, "push", _mirror.Path, "--apply");
        var work = _folder.File("work");
        _study.Git.Run("clone", "-q", _server.Path, work);
        var git = _study.Git.In(work);
        git.Run("commit", "-q", "--allow-empty", "-m", "Meanwhile");
        git.Run("push", "-q", "origin", "main");
        Ends(0, "purge", _mirror.Path, "--drop-ref", "refs/heads/topic", "--apply", "--in-place");

        Ends(5, "push", _mirror.Path, "--apply");

        Assert.Equal(git.Run("rev-parse", "main"), _server.Resolve("main"));
        Assert.NotEqual(0, _server.Git.Try("rev-parse", "-q", "--verify", "topic").ExitCode);
    }

    [Fact]
    public void A_purge_that_went_back_is_not_pushed()
    {
        _server.Git.Run("update-ref", "-d", "refs/keep-around/x");
        Purge("f1");
        var made = _mirror.Resolve("main");
        Purge("f2");
        Ends(0, "purge", _mirror.Path, "--rollback");

        Ends(0, "prove", _mirror.Path);
        Ends(0, "push", _mirror.Path, "--apply");

        Assert.Equal(made, _server.Resolve("main"));
    }

    [Fact]
    public void The_last_purge_is_the_one_that_was_begun_last_whatever_its_incident_is_called()
    {
        _server.Git.Run("update-ref", "-d", "refs/keep-around/x");
        // Several in one incident, so that its name sorts before and after those of the others.
        var one = Purge("f1");
        var two = Purge("f2");
        var (earlier, later) = string.CompareOrdinal(one, two) < 0 ? (one, two) : (two, one);
        _study.Git.Run("--git-dir=" + _mirror.Path, "branch", "more", "main");
        var before = _mirror.Git.Run("for-each-ref");
        Ends(0, "purge", _mirror.Path, "--drop-ref", "refs/heads/more", "--apply", "--in-place", "--incident", earlier);
        Assert.True(string.CompareOrdinal(earlier, later) < 0);

        Ends(0, "prove", _mirror.Path);
        Assert.Contains(earlier, Ends(0, "purge", _mirror.Path, "--rollback").Out, StringComparison.Ordinal);
        Assert.Equal(before, _mirror.Git.Run("for-each-ref"));
        _mirror.Git.Run("branch", "-D", "more");
        Assert.Contains(two, Ends(0, "purge", _mirror.Path, "--rollback").Out, StringComparison.Ordinal);
        Assert.Contains(one, Ends(0, "purge", _mirror.Path, "--rollback").Out, StringComparison.Ordinal);
        Assert.Equal(_study.Head, _mirror.Resolve("main"));
        Assert.Contains("no purge to go back from", Ends(2, "purge", _mirror.Path, "--rollback").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_was_changed_is_told_by_whatever_needs_it()
    {
        var id = Purge("f1");
        var record = Path.Combine(Incidents, id, "record.jsonl");
        File.WriteAllLines(record, File.ReadAllLines(record).Where((_, i) => i != 1));

        foreach (var command in (string[][])[["prove", _mirror.Path], ["prove", _mirror.Path, "--incident", id], ["purge", _mirror.Path, "--rollback"]])
            Assert.Contains($"The record of incident {id} is not as it was written", Ends(4, command).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refs_that_are_none_of_those_that_a_push_brings_are_told_with_the_command_that_changes_them()
    {
        Purge("f1");

        var pushed = Ends(5, "push", _mirror.Path, "--apply");

        Assert.Contains("refs/keep-around/x on the server still has the old history", pushed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("purge a clone that has every ref", pushed.Out, StringComparison.Ordinal);
        var command = pushed.Out.Split('\n').Single(l => l.Contains("push --force", StringComparison.Ordinal)).Split("   (")[0];
        var ran = _reposan.RunBash("git config --global safe.directory '*'; " + command);
        Assert.True(ran.ExitCode == 0, ran.Error);
        Assert.Equal(_mirror.Resolve("refs/keep-around/x"), _server.Resolve("refs/keep-around/x"));
        Ends(0, "push", _mirror.Path, "--apply");
    }

    [Fact]
    public void A_stash_that_the_first_of_two_purges_took_out_is_told_as_old_and_can_be_deleted_on_the_server()
    {
        _study.Write("f1", "stashed\n").Stash("stashed");
        var server = _study.Mirror("other.git");
        var mirror = server.Mirror("other-mirror.git");
        foreach (var path in (string[])["f1", "f2"]) Ends(0, "purge", mirror.Path, "--path", path, "--apply", "--in-place");

        var pushed = Ends(5, "push", mirror.Path, "--apply");

        Assert.Contains("refs/stash on the server still has the old history", pushed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("never had", pushed.Out, StringComparison.Ordinal);
        Assert.Contains("git update-ref -d 'refs/stash'   (on the server itself", pushed.Out, StringComparison.Ordinal);
        server.Git.Run("update-ref", "-d", "refs/stash");
        Ends(0, "push", mirror.Path, "--apply");
    }

    [Fact]
    public void The_default_branch_of_the_server_can_not_be_deleted_and_the_message_says_what_to_do()
    {
        Ends(0, "purge", _mirror.Path, "--drop-ref", "refs/heads/main", "--apply", "--in-place");

        Assert.Contains("make another one its default branch first", Ends(4, "push", _mirror.Path, "--apply").Out, StringComparison.Ordinal);

        Assert.Equal(_study.Head, _server.Resolve("main"));
    }

    [Fact]
    public void No_purge_begins_in_an_incident_in_which_one_of_another_repository_was_stopped()
    {
        var id = Purge("f1");
        var journal = Path.Combine(Incidents, id, "purge.json");
        File.WriteAllText(journal, File.ReadAllText(journal).Replace("\"phase\":\"done\"", "\"phase\":\"prepared\"", StringComparison.Ordinal));

        var ended = Ends(4, "purge", _study.Path, "--path", "f1", "--apply", "--in-place", "--incident", id);

        Assert.Contains($"In incident {id} a purge of {_mirror.Path} was stopped", ended.Error, StringComparison.Ordinal);
        Assert.Contains("stopped before its end", Ends(4, "purge", _mirror.Path, "--path", "f2", "--apply", "--in-place").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_remote_that_is_a_relative_path_is_taken_from_the_repository_and_one_that_is_not_there_is_named()
    {
        var clone = _folder.File("clone");
        _study.Git.Run("clone", "-q", _server.Path, clone);
        _study.Git.In(clone).Run("remote", "set-url", "origin", "../server.git");
        Ends(0, "purge", clone, "--path", "f1", "--apply", "--in-place");

        Assert.Contains("Would push", Ends(0, "push", clone).Out, StringComparison.Ordinal);
        Ends(0, "push", Path.Combine(clone, ".git"));

        _study.Git.In(clone).Run("remote", "rename", "origin", "upstream");
        Assert.Contains("no remote 'origin': name one that it has (upstream)", Ends(2, "push", clone).Error, StringComparison.Ordinal);
        _study.Git.In(clone).Run("remote", "remove", "upstream");
        Assert.Contains("no remote 'origin': name the server's URL", Ends(2, "push", clone).Error, StringComparison.Ordinal);
    }

    /// <summary>Purges a file.</summary>
    /// <returns>The incident.</returns>
    private string Purge(string path)
    {
        var ended = Ends(0, "purge", _mirror.Path, "--path", path, "--apply", "--in-place");
        return ended.Error.Split("Incident ")[1].Split('\n')[0];
    }

    private Ended Ends(int code, params string[] arguments)
    {
        var ended = _reposan.Run(arguments);
        Assert.True(ended.ExitCode == code, $"{string.Join(' ', arguments)}: {ended.ExitCode}\n{ended.Out}\n{ended.Error}");
        return ended;
    }
}
