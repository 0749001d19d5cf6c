using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>What takes the place of what was selected, and how it is selected.</summary>
public sealed class PurgeTreatmentTests : PurgeTestBase
{
    [Fact]
    public void A_tombstone_lies_in_the_files_place_and_a_link_goes()
    {
        var (_, leaky, blob) = Leak();
        File.CreateSymbolicLink(Path.Combine(Study.Path, "link"), "secret.txt");
        Study.Commit("Link");
        var link = Study.Resolve("HEAD:link");

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob, link) with { Treatment = Treatment.Tombstone, TombstoneText = "Removed.\n" });

        AssertGone(Study, blob, leaky, link);
        Assert.Equal("Removed.", Study.Git.Run("show", "HEAD:secret.txt"));
        Assert.Equal("Removed.\n", File.ReadAllText(Path.Combine(Study.Path, "secret.txt")));
        Assert.Equal(["more.txt", "readme.md", "secret.txt"], Study.Git.Lines("ls-tree", "--name-only", "HEAD"));
        Assert.Equal(2, plan.Blobs.Count);
    }

    [Fact]
    public void Texts_are_replaced_in_every_file_that_holds_them_binary_or_not()
    {
        Study.Write("table.csv", "id\n943 476 5919\nother\n").Write("binary", [0, 1, .. "943 476 5919"u8, 0, 255]).Write("clean", "clean\n").Commit("Begin");
        var ids = (string[])[Study.Resolve("HEAD:table.csv"), Study.Resolve("HEAD:binary")];
        var rules = TextRules.Parse("regex:\\d{3} \\d{3} \\d{4}==>[number]"u8, "rules");

        Purger.Apply(Study.Path, new PurgeRequest { Containing = rules, Replacements = rules, Treatment = Treatment.ReplaceText, Threads = 2 });

        AssertGone(Study, ids);
        Assert.Equal("id\n[number]\nother\n", Encoding.ASCII.GetString(Study.Git.Bytes("cat-file", "blob", "HEAD:table.csv")));
        Assert.Equal([0, 1, .. "[number]"u8, 0, 255], Study.Git.Bytes("cat-file", "blob", "HEAD:binary"));
        Assert.Equal("id\n[number]\nother\n", File.ReadAllText(Path.Combine(Study.Path, "table.csv")));
    }

    [Fact]
    public void A_file_is_redacted_by_what_its_path_says_it_is()
    {
        Study.Write("project.yaml", "version: '4.0'\nactions: {}\n").Write("output/t.csv", "n\n3\n").Write("notes/t.txt", "n\n3\n").Commit("Begin");
        var blob = Study.Resolve("HEAD:output/t.csv");
        RedactFile redact = static (ReadOnlyMemory<byte> content, FileContext context, out string? refusal) =>
        {
            refusal = null;
            return context.Extension == ".csv" ? Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(content.Span).Replace("3", "[REDACTED]", StringComparison.Ordinal)) : null;
        };

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob) with { Treatment = Treatment.Redact, Redact = redact });

        Assert.Equal("n\n[REDACTED]", Study.Git.Run("show", "HEAD:output/t.csv"));
        Assert.Equal("n\n3", Study.Git.Run("show", "HEAD:notes/t.txt"));
        Assert.Equal(["notes/t.txt"], Assert.Single(plan.Blobs).StaysAt);
    }

    [Fact]
    public void A_file_that_cannot_be_redacted_refuses_the_whole_purge()
    {
        var (_, leaky, blob) = Leak();
        RedactFile redact = static (ReadOnlyMemory<byte> _, FileContext _, out string? refusal) =>
        {
            refusal = "it is an image";
            return null;
        };
        var refused = Assert.Throws<ReposanException>(() => Purger.Apply(Study.Path, Purger.Blobs(blob) with { Treatment = Treatment.Redact, Redact = redact }));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("1 .txt because it is an image", refused.Message);
        Assert.Equal(leaky, Study.Head);
    }

    [Fact]
    public void Names_of_files_folders_branches_and_tags_are_replaced_and_trees_stay_in_order()
    {
        Study.Write("smith/results.csv", "1\n").Write("zz-smith.txt", "2\n").Write("a", "3\n").Commit("Begin");
        Study.Branch("for-smith").AnnotatedTag("v-smith", "Tag");
        var rules = TextRules.Parse("smith==>aaa"u8, "rules");

        Purger.Apply(Study.Path, new PurgeRequest { Replacements = rules, TextPlaces = TextPlaces.Paths | TextPlaces.Refs, Threads = 2 });

        Assert.Equal(["a", "aaa/results.csv", "zz-aaa.txt"], Study.Git.Lines("ls-tree", "-r", "--name-only", "HEAD"));
        Assert.Equal(["refs/heads/for-aaa", "refs/heads/main", "refs/tags/v-aaa"], Study.Git.Lines("for-each-ref", "--format=%(refname)"));
        Assert.Equal("refs/heads/for-aaa", Study.Git.Run("symbolic-ref", "HEAD"));
        Assert.Contains("\ntag v-aaa\n", Encoding.ASCII.GetString(Study.Git.Bytes("cat-file", "tag", "v-aaa")));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
        Assert.Equal("", Study.Git.Run("fsck", "--full", "--no-progress"));
        Assert.DoesNotContain("smith", string.Concat(Directory.EnumerateFileSystemEntries(Study.Path, "*", SearchOption.AllDirectories)));
    }

    [Fact]
    public void A_ref_can_be_dropped()
    {
        var (clean, leaky, _) = Leak();
        Study.Branch("kept", clean);
        Purger.Apply(Study.Path, new PurgeRequest { DropRefs = ["refs/heads/main"], Threads = 2 });
        Assert.Equal(["refs/heads/kept"], Study.Git.Lines("for-each-ref", "--format=%(refname)"));
        AssertGone(Study, leaky);
    }

    [Theory]
    [InlineData("*.csv", "out/a.csv out/deep/b.csv")]
    [InlineData("out/*.csv", "out/a.csv")]
    [InlineData("out/**/*.csv", "out/a.csv out/deep/b.csv")]
    [InlineData("out/**", "out/a.csv out/deep/b.csv out/deep/c.txt")]
    [InlineData("?.txt", "out/deep/c.txt x.txt")]
    [InlineData("deep", "out/deep/b.csv out/deep/c.txt")]
    public void Globs_select_by_name_or_by_whole_path(string glob, string expected)
    {
        foreach (var path in (string[])["out/a.csv", "out/deep/b.csv", "out/deep/c.txt", "x.txt", "long.txt"]) Study.Write(path, path + "\n");
        Study.Commit("Begin");
        var plan = Purger.Plan(Study.Path, new PurgeRequest { Paths = [PathPattern.Glob(glob)], Threads = 2 });
        Assert.Equal(expected, string.Join(' ', plan.Blobs.SelectMany(b => b.Paths).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Selections_combine_as_any_or_as_all()
    {
        Study.Write("out/large.csv", new string('x', 2000)).Write("out/small.csv", "s\n").Write("large.bin", new string('y', 2000)).Commit("Begin");
        var request = new PurgeRequest { Paths = [PathPattern.Of("out")], LargerThan = 1000, Threads = 2 };
        Assert.Equal(3, Purger.Plan(Study.Path, request).Blobs.Count);
        Assert.Equal(["out/large.csv"], Assert.Single(Purger.Plan(Study.Path, request with { MatchAll = true }).Blobs).Paths);
    }

    [Fact]
    public void A_file_whose_present_version_is_clean_loses_all_others()
    {
        Study.Write("table.csv", Secret).Commit("Bad");
        var bad = Study.Resolve("HEAD:table.csv");
        Study.Write("table.csv", "clean\n").Commit("Clean");
        Study.Write("other", "o\n").Commit("Other");

        Purger.Apply(Study.Path, Purger.Paths("table.csv") with { KeepAt = "main" });

        AssertGone(Study, bad);
        Assert.Equal(["Other", "Clean"], Study.Git.Lines("log", "--format=%s"));
        Assert.Equal("clean", Study.Git.Run("show", "HEAD:table.csv"));
    }

    [Fact]
    public void Findings_of_a_scan_select_files_by_fingerprint_or_all()
    {
        var (_, leaky, blob) = Leak();
        var json = $$"""
            {"findings":[{"blob":"{{blob}}","fingerprints":["aa"]},{"object":{"type":"commit","id":"{{leaky}}"},"fingerprints":["bb"]},{"object":{"type":"ref","id":"{{leaky}}"},"fingerprints":["cc"]}]}
            """;
        FindingSelection Read(params string[] fingerprints) => FindingSelection.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "scan.json", fingerprints);
        var all = Read();
        Assert.Equal((1, 1, 1), (all.Blobs.Count, all.Messages.Count, all.InNames));
        Assert.Equal((1, 0, 0), (Read("AA").Blobs.Count, Read("AA").Messages.Count, Read("AA").InNames));
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Read("dd")).Code);
        Assert.Equal(blob, Assert.Single(Purger.Plan(Study.Path, new PurgeRequest { Findings = Read("aa"), Threads = 2 }).Blobs).Id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("regex:(")]
    [InlineData("regex:(?=look)")]
    [InlineData("regex:x*")]
    [InlineData("==>only a replacement")]
    public void Rules_that_are_none_are_refused_without_quoting_them(string line)
    {
        var refused = Assert.Throws<ReposanException>(() => TextRules.Parse(Encoding.UTF8.GetBytes(line + "\n"), "rules.txt"));
        Assert.Equal(ExitCode.Usage, refused.Code);
        if (line.Length > 0) Assert.DoesNotContain(line, refused.Message);
    }

    [Fact]
    public void What_was_stopped_goes_on_and_what_was_done_goes_back()
    {
        var (_, leaky, blob) = Leak();
        Study.Write("secret.txt", Secret + "x\n").Stash("stash");
        var before = Snapshot();
        Purger.FailAtEnd = true;
        Assert.Throws<InvalidOperationException>(() => Purger.Apply(Study.Path, Purger.Blobs(blob)));
        Assert.Equal(PurgePhase.Followed, PurgeJournal.Read(Purger.Last!)!.Phase);
        Purger.FailAtEnd = false;
        Purger.Continue(Study.Path);
        AssertGone(Study, blob, leaky);

        Purger.RollBack(Study.Path);

        Assert.Equal(before, Snapshot());
        Assert.Equal(Secret, File.ReadAllText(Path.Combine(Study.Path, "secret.txt")));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
        AssertThere(Study, blob, leaky);
    }

    [Fact]
    public void A_copy_is_bare_and_whole_and_the_original_stays_as_it_is()
    {
        var (_, leaky, blob) = Leak();
        Study.Write("more.txt", "stashed\n").Stash("stash");
        var copy = RepositoryCopy.Make(Repository.Open(Study.Path), Folder.File("copy.git"), CancellationToken.None);
        Assert.Equal(Study.Git.Lines("for-each-ref"), Study.Git.In(copy.CommonDirectory).Lines("for-each-ref"));
        Assert.Equal("true", Study.Git.In(copy.CommonDirectory).Run("rev-parse", "--is-bare-repository"));
        Purger.Apply(copy.CommonDirectory, Purger.Blobs(blob));
        Assert.NotEqual(0, Study.Git.In(copy.CommonDirectory).Try("cat-file", "-e", blob).ExitCode);
        AssertThere(Study, blob, leaky);
    }

    private string Snapshot() => Study.Git.Run("for-each-ref") + Study.Git.Run("stash", "list") + Study.Git.Run("reflog", "--all") + Study.Git.Run("ls-files", "--stage")
        + string.Join('\n', Study.Git.Lines("cat-file", "--batch-all-objects", "--batch-check"));
}
