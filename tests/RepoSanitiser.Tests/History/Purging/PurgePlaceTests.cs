using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Purging;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Every place that can hold a secret, or keep what holds it alive, is cleaned.</summary>
public sealed class PurgePlaceTests : PurgeTestBase
{
    [Fact]
    public void Tags_of_tags_of_commits_follow_and_tags_of_the_secret_or_its_folder_go()
    {
        var (_, leaky, blob) = Leak();
        var inner = Study.AnnotatedTag("inner", "Inner", leaky);
        Study.AnnotatedTag("outer", $"Outer, of {leaky[..8]}", inner);
        Study.AnnotatedTag("of-blob", "The table", blob);
        Study.Tag("light-blob", blob);
        Study.Write("folder/secret2.txt", Secret).Commit("Folder");
        Study.AnnotatedTag("of-folder", "The folder", "HEAD:folder");
        Study.AnnotatedTag("of-tree", "The tree", "HEAD^{tree}");
        Study.Git.Run("update-ref", "refs/other/annotated", inner);
        var taggerless = Study.Raw("tag", Encoding.ASCII.GetBytes($"object {leaky}\ntype commit\ntag bare\n\nNo tagger\n"));
        Study.Git.Run("update-ref", "refs/tags/bare", taggerless);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        AssertGone(Study, blob, leaky, inner, taggerless);
        var made = plan.Outcome.Commits.Single(c => c.Old.ToString() == leaky).New!.Value.ToString();
        Assert.Equal(made, Study.Resolve("outer^{commit}"));
        Assert.Equal(Study.Resolve("refs/tags/inner"), Study.Resolve("refs/other/annotated"));
        Assert.Contains($"Outer, of {made[..8]}", Encoding.UTF8.GetString(Study.Git.Bytes("cat-file", "tag", "outer")));
        Assert.Equal($"object {made}\ntype commit\ntag bare\n\nNo tagger\n", Encoding.ASCII.GetString(Study.Git.Bytes("cat-file", "tag", "bare")));
        Assert.Equal(["bare", "inner", "of-tree", "outer"], Study.Git.Lines("tag"));
        Assert.Equal(["more.txt", "readme.md"], Study.Git.Lines("ls-tree", "--name-only", "of-tree"));
    }

    [FactWhere(Tool.SshKeygen)]
    public void A_signed_tag_of_what_changed_loses_its_signature_and_is_listed()
    {
        var (clean, leaky, blob) = Leak();
        var key = Folder.File("signing-key");
        using (var made = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]))!) made.WaitForExit();
        var kept = Study.SignedTag("kept", "Kept", key, clean);
        var lost = Study.SignedTag("lost", "Lost", key, leaky);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        Assert.Equal(kept, Study.Resolve("refs/tags/kept"));
        Assert.Equal(lost, Assert.Single(plan.Outcome.Tags, t => t.LostSignature).Old.ToString());
        Assert.EndsWith("\n\nLost\n", Encoding.UTF8.GetString(Study.Git.Bytes("cat-file", "tag", "lost")), StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_follow_their_commits_and_a_note_that_is_the_secret_goes()
    {
        var (clean, leaky, blob) = Leak();
        Study.Note("about the first", clean);
        Study.Note("about the second", leaky);
        var noted = Study.Blob(Secret);
        Study.Git.Run("notes", "--ref", "refs/notes/tables", "add", "-C", noted, clean);
        Study.Write("x", "x\n").Commit("Third");
        Assert.Equal(blob, noted);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        AssertGone(Study, blob);
        var made = plan.Outcome.Commits.Single(c => c.Old.ToString() == leaky).New!.Value.ToString();
        Assert.Equal("about the second", Study.Git.Run("notes", "show", made));
        Assert.Equal("about the first", Study.Git.Run("notes", "show", clean));
        Assert.NotEqual(0, Study.Git.Try("notes", "--ref", "refs/notes/tables", "show", clean).ExitCode);
    }

    [Fact]
    public void A_note_that_is_the_same_as_a_file_at_a_selected_path_stays_and_the_plan_says_where()
    {
        var (clean, _, blob) = Leak();
        Study.Git.Run("notes", "--ref", "refs/notes/tables", "add", "-C", blob, clean);

        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(Secret.TrimEnd('\n'), Study.Git.Run("notes", "--ref", "refs/notes/tables", "show", clean));
        Assert.Equal([clean], Assert.Single(plan.Blobs).StaysAt);
        Assert.Empty(plan.Purged);

        Purger.Apply(Study.Path, Purger.Paths("secret.txt") with { Blobs = [ObjectId.Parse(blob)] });
        AssertGone(Study, blob);
    }

    [Fact]
    public void A_file_selected_by_path_and_id_is_gone_also_where_it_is_a_note()
    {
        var (clean, _, blob) = Leak();
        Study.Git.Run("notes", "--ref", "refs/notes/tables", "add", "-C", blob, clean);
        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt") with { Blobs = [ObjectId.Parse(blob)] });
        Assert.Empty(Assert.Single(plan.Blobs).StaysAt);
        AssertGone(Study, blob);
    }

    [Fact]
    public void A_note_on_a_commit_that_is_pruned_goes_and_the_plan_says_so()
    {
        Study.Write("readme.md", "A study.\n").Commit("Begin");
        var pruned = Study.Write("secret.txt", Secret).Commit("Leak");
        Study.Note("about the leak", pruned);
        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt"));
        Assert.Equal(1, plan.Outcome.NotesGone);
        using var text = new StringWriter();
        new PlanText(plan, name => name, all: false).Write(text, applied: true);
        Assert.Contains("notes (git notes) on 1 objects go", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_notes_keep_the_folders_they_are_cut_into()
    {
        var (_, leaky, blob) = Leak();
        var all = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            Study.Write("counter", $"{i}\n");
            all.Add(Study.Commit($"Number {i}"));
        }

        foreach (var commit in all) Study.Git.Run("notes", "add", "-m", "note on " + commit[..4], commit);
        Assert.Contains(Study.Git.Lines("ls-tree", "refs/notes/commits"), l => l.StartsWith("040000", StringComparison.Ordinal));

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        var made = plan.Outcome.Commits.ToDictionary(c => c.Old.ToString(), c => c.New!.Value.ToString(), StringComparer.Ordinal);
        Assert.Equal(300, Study.Git.Lines("notes", "list").Length);
        foreach (var commit in all.Take(20)) Assert.Equal("note on " + commit[..4], Study.Git.Run("notes", "show", made[commit]));
        AssertGone(Study, blob, leaky);
    }

    [Fact]
    public void All_stashes_follow_with_index_and_untracked_files_and_stay_stashes()
    {
        var (_, leaky, blob) = Leak();
        Study.Write("secret.txt", Secret + "older\n").Write("new-file", Secret + "untracked\n");
        Study.Stash("older");
        Study.Write("more.txt", "changed\n").Write("kept-file", "k\n");
        Study.Stash("newer");
        var older = Study.Resolve("stash@{1}:secret.txt");
        var untracked = Study.Resolve("stash@{1}^3:new-file");

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob, older, untracked));

        AssertGone(Study, blob, older, untracked, leaky);
        Assert.Equal(2, plan.Outcome.Stashes.Count);
        Assert.Equal(["stash@{0}: On main: newer", "stash@{1}: On main: older"], Study.Git.Lines("stash", "list"));
        Study.Git.Run("stash", "pop", "-q");
        Assert.Equal("changed\n", File.ReadAllText(Path.Combine(Study.Path, "more.txt")));
        Assert.True(File.Exists(Path.Combine(Study.Path, "kept-file")));
    }

    [Fact]
    public void Heads_reflogs_remote_branches_pull_requests_and_leftovers_of_other_tools_follow()
    {
        var (clean, leaky, blob) = Leak();
        var onlyLog = Study.Write("secret.txt", Secret + "log\n").ReflogOnly("Only the reflog has it");
        var onlyLogBlob = Study.Resolve(onlyLog + ":secret.txt");
        foreach (var name in (string[])["refs/pull/7/head", "refs/remotes/origin/main", "refs/original/refs/heads/main", "refs/worktree/mine", "refs/bisect/bad", "ORIG_HEAD"]) Study.Ref(name, leaky);
        Study.Git.Run("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
        File.WriteAllText(Path.Combine(Study.GitDir, "FETCH_HEAD"), $"{leaky}\t\tbranch 'main' of elsewhere\n");
        Study.Git.Run("checkout", "-q", "--detach", leaky);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob, onlyLogBlob));

        AssertGone(Study, blob, leaky, onlyLog, onlyLogBlob);
        var made = plan.Outcome.Commits.Single(c => c.Old.ToString() == leaky).New!.Value.ToString();
        foreach (var name in (string[])["HEAD", "refs/heads/main", "refs/pull/7/head", "refs/remotes/origin/main", "refs/remotes/origin/HEAD", "refs/original/refs/heads/main", "refs/worktree/mine", "refs/bisect/bad"])
            Assert.Equal(made, Study.Resolve(name));
        Assert.Equal("refs/remotes/origin/main", Study.Git.Run("symbolic-ref", "refs/remotes/origin/HEAD"));
        Assert.False(File.Exists(Path.Combine(Study.GitDir, "ORIG_HEAD")));
        Assert.False(File.Exists(Path.Combine(Study.GitDir, "FETCH_HEAD")));
        Assert.DoesNotContain(leaky, EveryTextOf(Study.GitDir));
        Assert.Contains(clean, EveryTextOf(Study.GitDir) + Study.Resolve("main~1"));
    }

    [Fact]
    public void Index_and_files_follow_in_the_main_and_in_linked_work_trees()
    {
        var (_, leaky, blob) = Leak();
        Study.Write("in/a/folder/secret3.txt", Secret).Write("untracked.txt", "u\n");
        Study.Git.Run("add", "in");
        Study.Git.Run("commit", "-q", "-m", "Folder");
        var linked = Study.Worktree("linked", leaky);
        var branched = Study.Worktree("branched");
        branched.Git.Run("checkout", "-q", "-b", "other");

        Purger.Apply(Study.Path, Purger.Blobs(blob));

        AssertGone(Study, blob, leaky);
        foreach (var tree in (RepositoryBuilder[])[Study, linked, branched])
        {
            Assert.False(File.Exists(Path.Combine(tree.Path, "secret.txt")));
            Assert.DoesNotContain("secret.txt", tree.Git.Lines("ls-files"));
            Assert.Equal("", tree.Git.Run("status", "--porcelain", "--untracked-files=no"));
        }

        Assert.False(Directory.Exists(Path.Combine(Study.Path, "in")));
        Assert.True(File.Exists(Path.Combine(Study.Path, "untracked.txt")));
    }

    [Fact]
    public void A_split_index_keeps_nothing_in_its_shared_part()
    {
        var (_, _, blob) = Leak();
        Study.Git.Run("update-index", "--split-index");
        Assert.NotEmpty(Directory.GetFiles(Study.GitDir, "sharedindex.*"));
        Purger.Apply(Study.Path, Purger.Blobs(blob));
        AssertGone(Study, blob);
        Assert.Empty(Directory.GetFiles(Study.GitDir, "sharedindex.*"));
        Assert.Equal(["more.txt", "readme.md"], Study.Git.Lines("ls-files"));
    }

    [Fact]
    public void Kept_and_cruft_packs_summaries_of_packs_and_commits_and_loose_objects_hold_it_no_longer()
    {
        var (_, leaky, blob) = Leak();
        var unreachable = Study.Blob(Secret + "unreachable\n");
        Study.PackCruft();
        Study.PackKept(leaky, blob);
        Study.Write("x", "x\n").Commit("More");
        Study.PackMore().MultiPackIndex();
        Study.Git.Run("commit-graph", "write", "--reachable");
        Study.Write("y", "y\n").Commit("Loose");
        var loose = Study.Blob(Secret + "loose\n");

        Purger.Apply(Study.Path, Purger.Blobs(blob, unreachable, loose));

        AssertGone(Study, blob, leaky, unreachable, loose);
        Assert.Empty(Directory.GetFiles(Path.Combine(Study.GitDir, "objects", "pack"), "*.keep"));
        Assert.Equal("", Study.Git.Run("commit-graph", "verify"));
        Assert.Equal("Loose", Study.Git.Run("log", "-1", "--format=%s"));
    }

    [Fact]
    public void Files_that_no_ref_reaches_are_purged_also_when_nothing_else_is_to_be_done()
    {
        Study.Write("a", "1\n").Commit("Begin");
        var blob = Study.Blob(Secret);
        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));
        Assert.Equal([ObjectId.Parse(blob)], plan.Unreachable);
        AssertGone(Study, blob);
    }

    [Fact]
    public void Replacements_of_objects_are_a_refusal_until_somebody_says_what_becomes_of_them()
    {
        var (clean, leaky, blob) = Leak();
        var replacement = Study.LooseCommit("Instead", new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["secret.txt"] = Encoding.UTF8.GetBytes(Secret), ["own"] = [1] }, clean);
        Study.Replace(leaky, replacement);
        var refused = Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Purger.Blobs(blob)));
        Assert.Equal(ExitCode.Refused, refused.Code);
        AssertThere(Study, blob);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob) with { DropReplacements = false });

        AssertGone(Study, blob, leaky, replacement);
        var made = plan.Outcome.Commits.Single(c => c.Old.ToString() == leaky).New!.Value.ToString();
        Assert.Equal([made], Study.Git.Lines("replace", "-l"));
        Assert.Equal("Instead", Study.Git.Run("log", "-1", "--format=%s"));
    }

    [Fact]
    public void Lfs_files_that_only_purged_pointers_name_go_and_others_stay()
    {
        Study.Write("a", "1\n").Commit("Begin");
        var gone = Study.Lfs("secret.bin", "secret bytes"u8.ToArray());
        Study.Lfs("shared.bin", "shared bytes"u8.ToArray());
        Study.Lfs("copy.bin", "shared bytes"u8.ToArray());
        Study.Commit("Big files");
        var pointers = (string[])[Study.Resolve("HEAD:secret.bin"), Study.Resolve("HEAD:shared.bin")];

        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.bin", "shared.bin"));

        var orphan = Assert.Single(plan.OrphanedLfs);
        Assert.Contains(orphan, gone + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("secret bytes"u8)));
        Assert.Single(Directory.GetFiles(Path.Combine(Study.GitDir, "lfs", "objects"), "*", SearchOption.AllDirectories));
        AssertGone(Study, pointers[0]);
    }

    [Fact]
    public void A_submodule_that_holds_it_too_is_said()
    {
        var other = RepositoryBuilder.Create(Folder, "other");
        other.Write("secret.txt", Secret).Commit("Leak");
        Study.Write("a", "1\n").Commit("Begin");
        Study.Submodule(other, "sub").Write("secret.txt", Secret).Commit("Both");

        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        var held = Assert.Single(plan.SubmodulesHoldingIt);
        Assert.Equal(("sub", Path.Combine(Study.GitDir, "modules", "sub"), other.Resolve("HEAD:secret.txt")), (held.Name, held.Directory, held.Blobs.Single().ToString()));
        Purger.Apply(held.Directory, Purger.Blobs(held.Blobs.Single().ToString()));
        Assert.NotEqual(0, Study.Git.In(held.Directory).Try("cat-file", "-e", held.Blobs.Single().ToString()).ExitCode);
    }

    private static string EveryTextOf(string gitDirectory) => string.Concat(Directory.EnumerateFiles(gitDirectory, "*", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/objects/", StringComparison.Ordinal)).Select(f => File.ReadAllText(f, Encoding.Latin1)));
}
