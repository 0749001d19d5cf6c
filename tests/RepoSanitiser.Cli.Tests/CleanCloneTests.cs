using System.Diagnostics;
using System.Text.Json.Nodes;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Cli.Tests;

/// <summary>A colleague's clone is checked and cleaned with the kit alone, under another key and in another home than the purge.</summary>
public sealed class CleanCloneTests : IDisposable
{
    private const string Secret = "patient_id,nhs_number\n1,943" + "4765919\n2,943" + "4765870\n";
    private const string SecretPath = "released_outputs/patients.csv";

    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _team = new();
    private readonly ReposanProcess _colleague = new();
    private readonly RepositoryBuilder _server;
    private readonly RepositoryBuilder _clone;
    private readonly string _blob;
    private readonly string _oldHead;

    public CleanCloneTests()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("readme.md", "A study.\n").Commit("Begin");
        study.Write(SecretPath, Secret).Write("code.py", "1\n").Commit("Release");
        study.AnnotatedTag("v1", "One");
        study.Write("code.py", "2\n").Commit("Go on");
        (_blob, _oldHead) = (study.Resolve($"HEAD:{SecretPath}"), study.Head);
        _server = study.Mirror("server.git");
        study.Git.In(_folder.Path).Run("-c", "protocol.file.allow=always", "clone", "-q", "file://" + _server.Path, _folder.File("clone"));
        _clone = RepositoryBuilder.Open(_folder, _folder.File("clone"));
        _clone.Git.Now = study.Git.Now;
    }

    private string Kit => _folder.File("kit.json");

    private string ReceiptFile => _folder.File("receipt.json");

    public void Dispose()
    {
        _folder.Dispose();
        _team.Dispose();
        _colleague.Dispose();
    }

    [Fact]
    public void What_only_the_clone_has_is_made_again_on_the_new_history_and_the_leak_is_gone_from_all_places()
    {
        Work();
        Purge("--treatment", "remove");

        var dry = Clean();
        Assert.Equal(1, dry.ExitCode);
        Assert.Contains("3 commits that only you have", dry.Error, StringComparison.Ordinal);
        Assert.Equal("remains", (string?)Receipt()["proof"]!["verdict"]);
        Assert.Equal(_blob, _clone.Resolve($"mine~1:{SecretPath}"));

        var done = Clean("--apply", "--copy", "clone:colleague");
        Assert.Equal(0, done.ExitCode);
        Assert.NotEqual(0, _clone.Git.Try("cat-file", "-e", _blob).ExitCode);
        Assert.NotEqual(0, _clone.Git.Try("cat-file", "-e", _oldHead).ExitCode);
        Assert.Equal(_server.Resolve("main"), _clone.Resolve("main"));
        Assert.Equal(_server.Resolve("main"), _clone.Resolve("refs/remotes/origin/main"));
        Assert.Equal(_server.Resolve("refs/tags/v1"), _clone.Resolve("refs/tags/v1"));
        Assert.Equal(_server.Resolve("main"), _clone.Resolve("mine~1"));
        Assert.Equal("mine", _clone.Git.Run("show", "mine:mine.py"));
        Assert.Equal("stashed", _clone.Git.Run("show", "stash@{0}:code.py"));
        Assert.False(File.Exists(Path.Combine(_clone.Path, SecretPath)));
        Assert.Equal("", _clone.Git.Run("status", "--porcelain"));
        var receipt = Receipt();
        Assert.Equal(("cleaned", "gone", "clone:colleague"), ((string?)receipt["action"], (string?)receipt["proof"]!["verdict"], (string?)receipt["copy"]));
        Assert.Empty(BackupsOf(_colleague));
        Assert.Equal(0, Clean().ExitCode);
    }

    [Theory]
    [InlineData("tombstone")]
    [InlineData("redact")]
    public void Where_other_content_took_the_place_of_the_leak_the_clone_has_to_fetch_it_first(string treatment)
    {
        _clone.Branch("mine").Write("mine.py", "mine\n").Commit("Mine");
        Purge("--treatment", treatment);
        var early = Clean("--apply");
        Assert.Equal(4, early.ExitCode);
        Assert.Contains("git fetch --all --prune --tags --force", early.Error, StringComparison.Ordinal);
        Assert.Equal(_blob, _clone.Resolve($"mine:{SecretPath}"));

        _clone.Git.Run("-c", "protocol.file.allow=always", "fetch", "-q", "--all", "--prune", "--tags", "--force");
        var done = Clean("--apply");
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.Equal(_server.Resolve("main"), _clone.Resolve("mine~1"));
        Assert.Equal(_server.Resolve($"main:{SecretPath}"), _clone.Resolve($"mine:{SecretPath}"));
        Assert.NotEqual(0, _clone.Git.Try("cat-file", "-e", _blob).ExitCode);
    }

    [Fact]
    public void A_clone_that_was_pulled_over_keeps_the_leak_only_where_nothing_reaches_it_and_loses_that_too()
    {
        Purge("--treatment", "remove");
        _clone.Git.Run("-c", "protocol.file.allow=always", "fetch", "-q", "--all", "--prune", "--tags", "--force");
        _clone.Git.Run("reset", "-q", "--hard", "origin/main");
        Assert.Equal(1, Clean().ExitCode);
        Assert.Equal(0, Clean("--apply").ExitCode);
        Assert.NotEqual(0, _clone.Git.Try("cat-file", "-e", _blob).ExitCode);
    }

    [Fact]
    public void A_purge_whose_commits_can_not_be_made_again_here_leaves_the_clone_as_it_is_and_says_to_clone_again()
    {
        File.WriteAllText(_folder.File("replace.txt"), "Go on==>Go further\n");
        Purge("--treatment", "remove", "--replace-text", _folder.File("replace.txt"), "--in", "messages");
        var before = _clone.Git.Run("for-each-ref");
        var ended = Clean("--apply");
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("delete the clone and clone again", ended.Error, StringComparison.Ordinal);
        Assert.Equal(before, _clone.Git.Run("for-each-ref"));
        Assert.Equal(_blob, _clone.Resolve($"HEAD:{SecretPath}"));
        Assert.Empty(BackupsOf(_colleague));
    }

    [Fact]
    public void Changes_that_are_not_committed_are_never_touched()
    {
        Purge("--treatment", "remove");
        File.WriteAllText(Path.Combine(_clone.Path, "code.py"), "half done\n");
        var ended = Clean("--apply");
        Assert.Equal(4, ended.ExitCode);
        Assert.Equal("half done\n", File.ReadAllText(Path.Combine(_clone.Path, "code.py")));
        Assert.Equal(_blob, _clone.Resolve($"HEAD:{SecretPath}"));
    }

    [Fact]
    public void An_untracked_copy_is_named_and_left_to_its_owner_and_the_copy_made_before_goes_once_it_is_gone()
    {
        Purge("--treatment", "remove");
        _clone.Write("my copy.csv", Secret);
        var first = Clean("--apply");
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("my copy.csv", first.Error, StringComparison.Ordinal);
        Assert.NotEmpty(BackupsOf(_colleague));
        Assert.True(File.Exists(Path.Combine(_clone.Path, "my copy.csv")));
        File.Delete(Path.Combine(_clone.Path, "my copy.csv"));
        Assert.Equal(0, Clean("--apply").ExitCode);
        Assert.Empty(BackupsOf(_colleague));
    }

    [Fact]
    public void Whoever_deleted_the_clone_says_so_and_is_not_believed_while_it_is_there()
    {
        Purge("--treatment", "remove");
        Assert.Equal(4, Clean("--deleted").ExitCode);
        Directory.Delete(_clone.Path, recursive: true);
        Assert.Equal(2, Clean().ExitCode);
        Assert.Equal(0, Clean("--deleted").ExitCode);
        Assert.Equal("deleted", (string?)Receipt()["action"]);
        Assert.Null(Receipt()["proof"]);
    }

    [Fact]
    public void A_kit_that_was_changed_is_refused_and_neither_kit_nor_receipt_holds_a_value()
    {
        Purge("--treatment", "remove");
        Assert.Equal(0, Clean("--apply").ExitCode);
        Assert.All([Kit, ReceiptFile], f => Assert.DoesNotContain("943" + "47659", File.ReadAllText(f), StringComparison.Ordinal));
        Assert.DoesNotContain(_blob, File.ReadAllText(ReceiptFile), StringComparison.Ordinal);
        Assert.DoesNotContain(_oldHead, File.ReadAllText(ReceiptFile), StringComparison.Ordinal);
        File.WriteAllText(Kit, File.ReadAllText(Kit).Replace(_oldHead, _blob, StringComparison.Ordinal));
        Assert.Equal(4, Clean().ExitCode);
        File.WriteAllText(Kit, "{}");
        Assert.Equal(2, Clean().ExitCode);
    }

    [Fact]
    public void Killed_at_any_instant_it_goes_on_when_it_is_run_again()
    {
        Work();
        Purge("--treatment", "remove");
        var whole = Stopwatch.StartNew();
        Copy("whole");
        Assert.Equal(0, CleanAt("whole", "--apply").ExitCode);
        var (longest, expected) = (whole.Elapsed, RepositoryBuilder.Open(_folder, _folder.File("whole")).Git.Run("for-each-ref"));
        var random = new Random(7);
        for (var i = 0; i < Scale.Of(4, 40); i++)
        {
            Copy($"killed-{i}");
            using (var process = _colleague.Start("clean-clone", _folder.File($"killed-{i}"), "--certificate", Kit, "-o", ReceiptFile, "--apply"))
            {
                if (!process.WaitForExit(longest * random.NextDouble())) process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            var again = CleanAt($"killed-{i}", "--apply");
            Assert.True(again.ExitCode == 0, again.Error);
            Assert.Equal(expected, RepositoryBuilder.Open(_folder, _folder.File($"killed-{i}")).Git.Run("for-each-ref"));
            Assert.Empty(BackupsOf(_colleague));
        }
    }

    private static string[] BackupsOf(ReposanProcess process)
    {
        var incidents = Path.Combine(process.Home, "state", "reposan", "incidents");
        return Directory.Exists(incidents) ? Directory.GetDirectories(incidents).Select(i => Path.Combine(i, "backup")).Where(Directory.Exists).SelectMany(Directory.GetDirectories).ToArray() : [];
    }

    private void Work()
    {
        _clone.Branch("mine").Write("mine.py", "mine\n").Commit("Mine");
        _clone.Switch("main").Write("code.py", "stashed\n").Stash("half done");
        _clone.Write("gone.txt", "gone\n").ReflogOnly("Only a reflog has it");
    }

    private void Purge(params string[] how)
    {
        var mirror = _folder.File("mirror.git");
        var ended = _team.Run(["purge", "file://" + _server.Path, "--blob", _blob, .. how, "--apply", "--output", mirror]);
        Assert.True(ended.ExitCode == 0, ended.Error);
        ended = _team.Run("push", mirror, "--apply");
        Assert.True(ended.ExitCode is 0 or 5, ended.Error);
        var incident = ended = _team.Run("incident", "list");
        ended = _team.Run("incident", "kit", incident.Out.Split(' ')[0], "-o", Kit);
        Assert.True(ended.ExitCode == 0, ended.Error);
    }

    private Ended Clean(params string[] how) => CleanAt("clone", how);

    private Ended CleanAt(string clone, params string[] how) => _colleague.Run(["clean-clone", _folder.File(clone), "--certificate", Kit, "-o", ReceiptFile, .. how]);

    private void Copy(string name)
    {
        using var copying = Process.Start(new ProcessStartInfo("cp", ["-a", _clone.Path, _folder.File(name)]) { UseShellExecute = false })!;
        copying.WaitForExit();
    }

    private JsonNode Receipt() => JsonNode.Parse(File.ReadAllText(ReceiptFile))!;
}
