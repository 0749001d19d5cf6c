using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Commits keep every byte but those that name what changed; those that the leak does not reach keep all of them.</summary>
public sealed class PurgeCommitTests : PurgeTestBase
{
    private const string Person = "A <a@study.invalid> 1700000000 +0000";

    [Theory]
    [InlineData("author A <a@b> 1700000000 +051800\ncommitter A <a@b> -1 -7530\n\nOdd zones\n")]
    [InlineData("author A <a@b> 1700000000 --700\ncommitter A <a@b> 99999999999999999999 +0000\n\nDates beyond reason\n")]
    [InlineData("author A <a@b> 1700000000\ncommitter A <a@b>\n\nNo zone, no date\n")]
    [InlineData("committer A <a@b> 1700000000 +0000\n\nNo author\n")]
    [InlineData("author A <a@b> 1 +0000\nauthor B <b@b> 2 +0000\ncommitter A <a@b> 1 +0000\n\nTwo authors\n")]
    [InlineData("author A<a@b> 1 +0000\ncommitter A <<a@b>> 1 +0000\n\nMalformed people\n")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nA zero\0 in the middle\n")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nNo line end at the end")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nWindows\r\nline ends\r\n")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n\n\n  Blanks before\n")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n")]
    [InlineData("author J\xf6rg <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\nencoding ISO-8859-1\n\nGr\xfc\xdf\x65\n")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\nencoding klingon\n\n\xfe\xff\n")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\nencoding UTF-8\n\nSaid though it is the default\n")]
    [InlineData("author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\nHG:extra something\nHG:rename-source hg\n\nFrom elsewhere\n")]
    public void Bytes_that_name_nothing_stay_whatever_they_are(string rest)
    {
        var (_, leaky, blob) = Leak();
        var tree = Study.Resolve("HEAD^{tree}");
        var odd = Study.Raw("commit", Encoding.Latin1.GetBytes($"tree {tree}\nparent {leaky}\n{rest}"));
        Study.Git.Run("update-ref", "refs/heads/main", odd);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob) with { KeepEmpty = true });

        var parent = plan.Outcome.Commits[0].New;
        var made = Encoding.Latin1.GetString(Study.Git.Bytes("cat-file", "commit", "refs/heads/main"));
        Assert.Equal($"tree {Study.Resolve(parent + "^{tree}")}\nparent {parent}\n{rest}", made);
    }

    [Fact]
    public void A_signature_goes_only_with_a_change_and_is_listed()
    {
        const string Signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEz\n -----END PGP SIGNATURE-----\ngpgsig-sha256 x\n y\n";
        var (clean, leaky, blob) = Leak();
        var signedClean = Raw(clean, [], Signature);
        var signedLeaky = Raw(leaky, [signedClean], Signature + "extra kept\n");
        Study.Git.Run("update-ref", "refs/heads/main", signedLeaky);

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        Assert.Equal(signedLeaky, Assert.Single(plan.Outcome.Commits, c => c.LostSignature).Old.ToString());
        Assert.Equal(signedClean, Study.Resolve("refs/heads/main~1"));
        var text = Encoding.Latin1.GetString(Study.Git.Bytes("cat-file", "commit", "refs/heads/main"));
        Assert.DoesNotContain("gpgsig", text);
        Assert.Contains("\nextra kept\n", text);
        Assert.Contains("gpgsig", Encoding.Latin1.GetString(Study.Git.Bytes("cat-file", "commit", "refs/heads/main~1")));
    }

    [Fact]
    public void A_merged_tag_stays_while_its_commit_is_a_parent_and_goes_with_it()
    {
        var (clean, leaky, blob) = Leak();
        static string MergeTag(string target, string name) => $"mergetag object {target}\n type commit\n tag {name}\n tagger {Person}\n \n {name}\n -----BEGIN PGP SIGNATURE-----\n x\n";
        var other = Study.LooseCommit("Side", new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["side"] = "s\n"u8.ToArray() }, clean);
        var merge = Raw(leaky, [leaky, other], MergeTag(other, "good") + MergeTag(leaky, "bad"));
        Study.Git.Run("update-ref", "refs/heads/main", merge);

        Purger.Apply(Study.Path, Purger.Blobs(blob));

        var text = Encoding.Latin1.GetString(Study.Git.Bytes("cat-file", "commit", "refs/heads/main"));
        Assert.Contains(MergeTag(other, "good"), text);
        Assert.DoesNotContain("tag bad", text);
    }

    [Fact]
    public void Ids_in_messages_are_brought_up_to_date_at_the_length_they_had()
    {
        var (clean, leaky, blob) = Leak();
        Study.Write("more.txt", "again\n").Commit($"Fixes {leaky[..7]}, {leaky[..12]} and {leaky}; not {clean[..9]}, x{leaky[..8]}, {leaky[..8]}_y, {leaky[..6]} nor {leaky[..8].ToUpperInvariant()}g");
        var before = Study.Git.Run("log", "-1", "--format=%s");

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        var made = plan.Outcome.Commits.Single(c => c.Old.ToString() == leaky).New!.Value.ToString();
        Assert.Equal($"Fixes {made[..7]}, {made[..12]} and {made}; {before[before.IndexOf("not", StringComparison.Ordinal)..]}", Study.Git.Run("log", "-1", "--format=%s"));
    }

    [Fact]
    public void A_message_may_name_a_commit_of_another_branch_that_comes_later_in_the_order()
    {
        var (clean, leaky, blob) = Leak();
        Study.Branch("side", clean);
        Study.Write("secret.txt", Secret).Write("later", "l\n");
        var later = Study.Commit("Later", new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Study.Switch("main").Write("picked", "p\n");
        Study.Commit($"Picked\n\n(cherry picked from commit {later})", new DateTimeOffset(2024, 2, 1, 0, 0, 0, TimeSpan.Zero));

        var plan = Purger.Apply(Study.Path, Purger.Blobs(blob));

        var made = plan.Outcome.Commits.Single(c => c.Old.ToString() == later).New;
        Assert.Contains($"(cherry picked from commit {made})", Study.Git.Run("log", "-1", "--format=%B", "main"));
        Assert.NotEqual(leaky, Study.Resolve("main~1"));
    }

    [Fact]
    public void A_name_of_a_commit_that_went_stays_and_is_counted()
    {
        Study.Write("readme.md", "A study.\n").Commit("Begin");
        var only = Study.Write("secret.txt", Secret).Commit("Only the secret");
        Study.Write("next", "n\n").Commit($"After {only[..10]}");

        var plan = Purger.Apply(Study.Path, Purger.Paths("secret.txt"));

        Assert.Equal(1, plan.Outcome.NamesLeft);
        Assert.Equal($"After {only[..10]}", Study.Git.Run("log", "-1", "--format=%s"));
        Assert.Null(plan.Outcome.Commits.Single(c => c.Old.ToString() == only).New);
    }

    [Fact]
    public void Parents_named_twice_stay_so()
    {
        var (_, leaky, blob) = Leak();
        var twice = Raw(leaky, [leaky, leaky], "");
        Study.Git.Run("update-ref", "refs/heads/main", twice);
        Purger.Apply(Study.Path, Purger.Blobs(blob));
        var parents = Study.Git.Run("log", "-1", "--format=%P", "main").Split(' ');
        Assert.Equal(2, parents.Length);
        Assert.Equal(parents[0], parents[1]);
    }

    [Fact]
    public void Messages_names_and_addresses_are_replaced_and_commits_without_them_stay()
    {
        var clean = Study.Write("a", "1\n").Commit("Begin");
        Study.Write("a", "2\n").Commit("Look at patient 943 now", author: "Dr Smith <smith@hospital.invalid>");
        Study.AnnotatedTag("v1", "For Dr Smith, about patient 943");
        var rules = TextRules.Parse("patient 943==>a patient\nDr Smith==>Somebody\nregex:smith@([a-z]+)==>nobody@\\1"u8, "rules");

        var plan = Purger.Apply(Study.Path, new PurgeRequest { Replacements = rules, TextPlaces = TextPlaces.Messages | TextPlaces.People, Threads = 2 });

        Assert.Equal("Look at a patient now|Somebody|nobody@hospital.invalid|Somebody", Study.Git.Run("log", "-1", "--format=%s|%an|%ae|%cn"));
        Assert.Equal(clean, Study.Resolve("main~1"));
        var tag = Encoding.UTF8.GetString(Study.Git.Bytes("cat-file", "tag", "v1"));
        Assert.Contains("For Somebody, about a patient", tag);
        Assert.DoesNotContain("943", tag);
        Assert.Equal(3, plan.TreatedTexts.Count + 1);
    }

    [Fact]
    public void A_message_in_which_a_scan_found_something_goes_and_the_rest_of_the_commit_stays()
    {
        Study.Write("a", "1\n").Commit("Begin");
        var leaky = Study.Write("a", "2\n").Commit("nhs number of the first patient");
        var tree = Study.Resolve("HEAD^{tree}");
        var findings = new FindingSelection(new HashSet<ObjectId>(), new HashSet<ObjectId> { ObjectId.Parse(leaky) }, 0, 0);

        Purger.Apply(Study.Path, new PurgeRequest { Findings = findings, Threads = 2 });

        Assert.Equal("[message removed]", Study.Git.Run("log", "-1", "--format=%B"));
        Assert.Equal(tree, Study.Resolve("HEAD^{tree}"));
        AssertGone(Study, leaky);
    }

    private string Raw(string like, string[] parents, string headers) => Study.Raw("commit", Encoding.ASCII.GetBytes(
        $"tree {Study.Resolve(like + "^{tree}")}\n{string.Concat(parents.Select(p => $"parent {p}\n"))}author {Person}\ncommitter {Person}\n{headers}\nRaw\n"));
}
