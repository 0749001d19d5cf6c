using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Cli.Tests;

/// <summary>The whole way with keys and git repositories, each person in a state folder of their own.</summary>
public sealed partial class ReleaseTests : IDisposable
{
    private readonly ReleasingStudy _study = new();
    private readonly ReposanProcess _reposan = new();

    public ReleaseTests()
    {
        _reposan.Variables["REPOSAN_TRUST"] = _study.People.File;
        _reposan.Variables["REPOSAN_REQUESTS"] = _study.Requests;
    }

    public void Dispose()
    {
        _study.Dispose();
        _reposan.Dispose();
    }

    [Fact]
    public void From_request_to_published_branch_to_audit()
    {
        _study.Write("output/table.csv", ReleasingStudy.CleanTable).Write("output/notes.txt", "Rounded to 5.\n").Commit();
        _study.Write("output/scratch.csv", ReleasingStudy.CleanTable);
        var asked = As(_study.AuthorKey, "request", _study.Workspace, "-m", "Add table 1", "--context", "Counts by year", "--controls", "Rounded");
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        Assert.Contains("output/scratch.csv", asked.Out, StringComparison.Ordinal);
        var id = IdIn(asked.Out);
        Assert.Contains("X-Unsent: 1", File.ReadAllText(Path.Combine(_study.Requests, id, "request-001.eml")), StringComparison.Ordinal);
        Assert.Contains("Counts by year", File.ReadAllText(Path.Combine(_study.Requests, id, "review-form-001.md")), StringComparison.Ordinal);

        var early = As(_study.PublisherKey, "publish", id, "--apply");
        Assert.Equal(4, early.ExitCode);
        Assert.Contains("two reviewers", early.Error, StringComparison.Ordinal);

        Approve(id);
        var shown = As(_study.PublisherKey, "publish", id);
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Empty(_study.Released());

        var published = As(_study.PublisherKey, "publish", id, "--apply");
        Assert.Equal((0, ""), (published.ExitCode, published.Error));
        Assert.Contains("Published 2 file(s)", published.Out, StringComparison.Ordinal);
        var released = _study.Released();
        Assert.Equal(["released_outputs/.ledger.jsonl", "released_outputs/README.md", "released_outputs/output/notes.txt", "released_outputs/output/table.csv"], released.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ReleasingStudy.CleanTable, Encoding.UTF8.GetString(released["released_outputs/output/table.csv"]));
        Assert.Equal("Add table 1", _study.RemoteGit.Run("log", "-1", "--format=%s", "release-candidates"));
        Assert.Contains($"Opensafely-released-from: made-up request {id}", _study.RemoteGit.Run("log", "-1", "--format=%b", "release-candidates"), StringComparison.Ordinal);
        Assert.Equal("2", _study.RemoteGit.Run("rev-list", "--count", "release-candidates"));

        var again = As(_study.PublisherKey, "publish", id, "--apply");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("Nothing to do", again.Out, StringComparison.Ordinal);

        var verified = _reposan.Run("release", "verify", _study.Remote);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("approved by first@study.invalid and second@study.invalid", verified.Out, StringComparison.Ordinal);

        Assert.Equal(0, _reposan.Run("scan", _study.Remote, "--ledger").ExitCode);
        Plant("released_outputs/output/other.csv", "year,patients\n2021,130\n");
        var scanned = _reposan.Run("scan", _study.Remote, "--ledger", "--format", "json");
        Assert.Equal(1, scanned.ExitCode);
        Assert.Contains("unapproved-output", scanned.Out, StringComparison.Ordinal);
        Assert.Contains("other.csv", scanned.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("released_outputs/output/table.csv", scanned.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_withdrawn_is_reported_and_never_published_again()
    {
        var id = Released("output/table.csv", ReleasingStudy.CleanTable);
        var shown = As(_study.PublisherKey, "withdraw", _study.Remote, "released_outputs/output/table.csv");
        Assert.Equal(0, shown.ExitCode);
        Assert.Equal(0, _reposan.Run("scan", _study.Remote, "--ledger").ExitCode);

        var done = As(_study.PublisherKey, "withdraw", _study.Remote, "released_outputs/output/table.csv", "--apply");
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.Contains("reposan purge", done.Out, StringComparison.Ordinal);
        var scanned = _reposan.Run("scan", _study.Remote, "--ledger", "--format", "json");
        Assert.Equal(1, scanned.ExitCode);
        Assert.Contains("was withdrawn", scanned.Out, StringComparison.Ordinal);
        Assert.Equal(4, As(_study.PublisherKey, "publish", id, "--apply").ExitCode);
    }

    [Fact]
    public void Outputs_of_before_are_taken_in_and_the_audit_reports_only_what_comes_later()
    {
        Plant("released_outputs/old.csv", "year,patients\n2019,130\n");
        Plant("released_outputs/old.csv", "year,patients\n2019,135\n");
        Assert.Equal(1, _reposan.Run("scan", _study.Remote, "--ledger").ExitCode);
        var taken = As(_study.PublisherKey, "import", _study.Remote, "--apply");
        Assert.Equal((0, ""), (taken.ExitCode, taken.Error));
        Assert.Contains("Took in 2 version(s)", taken.Out, StringComparison.Ordinal);
        Assert.Equal(0, _reposan.Run("scan", _study.Remote, "--ledger").ExitCode);
        Assert.Contains("Nothing to do", As(_study.PublisherKey, "import", _study.Remote, "--apply").Out, StringComparison.Ordinal);

        Plant("released_outputs/new.csv", "year,patients\n2024,130\n");
        var scanned = _reposan.Run("scan", _study.Remote, "--ledger", "--format", "json");
        Assert.Equal(1, scanned.ExitCode);
        Assert.Contains("new.csv", scanned.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("old.csv", scanned.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_count_is_not_asked_for_without_an_exception_and_not_published_without_its_signature()
    {
        _study.Write("output/small.csv", "year,patients\n2021,120\n2022,3\n2023,160\n").Commit();
        var refused = As(_study.AuthorKey, "request", _study.Workspace, "-m", "Add", "--context", "Counts", "--controls", "None");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("small-count", refused.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_study.Requests));

        var form = _study.Folder.Write("form.yaml", Encoding.UTF8.GetBytes("""
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
        var asked = As(_study.AuthorKey, "request", _study.Workspace, "--form", form);
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        var id = IdIn(asked.Out);
        Approve(id);
        Assert.Equal(4, As(_study.PublisherKey, "publish", id, "--apply").ExitCode);
        Assert.Equal(4, As(_study.FirstKey, "review", id, "--allow-exception", "output/small.csv").ExitCode);
        Assert.Equal(0, As(_study.ThirdKey, "review", id, "--allow-exception", "output/small.csv").ExitCode);
        Assert.Equal(0, As(_study.PublisherKey, "publish", id, "--apply").ExitCode);
        Assert.Contains("released_outputs/output/small.csv", _study.Released().Keys);
    }

    [Fact]
    public void Metadata_is_taken_out_before_the_hash_and_the_workspace_stays_as_it_is()
    {
        const string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata>made on host-17</metadata><!-- by x --><text>Rate</text></svg>\n";
        var id = Released("output/figure.svg", svg);
        Assert.Equal(svg, File.ReadAllText(Path.Combine(_study.Workspace, "output/figure.svg")));
        Assert.Equal("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Rate</text></svg>\n", Encoding.UTF8.GetString(_study.Released()["released_outputs/output/figure.svg"]));
        Assert.NotEmpty(id);
    }

    [Fact]
    public void What_nobody_means_to_release_is_deleted_only_when_told_to()
    {
        _study.Write("output/table.csv", ReleasingStudy.CleanTable).Commit();
        _study.Write("output/scratch.csv", "x\n");
        string[] ask = ["request", _study.Workspace, "output/table.csv", "-m", "Add", "--context", "Counts", "--controls", "Rounded", "--delete-unintended"];
        Assert.Equal(0, As(_study.AuthorKey, ask).ExitCode);
        Assert.True(File.Exists(Path.Combine(_study.Workspace, "output/scratch.csv")));
        Assert.Equal(0, As(_study.AuthorKey, [.. ask, "--apply"]).ExitCode);
        Assert.False(File.Exists(Path.Combine(_study.Workspace, "output/scratch.csv")));
        Assert.True(File.Exists(Path.Combine(_study.Workspace, "output/table.csv")));
    }

    private string Released(string path, string content)
    {
        _study.Write(path, content).Commit();
        var asked = As(_study.AuthorKey, "request", _study.Workspace, "-m", "Add", "--context", "Counts", "--controls", "Rounded");
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        var id = IdIn(asked.Out);
        Approve(id);
        var published = As(_study.PublisherKey, "publish", id, "--apply");
        Assert.Equal((0, ""), (published.ExitCode, published.Error));
        return id;
    }

    private void Approve(string id)
    {
        Assert.Equal(0, As(_study.FirstKey, "review", id, "--approve", "*", "--submit").ExitCode);
        Assert.Equal(0, As(_study.SecondKey, "review", id, "--approve", "*", "--submit").ExitCode);
        Assert.Equal(0, As(_study.FirstKey, "review", id).ExitCode);
    }

    /// <summary>Commits a file to the study repository past all review.</summary>
    private void Plant(string path, string content)
    {
        var clone = _study.Folder.File("clone-" + Guid.NewGuid().ToString("N"));
        _study.Git.Run("clone", "-q", _study.Remote, clone);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone, path))!);
        File.WriteAllText(Path.Combine(clone, path), content);
        var git = _study.Git.In(clone);
        git.Run("add", "-A");
        git.Run("commit", "-q", "-m", "Add");
        git.Run("push", "-q", "origin", "main");
    }

    private Ended As(string key, params string[] arguments) =>
        _reposan.Run(["release", .. arguments, "--sign-key", key, "--state", _study.Folder.File("state-" + Path.GetFileName(key))]);

    private static string IdIn(string output) => Id().Match(output).Value;

    [GeneratedRegex(@"\d{4}-\d\d-\d\d-[a-z2-9]{4}")]
    private static partial Regex Id();
}
