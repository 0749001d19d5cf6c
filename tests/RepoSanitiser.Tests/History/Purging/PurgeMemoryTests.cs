using RepoSanitiser.Core;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>What a git directory remembers beside its history, and names in its settings, follow too.</summary>
public sealed class PurgeMemoryTests : PurgeTestBase
{
    [Fact]
    public void Messages_and_patches_that_git_or_an_editor_kept_go_in_every_work_tree()
    {
        Leak();
        var linked = Study.Worktree("linked");
        var own = linked.Git.Run("rev-parse", "--absolute-git-dir");
        string[] kept = ["COMMIT_EDITMSG", "MERGE_MSG", "SQUASH_MSG", "TAG_EDITMSG", "NOTES_EDITMSG", "EDIT_DESCRIPTION", "addp-hunk-edit.diff", ".COMMIT_EDITMSG.swp", "ORIG_HEAD"];
        foreach (var folder in (string[])[Study.GitDir, own])
        {
            foreach (var name in kept) File.WriteAllText(Path.Combine(folder, name), "Patient 17\n");
        }

        Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        foreach (var folder in (string[])[Study.GitDir, own])
        {
            Assert.DoesNotContain(kept, n => File.Exists(Path.Combine(folder, n)));
            Assert.True(File.Exists(Path.Combine(folder, "HEAD")));
        }
    }

    [Fact]
    public void Settings_that_name_a_ref_follow_when_it_gets_another_name()
    {
        Leak();
        Study.Git.Run("branch", "about-ann");
        Study.Git.Run("branch", "about-anna");
        Study.Git.Run("branch", "gone");
        Study.Ref("refs/remotes/origin/on-server-ann", "main");
        (string Key, string Value, string Now)[] settings =
        [
            ("branch.about-ann.merge", "refs/heads/about-ann", ""), ("branch.main.merge", "refs/heads/on-server-ann", "refs/heads/on-server-X"),
            ("branch.about-anna.merge", "refs/heads/about-anna", ""), ("branch.gone.remote", "origin", ""),
            ("remote.origin.fetch", "+refs/heads/on-server-ann:refs/remotes/origin/on-server-ann", "+refs/heads/on-server-X:refs/remotes/origin/on-server-X"),
            ("remote.origin.url", "https://example.invalid/annals", "https://example.invalid/annals"),
        ];
        foreach (var (key, value, _) in settings) Study.Git.Run("config", key, value);

        Purger.Apply(Study.Path, new PurgeRequest
        {
            Replacements = TextRules.Parse("regex:\\bann\\b==>X\n"u8, "rules"), TextPlaces = TextPlaces.Refs, DropRefs = ["refs/heads/gone"], Threads = 2,
        });

        foreach (var (key, _, now) in settings.Where(s => s.Now.Length > 0)) Assert.Equal(now, Study.Git.Run("config", "--local", key));
        Assert.Equal("refs/heads/about-X", Study.Git.Run("config", "--local", "branch.about-X.merge"));
        Assert.Equal("refs/heads/about-anna", Study.Git.Run("config", "--local", "branch.about-anna.merge"));
        Assert.DoesNotContain("gone", File.ReadAllText(Path.Combine(Study.GitDir, "config")), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_made_a_stash_is_another_in_the_list_of_stashes_too()
    {
        Leak();
        Study.Write("more.txt", "later\n");
        Study.Git.Run("-c", "user.name=Jo ZEBRA42", "stash", "push", "-q", "-m", "kept");
        File.WriteAllText(Path.Combine(Study.GitDir, "logs", "refs", "stash"), File.ReadAllText(Path.Combine(Study.GitDir, "logs", "refs", "stash")).Replace(" <", " ZEBRA42 <", StringComparison.Ordinal));

        Purger.Apply(Study.Path, Texts(TextPlaces.People) with { Paths = [PathPattern.Of("secret.txt")] });

        Assert.DoesNotContain("ZEBRA42", File.ReadAllText(Path.Combine(Study.GitDir, "logs", "refs", "stash")), StringComparison.Ordinal);
        Assert.Equal(["stash@{0}: On main: kept"], Study.Git.Lines("stash", "list"));
    }

    [Fact]
    public void A_stash_whose_message_goes_has_it_in_the_list_of_stashes_no_more()
    {
        Leak();
        Study.Write("more.txt", "later\n").Stash("about patient 17");
        var stash = ObjectId.Parse(Study.Resolve("refs/stash"));

        Purger.Apply(Study.Path, new PurgeRequest { Findings = new FindingSelection(new HashSet<ObjectId>(), new HashSet<ObjectId> { stash }, 0, 0), Threads = 2 });

        Assert.Equal(["stash@{0}: [message removed]"], Study.Git.Lines("stash", "list"));
        Assert.DoesNotContain("patient 17", File.ReadAllText(Path.Combine(Study.GitDir, "logs", "refs", "stash")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tagger Jo ZEBRA42 <jo@study.invalid> 1 +0000\n\nSaid\n", TextPlaces.People)]
    [InlineData("tagger Jo <jo@study.invalid> 1 +0000\n\nOf ZEBRA42\n", TextPlaces.Messages)]
    public void A_merged_tag_in_a_commit_goes_where_its_text_would_change(string said, TextPlaces places)
    {
        var (clean, leaky, _) = Leak();
        var other = $"object {clean}\ntype commit\ntag kept\ntagger Jo <jo@study.invalid> 1 +0000\n\nKept\n";
        var tag = $"object {leaky}\ntype commit\ntag merged\n{said}";
        var raw = System.Text.Encoding.UTF8.GetString(Study.Content(leaky)).Replace($"parent {clean}\n", $"parent {clean}\nparent {leaky}\n", StringComparison.Ordinal);
        var merge = raw.Replace("\n\n", "\n" + Folded(other) + Folded(tag) + "\n", StringComparison.Ordinal);
        Study.Git.Run("update-ref", "refs/heads/main", Study.Raw("commit", System.Text.Encoding.UTF8.GetBytes(merge)));

        Purger.Apply(Study.Path, Texts(places));

        Assert.Equal(merge.Replace(Folded(tag), "", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(Study.Content(Study.Head)));

        static string Folded(string tag) => "mergetag " + tag.TrimEnd('\n').Replace("\n", "\n ", StringComparison.Ordinal) + "\n";
    }

    [Fact]
    public void Lists_of_paths_follow_new_names_and_a_sparse_checkout_stays_what_it_was()
    {
        Study.Write("in-ZEBRA42/a", "1\n").Write("out/b", "2\n").Commit("Begin");
        Study.Git.Run("sparse-checkout", "set", "in-ZEBRA42");
        Assert.False(File.Exists(Path.Combine(Study.Path, "out/b")));

        Purger.Apply(Study.Path, Texts(TextPlaces.Paths));

        Assert.Equal(["in-Q"], Study.Git.Lines("sparse-checkout", "list"));
        Assert.True(File.Exists(Path.Combine(Study.Path, "in-Q/a")));
        Assert.False(Path.Exists(Path.Combine(Study.Path, "out")));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
    }

    [Fact]
    public void A_file_that_git_does_not_track_where_a_new_name_would_go_is_a_refusal()
    {
        Study.Write("ann-ZEBRA42.txt", "1\n").Commit("Begin");
        Study.Write("ann-Q.txt", "mine\n");
        var head = Study.Head;
        var refused = Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Texts(TextPlaces.Paths)));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Equal("mine\n", File.ReadAllText(Path.Combine(Study.Path, "ann-Q.txt")));
        Assert.Equal(head, Study.Head);
        Assert.False(File.Exists(Purger.Last!.PathOf("new-objects.pack")));
    }

    [Fact]
    public void A_new_name_keeps_gits_order_and_the_mode_of_a_file_whose_content_changes_too()
    {
        Study.Write("ZEBRA42.sh", "#!/bin/sh\necho ZEBRA42\n").Write("aa", "1\n").Write("k", "2\n");
        File.CreateSymbolicLink(Path.Combine(Study.Path, "to-ZEBRA42"), "ZEBRA42.sh");
        File.SetUnixFileMode(Path.Combine(Study.Path, "ZEBRA42.sh"), (UnixFileMode)0b111_101_101);
        Study.Commit("Begin");
        var rules = TextRules.Parse("ZEBRA42==>b\n"u8, "rules");

        Purger.Apply(Study.Path, new PurgeRequest { Treatment = Treatment.ReplaceText, Replacements = rules, Containing = rules, TextPlaces = TextPlaces.Paths, Threads = 2 });

        Assert.Equal(["aa", "b.sh", "k", "to-b"], Study.Git.Lines("ls-tree", "--name-only", "HEAD"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
        Assert.Equal("b.sh", new FileInfo(Path.Combine(Study.Path, "to-b")).LinkTarget);
        var checkedBy = Study.Git.Try("fsck", "--full", "--no-dangling", "--no-progress");
        Assert.True(checkedBy.ExitCode == 0, checkedBy.Error + checkedBy.Text);
    }

    [Fact]
    public void New_objects_that_can_not_be_written_leave_nothing_behind()
    {
        var (_, _, blob) = Leak();
        var before = Directory.GetFileSystemEntries(Path.Combine(Study.GitDir, "objects"), "*", SearchOption.AllDirectories);
        var failed = Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Purger.Blobs(blob), plan =>
        {
            using var pack = new FileStream(Purger.Last!.PathOf("new-objects.pack"), FileMode.Open);
            pack.SetLength(pack.Length - 1);
            return plan.ChangesAnything;
        }));
        Assert.Equal(ExitCode.Failed, failed.Code);
        Assert.Contains("as it was", failed.Message, StringComparison.Ordinal);
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(Path.Combine(Study.GitDir, "objects"), "*", SearchOption.AllDirectories).Order());
        Assert.Equal(PurgePhase.RolledBack, PurgeJournal.Read(Purger.Last!)!.Phase);
    }

    [Fact]
    public void A_lock_that_comes_while_it_runs_is_no_success_and_it_goes_on_once_that_is_gone()
    {
        var (_, leaky, blob) = Leak();
        Study.Git.Run("pack-refs", "--all");
        var held = Path.Combine(Study.GitDir, "packed-refs.lock");
        var failed = Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Purger.Blobs(blob), plan =>
        {
            File.WriteAllText(held, "");
            return plan.ChangesAnything;
        }));
        Assert.Equal(ExitCode.Failed, failed.Code);
        Assert.Contains("--resume", failed.Message, StringComparison.Ordinal);
        Assert.True(PurgeJournal.Read(Purger.Last!)!.IsUnfinished);

        File.Delete(held);
        Purger.Continue(Study.Path);

        AssertGone(Study, blob, leaky);
        Assert.DoesNotContain(leaky, File.ReadAllText(Path.Combine(Study.GitDir, "packed-refs")), StringComparison.Ordinal);
    }

    private static PurgeRequest Texts(TextPlaces places) => new() { Replacements = TextRules.Parse("ZEBRA42==>Q\n"u8, "rules"), TextPlaces = places, Threads = 2 };
}
