using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;
using RepoSanitiser.Release.Requesting;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Tests.Release.Publishing;

/// <summary>What is not as it has to be ends in one sentence, with nothing published.</summary>
public sealed class PublishRefusalTests : IDisposable
{
    private readonly ReleaseRehearsal _rehearsal = new();

    private ReleasingStudy Study => _rehearsal.Study;

    public void Dispose() => _rehearsal.Dispose();

    [Fact]
    public void Bytes_that_were_changed_or_swapped_after_the_approval_do_not_leave()
    {
        var file = Directory.GetFiles(Path.Combine(Study.Requests, Approved(), "files")).Single();
        File.WriteAllText(file, "year,patients\n2021,3\n");
        Refused("not in the request as it was approved");
        Refused("ask for it anew with --id");
        File.Delete(file);
        File.CreateSymbolicLink(file, Study.Folder.Write("secret", "x"u8.ToArray()));
        Refused("not in the request as it was approved");
    }

    [Fact]
    public void A_file_that_was_edited_in_its_workspace_has_to_be_asked_for_anew()
    {
        Approved();
        Study.Write("a.csv", ReleasingStudy.CleanTable + "2024,200\n");
        Refused("changed in its workspace");
    }

    [Fact]
    public void A_race_between_the_check_and_the_copy_is_lost()
    {
        var id = Approved();
        var file = Directory.GetFiles(Path.Combine(Study.Requests, id, "files")).Single();
        var meddling = new AtStage("committing", () => File.WriteAllText(file, "year,patients\n2021,3\n"));
        var refused = Assert.Throws<ReposanException>(() => _rehearsal.Publish(id, meddling));
        Assert.Contains("not what was approved any more", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Study.Released());
    }

    [Fact]
    public void An_object_that_the_study_repository_has_under_the_id_of_an_approved_file_is_not_taken_for_it()
    {
        Approved();
        var id = Study.RemoteGit.Feed(Encoding.UTF8.GetBytes(ReleasingStudy.CleanTable), "hash-object", "--stdin");
        var other = Study.RemoteGit.Feed("year,patients\n2021,3\n"u8.ToArray(), "hash-object", "-w", "--stdin");
        var place = Path.Combine(Study.Remote, "objects", id[..2], id[2..]);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Copy(Path.Combine(Study.Remote, "objects", other[..2], other[2..]), place);
        Refused("has the id of another content");
    }

    [Fact]
    public void A_trust_file_that_the_author_or_the_study_can_write_is_none()
    {
        var id = Approved();
        foreach (var folder in new[] { Study.Workspace, Study.Remote })
        {
            var file = Path.Combine(folder, "trust.yaml");
            File.Copy(Study.People.File, file);
            var store = new RequestStore(Study.Requests, Trust.Load(file), TimeProvider.System);
            var refused = Assert.Throws<ReposanException>(() => new Publisher(store, Signer.Open(Study.PublisherKey, store.Trust), TimeProvider.System, SilentProgress.Instance).Publish(id, CancellationToken.None));
            Assert.Equal(ExitCode.Refused, refused.Code);
            Assert.Contains("whose people could change it", refused.Message, StringComparison.Ordinal);
            File.Delete(file);
        }

        Assert.Empty(Study.Released());
    }

    [Fact]
    public void A_branch_that_moved_meanwhile_is_left_and_the_next_run_ends_it()
    {
        var id = Approved();
        var meddling = new AtStage("pushing", () => Study.RemoteGit.Run("branch", "release-candidates", "main"));
        var refused = Assert.Throws<ReposanException>(() => _rehearsal.Publish(id, meddling));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("has moved", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Study.Released());
        Assert.Single(_rehearsal.Publish(id).Published);
        Assert.Null(_rehearsal.Publish(id).Commit);
    }

    [Fact]
    public void A_branch_that_moves_while_it_is_pushed_has_moved_whatever_git_says_of_it()
    {
        var id = Approved();
        Hook("pre-receive", "env -i PATH=\"$PATH\" git --git-dir=. update-ref refs/heads/release-candidates refs/heads/main");
        Refused("has moved");
        File.Delete(Path.Combine(Study.Remote, "hooks", "pre-receive"));
        Assert.Single(_rehearsal.Publish(id).Published);
    }

    [Fact]
    public void What_was_released_as_it_is_gets_no_second_entry_when_it_is_asked_for_again()
    {
        _rehearsal.Publish(Approved());
        var tip = Study.RemoteGit.Run("rev-parse", "release-candidates");
        _rehearsal.Ask();
        _rehearsal.ApproveAll(_rehearsal.Id!);
        Assert.Null(_rehearsal.Publish(_rehearsal.Id!).Commit);
        Assert.Equal(tip, Study.RemoteGit.Run("rev-parse", "release-candidates"));
        Assert.Equal(RequestState.Released, _rehearsal.Store.Status(_rehearsal.Id!).State);
    }

    [Fact]
    public void A_request_that_was_cut_short_is_none_and_stops_no_revision()
    {
        Directory.CreateDirectory(Path.Combine(Study.Requests, "2026-01-31-aaaa", "files"));
        Assert.Empty(_rehearsal.Store.List());
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => _rehearsal.Store.Status("2026-01-31-aaaa")).Code);
        var id = Approved();
        Assert.Equal([id], _rehearsal.Store.List());
        File.WriteAllText(Path.Combine(Study.Requests, id, "review-form-002.md"), "");
        Study.Write("a.csv", ReleasingStudy.CleanTable + "2024,200\n").Commit();
        Assert.Equal(2, _rehearsal.Ask(id).Request!.Revision);
        Assert.NotEmpty(File.ReadAllText(Path.Combine(Study.Requests, id, "review-form-002.md")));
    }

    [Fact]
    public void A_publication_that_was_killed_after_the_push_is_ended_by_the_next()
    {
        var id = Approved();
        Assert.Throws<OperationCanceledException>(() => _rehearsal.Publish(id, new AtStage("reading back", () => throw new OperationCanceledException())));
        Assert.NotEmpty(Study.Released());
        Assert.Null(_rehearsal.Publish(id).Commit);
        Assert.Equal(RequestState.Released, _rehearsal.Store.Status(id).State);
    }

    [Fact]
    public void A_ledger_that_was_tampered_with_stops_every_publication()
    {
        _rehearsal.Publish(Approved());
        Push("released_outputs/.ledger.jsonl", t => t.Replace("2027-01", "2026-01", StringComparison.Ordinal));
        Study.Write("b.csv", ReleasingStudy.CleanTable).Commit();
        Assert.NotNull(_rehearsal.Ask().Request);
        _rehearsal.ApproveAll(_rehearsal.Id!);
        var refused = Assert.Throws<ReposanException>(() => _rehearsal.Publish(_rehearsal.Id!));
        Assert.Contains("ledger", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("released_outputs/b.csv", Study.Released().Keys);
    }

    [Theory]
    [InlineData("released_outputs/A.csv", "x")]
    [InlineData("released_outputs/a.csv/b.csv", "x")]
    public void A_name_that_some_systems_mix_up_with_one_that_is_there_is_refused(string path, string content)
    {
        Push(path, _ => content, "main");
        Approved();
        Refused("kept apart");
    }

    [Fact]
    public void A_link_in_the_study_repository_is_never_followed_or_written_over()
    {
        var clone = Study.Folder.File("clone");
        Study.Git.Run("clone", "-q", Study.Remote, clone);
        Directory.CreateSymbolicLink(Path.Combine(clone, "released_outputs"), "analysis");
        var git = Study.Git.In(clone);
        git.Run("add", "-A");
        git.Run("commit", "-q", "-m", "Link");
        git.Run("push", "-q", "origin", "main");
        Approved();
        Refused("no folder");
    }

    [Fact]
    public void A_remote_that_is_not_there_is_said()
    {
        var id = Approved();
        Directory.Move(Study.Remote, Study.Remote + ".gone");
        Assert.Throws<ReposanException>(() => _rehearsal.Publish(id));
        Directory.Move(Study.Remote + ".gone", Study.Remote);
        Assert.Single(_rehearsal.Publish(id).Published);
    }

    [Fact]
    public void A_remote_that_refuses_the_push_keeps_what_it_has()
    {
        var id = Approved();
        Study.RemoteGit.Run("config", "receive.denyCurrentBranch", "refuse");
        Hook("pre-receive", "exit 1");
        Refused("refuses the branch");
    }

    [Fact]
    public void A_publisher_whose_key_has_expired_publishes_nothing()
    {
        var id = Approved();
        var key = Study.People.Add("late@study.invalid", "publisher", options: "valid-before=\"20200101\"");
        var store = _rehearsal.Store;
        Study.People.Write();
        var publisher = new Publisher(store, Signer.Open(key, Trust.Load(Study.People.File)), TimeProvider.System, SilentProgress.Instance);
        var refused = Assert.Throws<ReposanException>(() => publisher.Publish(id, CancellationToken.None));
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Study.Released());
    }

    [Fact]
    public void No_manifest_a_wrong_one_or_a_password_in_the_address_is_said()
    {
        var manifest = Path.Combine(Study.Workspace, "metadata/manifest.json");
        foreach (var (text, said) in new[] { ("{", "JSON"), ("{\"repo\": \"x\"}", "workspace and repo"), ("{\"workspace\": \"w\", \"repo\": \"https://user:pw@host/x\"}", "password") })
        {
            File.WriteAllText(manifest, text);
            Assert.Contains(said, Assert.Throws<ReposanException>(() => Workspace.Open(Study.Workspace)).Message, StringComparison.Ordinal);
        }

        File.Delete(manifest);
        Assert.Contains("manifest", Assert.Throws<ReposanException>(() => Workspace.Open(Study.Workspace)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_and_filters_of_the_study_repository_change_no_byte()
    {
        Push(".gitattributes", _ => "* text eol=crlf\n*.csv filter=evil ident\n", "main");
        _rehearsal.Publish(Approved());
        Assert.Equal(ReleasingStudy.CleanTable, Encoding.UTF8.GetString(Study.Released()["released_outputs/a.csv"]));
    }

    [Fact]
    public void Dropping_what_was_withdrawn_leaves_a_gap_that_the_ledger_accounts_for()
    {
        _rehearsal.Publish(Approved());
        var trust = new TrustedLedger(Trust.Load(Study.People.File));
        var before = Study.Released()["released_outputs/.ledger.jsonl"];
        var early = ReleaseLedger.Drop(before, _ => true);
        Assert.NotNull(ReleaseLedger.Read(early, trust).Problem);

        Assert.NotNull(_rehearsal.Keeper().Withdraw(Study.Remote, ["released_outputs/a.csv"], apply: true, CancellationToken.None).Commit);
        var dropped = ReleaseLedger.Drop(Study.Released()["released_outputs/.ledger.jsonl"], _ => true);
        Assert.DoesNotContain("a.csv", Encoding.UTF8.GetString(dropped), StringComparison.Ordinal);
        Assert.Null(ReleaseLedger.Read(dropped, trust).Problem);
    }

    [Fact]
    public void A_ledger_cut_short_later_takes_no_withdrawal_back()
    {
        _rehearsal.Publish(Approved());
        _rehearsal.Keeper().Withdraw(Study.Remote, ["released_outputs/a.csv"], apply: true, CancellationToken.None);
        Push("released_outputs/.ledger.jsonl", t => t[..(t.TrimEnd('\n').LastIndexOf('\n') + 1)]);
        var ledger = LedgerVersions.Read(Repository.Open(Study.Remote), Trust.Load(Study.People.File));
        Assert.Equal(LedgerStanding.Withdrawn, Assert.Single(ledger.Contents).Value);
    }

    private void Hook(string name, string script)
    {
        var hook = Path.Combine(Study.Remote, "hooks", name);
        Directory.CreateDirectory(Path.GetDirectoryName(hook)!);
        File.WriteAllText(hook, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private string Approved()
    {
        Study.Write("a.csv", ReleasingStudy.CleanTable).Commit();
        Assert.Empty(_rehearsal.Ask().Refused);
        _rehearsal.ApproveAll(_rehearsal.Id!);
        return _rehearsal.Id!;
    }

    private void Refused(string said)
    {
        var refused = Assert.Throws<ReposanException>(() => _rehearsal.Publish(_rehearsal.Id!));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was published", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("released_outputs/a.csv", Study.Released().Keys);
    }

    /// <summary>Commits a change to a branch of the study repository, past the tool.</summary>
    private void Push(string path, Func<string, string> change, string branch = "release-candidates")
    {
        var clone = Study.Folder.File("clone-" + Guid.NewGuid().ToString("N"));
        Study.Git.Run("clone", "-q", "-b", branch, Study.Remote, clone);
        var file = Path.Combine(clone, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, change(File.Exists(file) ? File.ReadAllText(file) : ""));
        var git = Study.Git.In(clone);
        git.Run("add", "-A");
        git.Run("commit", "-q", "-m", "Change");
        git.Run("push", "-q", "origin", branch);
    }

    private sealed class AtStage(string stage, Action act) : IProgressSink
    {
        public void Report(string reached, long done, long total)
        {
            if (reached == stage) act();
        }
    }
}
