using System.Text;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Cli.Tests;

/// <summary>The whole way with keys and git repositories, each person in a state folder of their own.</summary>
public sealed class ReleaseTests : ReleasingPeople
{
    [Fact]
    public void From_request_to_published_branch_to_audit()
    {
        Study.Write("output/table.csv", ReleasingStudy.CleanTable).Write("output/notes.txt", "Rounded to 5.\n").Commit();
        Study.Write("output/scratch.csv", ReleasingStudy.CleanTable);
        var asked = As(Study.AuthorKey, "request", Study.Workspace, "-m", "Add table 1", "--context", "Counts by year", "--controls", "Rounded");
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        Assert.Contains("output/scratch.csv", asked.Out, StringComparison.Ordinal);
        var id = IdIn(asked.Out);
        Assert.Contains("X-Unsent: 1", File.ReadAllText(Path.Combine(Study.Requests, id, "request-001.eml")), StringComparison.Ordinal);
        Assert.Contains("Counts by year", File.ReadAllText(Path.Combine(Study.Requests, id, "review-form-001.md")), StringComparison.Ordinal);

        var early = As(Study.PublisherKey, "publish", id, "--apply");
        Assert.Equal(4, early.ExitCode);
        Assert.Contains("two reviewers", early.Error, StringComparison.Ordinal);

        Approve(id);
        var shown = As(Study.PublisherKey, "publish", id);
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Empty(Study.Released());

        var published = As(Study.PublisherKey, "publish", id, "--apply");
        Assert.Equal((0, ""), (published.ExitCode, published.Error));
        Assert.Contains("Published 2 file(s)", published.Out, StringComparison.Ordinal);
        var released = Study.Released();
        Assert.Equal(["released_outputs/.ledger.jsonl", "released_outputs/README.md", "released_outputs/output/notes.txt", "released_outputs/output/table.csv"], released.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ReleasingStudy.CleanTable, Encoding.UTF8.GetString(released["released_outputs/output/table.csv"]));
        Assert.Equal("Add table 1", Study.RemoteGit.Run("log", "-1", "--format=%s", "release-candidates"));
        Assert.Contains($"Opensafely-released-from: made-up request {id}", Study.RemoteGit.Run("log", "-1", "--format=%b", "release-candidates"), StringComparison.Ordinal);
        Assert.Equal("2", Study.RemoteGit.Run("rev-list", "--count", "release-candidates"));

        var again = As(Study.PublisherKey, "publish", id, "--apply");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("Nothing to do", again.Out, StringComparison.Ordinal);

        var verified = Reposan.Run("release", "verify", Study.Remote);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("approved by first@study.invalid and second@study.invalid", verified.Out, StringComparison.Ordinal);

        Assert.Equal(0, Reposan.Run("scan", Study.Remote, "--ledger").ExitCode);
        Plant("released_outputs/output/other.csv", "year,patients\n2021,130\n");
        var scanned = Reposan.Run("scan", Study.Remote, "--ledger", "--format", "json");
        Assert.Equal(1, scanned.ExitCode);
        Assert.Contains("unapproved-output", scanned.Out, StringComparison.Ordinal);
        Assert.Contains("other.csv", scanned.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("released_outputs/output/table.csv", scanned.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", 2, "There is no ssh key")]
    [InlineData("damaged", 4, "There is no ssh key")]
    [InlineData("unknown", 4, "does not know the key")]
    [InlineData("reviewer", 4, "may not")]
    [InlineData("without its private part", 4, "can't be used to sign")]
    [InlineData("", 2, "--sign-key")]
    public void Nothing_is_published_without_the_key_of_a_publisher(string key, int code, string says)
    {
        var id = Approved("output/table.csv", ReleasingStudy.CleanTable);
        var file = key switch
        {
            "damaged" => Study.Folder.Write("damaged", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n"u8.ToArray()),
            "unknown" => Study.People.MakeKey("stranger"),
            "reviewer" => Study.FirstKey,
            "without its private part" => Study.Folder.Write("lone.pub", File.ReadAllBytes(Study.PublisherKey + ".pub")),
            "" => "",
            _ => Study.Folder.File("nowhere"),
        };
        var ended = Reposan.Run(["release", "publish", id, "--apply", "--state", Study.Folder.File("state"), .. key is "" ? [] : (string[])["--sign-key", file]]);
        Assert.Equal(code, ended.ExitCode);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.Trim().Split('\n'));
        Assert.Empty(Study.Released());
    }

    [Fact]
    public void Bytes_of_a_request_that_were_changed_are_said_until_they_are_asked_for_anew()
    {
        Study.Write("output/table.csv", ReleasingStudy.CleanTable).Commit();
        string[] ask = ["request", Study.Workspace, "-m", "Add", "--context", "Counts", "--controls", "Rounded"];
        var id = IdIn(As(Study.AuthorKey, ask).Out);
        File.WriteAllText(Directory.GetFiles(Path.Combine(Study.Requests, id, "files")).Single(), "year,patients\n2021,3\n");

        var (all, one) = (Reposan.Run("release", "status"), Reposan.Run("release", "status", id));
        Assert.Equal(4, all.ExitCode);
        Assert.Contains("CHANGED", all.Out, StringComparison.Ordinal);
        Assert.Equal(4, one.ExitCode);
        Assert.Contains("output/table.csv", one.Error, StringComparison.Ordinal);
        var approved = As(Study.FirstKey, "review", id, "--approve", "*", "--submit");
        Assert.Equal(4, approved.ExitCode);
        Assert.Contains($"--id {id}", approved.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(Study.Requests, id)), f => f.Contains("commitment", StringComparison.Ordinal));

        Assert.Equal(0, As(Study.AuthorKey, [.. ask, "--id", id]).ExitCode);
        Assert.Equal(0, Reposan.Run("release", "status").ExitCode);
        Approve(id);
        Assert.Equal(0, As(Study.PublisherKey, "publish", id, "--apply").ExitCode);
    }

    [Fact]
    public void Who_committed_a_file_does_not_review_it_where_the_workspace_lies_in_a_larger_repository()
    {
        var workspace = Path.Combine(Study.Workspace, "inner");
        Directory.Move(Path.Combine(Study.Workspace, "metadata"), Study.Folder.File("metadata"));
        Study.Write("inner/output/table.csv", ReleasingStudy.CleanTable);
        Directory.Move(Study.Folder.File("metadata"), Path.Combine(workspace, "metadata"));
        Study.Commit("Fay First <first@study.invalid>");
        var asked = As(Study.AuthorKey, "request", workspace, "-m", "Add", "--context", "Counts", "--controls", "Rounded");
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        var refused = As(Study.FirstKey, "review", IdIn(asked.Out), "--approve", "*", "--submit");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("is an author", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, As(Study.SecondKey, "review", IdIn(asked.Out), "--reject", "output/table.csv").ExitCode);
    }

    [Fact]
    public void What_is_withdrawn_is_reported_and_never_published_again()
    {
        var id = Released("output/table.csv", ReleasingStudy.CleanTable);
        var shown = As(Study.PublisherKey, "withdraw", Study.Remote, "released_outputs/output/table.csv");
        Assert.Equal(0, shown.ExitCode);
        Assert.Equal(0, Reposan.Run("scan", Study.Remote, "--ledger").ExitCode);

        var done = As(Study.PublisherKey, "withdraw", Study.Remote, "released_outputs/output/table.csv", "--apply");
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.Contains("reposan purge", done.Out, StringComparison.Ordinal);
        var scanned = Reposan.Run("scan", Study.Remote, "--ledger", "--format", "json");
        Assert.Equal(1, scanned.ExitCode);
        Assert.Contains("was withdrawn", scanned.Out, StringComparison.Ordinal);
        Assert.Equal(4, As(Study.PublisherKey, "publish", id, "--apply").ExitCode);
    }

    [Fact]
    public void The_commands_that_are_printed_after_a_withdrawal_run_and_name_a_copy()
    {
        Released("output/it's.csv", ReleasingStudy.CleanTable);
        var done = Reposan.RunBash($"cd '{Study.Folder.Path}' && reposan release withdraw study.git \"released_outputs/output/it's.csv\" --apply --sign-key '{Study.PublisherKey}'");
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        var commands = string.Join('\n', done.Out.Split('\n').Where(l => l.StartsWith("  git ", StringComparison.Ordinal) || l.StartsWith("  reposan purge ", StringComparison.Ordinal)));
        var ran = Reposan.RunBash($"set -e\ncd '{Study.Folder.Path}'\n{commands}\nls -d *-mirror.git");
        Assert.True(ran.ExitCode == 0, commands + ran.Out + ran.Error);
        Assert.Contains("it's.csv", ran.Out, StringComparison.Ordinal);
        Assert.Contains("study-mirror.git", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_was_renamed_by_hand_is_reported_and_the_one_that_was_approved_is_not()
    {
        Released("output/table.csv", ReleasingStudy.CleanTable);
        Study.RemoteGit.Run("branch", "-f", "main", "release-candidates");
        Assert.Equal(0, Reposan.Run("scan", Study.Remote, "--ledger").ExitCode);
        Plant("released_outputs/output/other.csv", ReleasingStudy.CleanTable);
        var scanned = Reposan.Run("scan", Study.Remote, "--ledger", "--format", "json");
        Assert.Equal(1, scanned.ExitCode);
        using var json = System.Text.Json.JsonDocument.Parse(scanned.Out);
        var finding = Assert.Single(json.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal("unapproved-output", finding.GetProperty("rule").GetString());
        Assert.Equal(["released_outputs/output/other.csv"], finding.GetProperty("paths").EnumerateArray().Select(p => p.GetString()));
        var verified = Reposan.Run("release", "verify", Study.Remote);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("other.csv was approved as released_outputs/output/table.csv", verified.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", As(Study.PublisherKey, "import", Study.Remote, "--apply").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_taken_in_by_names_and_contents()
    {
        const string there = "year,patients\n2019,130\n", named = "year,patients\n2019,140\n";
        Plant("released_outputs/there.csv", there);
        Plant("released_outputs/named.csv", named);
        var list = Study.Folder.Write("list.json", Encoding.UTF8.GetBytes($$"""{"files": [{"name": "there.csv", "sha256": "{{Hash(there)}}"}, {"name": "other.csv", "sha256": "{{Hash(named)}}"}]}"""));
        var taken = As(Study.PublisherKey, "import", Study.Remote, "--list", list, "--apply");
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("Took in 1 version(s)", taken.Out, StringComparison.Ordinal);
        Assert.Contains("'other.csv' of the list is not there under that name", taken.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("named.csv", Ledgers(), StringComparison.Ordinal);
        Assert.Contains("there.csv", Ledgers(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_withdrawn_and_purged_leaves_a_signed_gap_that_audit_and_verification_accept()
    {
        const string bad = "year,patients\n2021,120\n2022,131\n";
        Study.Write("output/table.csv", ReleasingStudy.CleanTable);
        Released("output/bad.csv", bad);
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(bad)));
        Assert.Contains(sha256, Ledgers(), StringComparison.Ordinal);

        var mirror = Study.Folder.File("mirror.git");
        Study.Git.Run("clone", "-q", "--mirror", Study.Remote, mirror);
        var early = Reposan.Run("purge", mirror, "--path", "released_outputs/output/bad.csv");
        Assert.Contains("1 of the files stand in the ledger", early.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(".ledger.jsonl", early.Out, StringComparison.Ordinal);

        Assert.Equal(0, As(Study.PublisherKey, "withdraw", Study.Remote, "released_outputs/output/bad.csv", "--apply").ExitCode);
        Study.Git.In(mirror).Run("fetch", "-q");
        var purged = Reposan.Run("purge", mirror, "--path", "released_outputs/output/bad.csv", "--apply", "--in-place");
        Assert.True(purged.ExitCode == 0, purged.Out + purged.Error);
        Assert.DoesNotContain("stand in the ledger", purged.Out, StringComparison.Ordinal);
        var proof = Reposan.Run("prove", mirror);
        Assert.True(proof.ExitCode == 0, proof.Out + proof.Error);
        var pushed = Reposan.Run("push", mirror, "--apply");
        Assert.True(pushed.ExitCode == 0, pushed.Out + pushed.Error);
        // What the server's support does for whoever asks.
        Study.RemoteGit.Run("gc", "-q", "--prune=now");

        Assert.DoesNotContain(sha256, Ledgers(), StringComparison.Ordinal);
        var scanned = Reposan.Run("scan", Study.Remote, "--ledger");
        Assert.True(scanned.ExitCode == 0, scanned.Out + scanned.Error);
        var verified = Reposan.Run("release", "verify", Study.Remote);
        Assert.True(verified.ExitCode == 0, verified.Out + verified.Error);

        File.Delete(Path.Combine(Study.Workspace, "output/bad.csv"));
        Released("output/more.csv", "year,patients\n2024,250\n");
        Assert.Equal(0, Reposan.Run("release", "verify", Study.Remote).ExitCode);
    }

    [Fact]
    public void Outputs_of_before_are_taken_in_and_the_audit_reports_only_what_comes_later()
    {
        Plant("released_outputs/old.csv", "year,patients\n2019,130\n");
        Plant("released_outputs/old.csv", "year,patients\n2019,135\n");
        Assert.Equal(1, Reposan.Run("scan", Study.Remote, "--ledger").ExitCode);
        var taken = As(Study.PublisherKey, "import", Study.Remote, "--apply");
        Assert.Equal((0, ""), (taken.ExitCode, taken.Error));
        Assert.Contains("Took in 2 version(s)", taken.Out, StringComparison.Ordinal);
        Assert.Equal(0, Reposan.Run("scan", Study.Remote, "--ledger").ExitCode);
        Assert.Contains("Nothing to do", As(Study.PublisherKey, "import", Study.Remote, "--apply").Out, StringComparison.Ordinal);

        Plant("released_outputs/new.csv", "year,patients\n2024,130\n");
        var scanned = Reposan.Run("scan", Study.Remote, "--ledger", "--format", "json");
        Assert.Equal(1, scanned.ExitCode);
        Assert.Contains("new.csv", scanned.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("old.csv", scanned.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_of_before_is_taken_in_under_each_of_its_names()
    {
        Plant("released_outputs/old.csv", "year,patients\n2019,130\n");
        Plant("released_outputs/copy.csv", "year,patients\n2019,130\n");
        Assert.Contains("Took in 2 version(s)", As(Study.PublisherKey, "import", Study.Remote, "--apply").Out, StringComparison.Ordinal);
        Assert.Equal(0, Reposan.Run("scan", Study.Remote, "--ledger").ExitCode);
        Assert.Equal(0, Reposan.Run("release", "verify", Study.Remote).ExitCode);
    }

    [Fact]
    public void A_small_count_is_not_asked_for_without_an_exception_and_not_published_without_its_signature()
    {
        Study.Write("output/small.csv", "year,patients\n2021,120\n2022,3\n2023,160\n").Commit();
        var refused = As(Study.AuthorKey, "request", Study.Workspace, "-m", "Add", "--context", "Counts", "--controls", "None");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("small-count", refused.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Study.Requests));

        var form = Study.Folder.Write("form.yaml", Encoding.UTF8.GetBytes("""
            message: Add counts
            groups:
              - name: Counts
                context: Counts by year
                controls: None needed
                files: [output/small.csv]
            exceptions:
              - file: output/small.csv
                need: The year is what the study is about
                notDisclosive: They are hospitals, not patients
            """));
        var asked = As(Study.AuthorKey, "request", Study.Workspace, "--form", form);
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        var id = IdIn(asked.Out);
        Approve(id);
        Assert.Equal(4, As(Study.PublisherKey, "publish", id, "--apply").ExitCode);
        Assert.Equal(4, As(Study.FirstKey, "review", id, "--allow-exception", "output/small.csv").ExitCode);
        Assert.Equal(0, As(Study.ThirdKey, "review", id, "--allow-exception", "output/small.csv").ExitCode);
        Assert.Equal(0, As(Study.PublisherKey, "publish", id, "--apply").ExitCode);
        Assert.Contains("released_outputs/output/small.csv", Study.Released().Keys);
    }

    [Fact]
    public void Metadata_is_taken_out_before_the_hash_and_the_workspace_stays_as_it_is()
    {
        const string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata>made on host-17</metadata><!-- by x --><text>Rate</text></svg>\n";
        var id = Released("output/figure.svg", svg);
        Assert.Equal(svg, File.ReadAllText(Path.Combine(Study.Workspace, "output/figure.svg")));
        Assert.Equal("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Rate</text></svg>\n", Encoding.UTF8.GetString(Study.Released()["released_outputs/output/figure.svg"]));
        Assert.NotEmpty(id);
    }

    [Fact]
    public void What_nobody_means_to_release_is_deleted_only_when_told_to()
    {
        Study.Write("output/table.csv", ReleasingStudy.CleanTable).Commit();
        Study.Write("output/scratch.csv", "x\n");
        string[] ask = ["request", Study.Workspace, "output/table.csv", "-m", "Add", "--context", "Counts", "--controls", "Rounded", "--delete-unintended"];
        Assert.Equal(0, As(Study.AuthorKey, ask).ExitCode);
        Assert.True(File.Exists(Path.Combine(Study.Workspace, "output/scratch.csv")));
        Assert.Equal(0, As(Study.AuthorKey, [.. ask, "--apply"]).ExitCode);
        Assert.False(File.Exists(Path.Combine(Study.Workspace, "output/scratch.csv")));
        Assert.True(File.Exists(Path.Combine(Study.Workspace, "output/table.csv")));
    }

    private static string Hash(string content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
