using System.Text.Json;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Cli.Tests;

public sealed class PurgeTests : IDisposable
{
    private const string Secret = "patient_id,nhs_number\n1,943" + "4765919\n2,943" + "4765870\n";

    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private readonly RepositoryBuilder _study;

    public PurgeTests()
    {
        _study = RepositoryBuilder.Create(_folder);
        _study.Write("readme.md", "A study.\n").Commit("Begin");
        _study.Write("released_outputs/patients.csv", Secret).Write("code.py", "1\n").Commit("Release");
        _study.Write("code.py", "2\n").Commit("Go on");
        _study.AnnotatedTag("v1", "One");
    }

    private string Blob => _study.Resolve("HEAD:released_outputs/patients.csv");

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }

    [Fact]
    public void From_scan_to_purge_to_proof()
    {
        var blob = Blob;
        Assert.Equal(1, _reposan.Run("scan", _study.Path, "--format", "json", "-o", _folder.File("scan.json")).ExitCode);

        var plan = _reposan.Run("purge", _study.Path, "--findings", _folder.File("scan.json"));
        Assert.Equal((0, ""), (plan.ExitCode, plan.Error));
        Assert.Contains("nothing was changed", plan.Out, StringComparison.Ordinal);
        Assert.Contains("refs/tags/v1", plan.Out, StringComparison.Ordinal);
        Assert.Equal(blob, Blob);

        var done = _reposan.Run("purge", _study.Path, "--findings", _folder.File("scan.json"), "--apply", "--in-place");
        Assert.Equal(0, done.ExitCode);
        Assert.NotEqual(0, _study.Git.Try("cat-file", "-e", blob).ExitCode);
        Assert.Equal("", _study.Git.Run("status", "--porcelain"));

        var proof = _reposan.Run("prove", _study.Path);
        Assert.Equal((0, ""), (proof.ExitCode, proof.Error));
        Assert.Equal(0, _reposan.Run("scan", _study.Path).ExitCode);

        Assert.Equal(0, _reposan.Run("purge", _study.Path, "--rollback").ExitCode);
        Assert.Equal(blob, Blob);
        Assert.Equal(1, _reposan.Run("prove", _study.Path).ExitCode);
    }

    [Fact]
    public void A_rollback_that_was_killed_while_the_git_directory_was_moved_aside_is_begun_again()
    {
        var blob = Blob;
        Assert.Equal(0, _reposan.Run("purge", _study.Path, "--blob", blob, "--apply", "--in-place").ExitCode);
        Directory.Move(_study.GitDir, _study.GitDir + ".reposan-rewritten");

        var ended = _reposan.Run("purge", _study.Path, "--rollback");

        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal(blob, Blob);
        Assert.Equal("", _study.Git.Run("status", "--porcelain"));
        Assert.Single(Directory.GetDirectories(_study.Path, ".git*"));
    }

    [FactWhere(Tool.Gpg)]
    public void A_purge_whose_copy_can_not_be_made_leaves_no_incident_behind()
    {
        File.WriteAllText(_folder.File("policy.yaml"), $"id: ours\nextends: opensafely-2021\nbackupRecipient: {new string('0', 40)}\n");

        var ended = _reposan.Run("purge", _study.Path, "--blob", Blob, "--apply", "--in-place", "--policy", _folder.File("policy.yaml"));

        Assert.Equal(4, ended.ExitCode);
        Assert.DoesNotContain("20", _reposan.Run("incident", "list").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Redaction_in_history_changes_the_offending_cells_of_the_offending_versions_and_nothing_else()
    {
        _study.Write("released_outputs/table.csv", "sex,n\nfemale,120\nmale,3\nother,250\n").Commit("A small count");
        var small = _study.Resolve("HEAD:released_outputs/table.csv");
        _study.Write("released_outputs/table.csv", "sex,n\nfemale,120\nmale,90\nother,250\n").Commit("Larger counts");
        var code = _study.Resolve("HEAD:code.py");
        Assert.Equal(1, _reposan.Run("scan", _study.Path, "--format", "json", "-o", _folder.File("scan.json")).ExitCode);

        var ended = _reposan.Run("purge", _study.Path, "--blob", small, "--treatment", "redact", "--apply", "--in-place");

        Assert.Equal(0, ended.ExitCode);
        var redacted = _study.Git.Lines("show", "HEAD~1:released_outputs/table.csv");
        Assert.Equal(["sex,n", "male,[REDACTED]"], [redacted[0], redacted[2]]);
        Assert.Equal("sex,n\nfemale,120\nmale,90\nother,250", _study.Git.Run("show", "HEAD:released_outputs/table.csv"));
        Assert.Equal(code, _study.Resolve("HEAD~1:code.py"));
        Assert.NotEqual(0, _study.Git.Try("cat-file", "-e", small).ExitCode);
        Assert.Equal(0, _reposan.Run("prove", _study.Path).ExitCode);
    }

    [Fact]
    public void What_can_not_be_redacted_is_said_by_its_kind_and_the_way_out_works()
    {
        _study.Write("outputs/table.csv", "sex,n\nfemale,120\nmale,3\nother,250\n").Write("outputs/model.rds", [0x1f, 0x8b, 8, 0, 1, 2, 3]).Commit("Outputs");
        string[] redact = ["purge", _study.Path, "--path", "outputs", "--treatment", "redact", "--apply", "--in-place"];

        var refused = _reposan.Run(redact);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("(1 .rds because", refused.Error, StringComparison.Ordinal);

        Assert.Equal(0, _reposan.Run("purge", _study.Path, "--path", "outputs", "--glob", "*.rds", "--match", "all", "--treatment", "remove", "--apply", "--in-place").ExitCode);
        var ended = _reposan.Run(redact);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains("male,[REDACTED]", _study.Git.Run("show", "HEAD:outputs/table.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_as_json_names_every_commit_and_ref_that_changes_and_no_value()
    {
        var ended = _reposan.Run("purge", _study.Path, "--path", "released_outputs", "--format", "json");
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        using var json = JsonDocument.Parse(ended.Out);
        Assert.False(json.RootElement.GetProperty("applied").GetBoolean());
        Assert.Equal(["refs/heads/main", "refs/tags/v1"], json.RootElement.GetProperty("refs").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Equal(2, json.RootElement.GetProperty("commits").GetArrayLength());
        Assert.Equal(Blob, Assert.Single(json.RootElement.GetProperty("files").EnumerateArray()).GetProperty("blob").GetString());
        Assert.DoesNotContain("943" + "4765919", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_is_purged_and_the_original_stays()
    {
        var blob = Blob;
        var copy = _folder.File("copy.git");
        Assert.Equal(0, _reposan.Run("purge", _study.Path, "--path", "released_outputs", "--apply", "--output", copy).ExitCode);
        Assert.Equal(blob, Blob);
        var git = _study.Git.In(copy);
        Assert.NotEqual(0, git.Try("cat-file", "-e", blob).ExitCode);
        Assert.Equal(["code.py", "readme.md"], git.Lines("ls-tree", "-r", "--name-only", "main"));
        Assert.Equal(0, _reposan.Run("prove", copy).ExitCode);
        Assert.Equal(2, _reposan.Run("purge", _study.Path, "--path", "released_outputs", "--apply", "--output", copy).ExitCode);
    }

    [Fact]
    public void A_remote_repository_is_mirrored_purged_and_pushed_back_whole_or_not_at_all()
    {
        var blob = Blob;
        var server = _study.Mirror("server.git");
        server.Ref("refs/pull/1/head", "main");
        server.Git.Run("config", "transfer.hideRefs", "refs/hidden");
        var mirror = _folder.File("mirror.git");
        Assert.Equal(0, _reposan.Run("purge", "file://" + server.Path, "--path", "released_outputs", "--apply", "--output", mirror).ExitCode);

        var shown = _reposan.Run("push", mirror);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("Would push 2 refs", shown.Out, StringComparison.Ordinal);
        Assert.Contains("1 pull requests on the server hold", shown.Out, StringComparison.Ordinal);
        var before = server.Git.Run("for-each-ref");

        server.Git.Run("config", "receive.denyNonFastForwards", "true");
        var refused = _reposan.Run("push", mirror, "--apply");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("Allow forced updates", refused.Out, StringComparison.Ordinal);
        Assert.Equal(before, server.Git.Run("for-each-ref"));

        server.Git.Run("config", "receive.denyNonFastForwards", "false");
        Assert.Equal(0, _reposan.Run("push", mirror, "--apply").ExitCode);
        Assert.Equal(_study.Git.In(mirror).Run("rev-parse", "main"), server.Resolve("main"));
        Assert.Equal(["code.py", "readme.md"], server.Git.Lines("ls-tree", "-r", "--name-only", "v1"));
        Assert.Equal(blob, server.Resolve("refs/pull/1/head:released_outputs/patients.csv"));
        Assert.Contains("Nothing to push", _reposan.Run("push", mirror, "--apply").Out, StringComparison.Ordinal);

        var back = _reposan.Run("purge", mirror, "--rollback");
        Assert.Equal(0, back.ExitCode);
        Assert.Contains($"was pushed to file://{server.Path}", back.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_push_to_the_server_since_the_plan_is_a_refusal()
    {
        var server = _study.Mirror("server.git");
        var mirror = _folder.File("mirror.git");
        Assert.Equal(0, _reposan.Run("purge", "file://" + server.Path, "--path", "released_outputs", "--apply", "--output", mirror).ExitCode);
        _study.Write("new.py", "3\n").Commit("Meanwhile");
        _study.Git.Run("push", "-q", server.Path, "main");
        var moved = server.Resolve("main");

        var refused = _reposan.Run("push", mirror, "--apply");

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("refs/heads/main", refused.Out, StringComparison.Ordinal);
        Assert.Equal(moved, server.Resolve("main"));
    }

    [Fact]
    public void From_an_ordinary_clone_branches_of_the_server_that_it_lacks_are_named_and_the_push_is_partly_done()
    {
        _study.Git.Run("branch", "other");
        _study.Git.Run("branch", "later-deleted");
        var server = _study.Mirror("server.git");
        var clone = _folder.File("clone");
        _study.Git.Run("clone", "-q", server.Path, clone);
        _study.Git.In(clone).Run("branch", "later-deleted");
        _study.Write("new.py", "3\n").Commit("Meanwhile");
        _study.Git.Run("push", "-q", server.Path, "HEAD:refs/heads/meanwhile");
        server.Git.Run("branch", "-D", "later-deleted");
        Assert.Equal(0, _reposan.Run("purge", clone, "--path", "released_outputs", "--apply", "--in-place").ExitCode);

        var pushed = _reposan.Run("push", clone, "--apply");

        Assert.Equal(5, pushed.ExitCode);
        Assert.Contains("refs/heads/other on the server still has the old history", pushed.Out, StringComparison.Ordinal);
        Assert.Contains("refs/heads/meanwhile on the server names something that this repository never had", pushed.Out, StringComparison.Ordinal);
        Assert.Contains("  refs/heads/later-deleted", pushed.Out, StringComparison.Ordinal);
        Assert.Contains("git clone --mirror", pushed.Out, StringComparison.Ordinal);
        Assert.Equal(_study.Git.In(clone).Run("rev-parse", "main"), server.Resolve("main"));
        Assert.Equal(5, _reposan.Run("push", clone, "--apply").ExitCode);
        Assert.Equal(0, _reposan.Run("push", clone).ExitCode);
    }

    [Fact]
    public void A_stash_that_a_mirror_brought_to_the_server_is_told()
    {
        _study.Write("released_outputs/more.csv", "n\n3\n").Stash("stashed");
        var server = _study.Mirror("server.git");
        var stash = server.Resolve("refs/stash");
        var mirror = _folder.File("mirror.git");
        _study.Git.Run("clone", "-q", "--mirror", server.Path, mirror);
        Assert.Equal(0, _reposan.Run("purge", mirror, "--path", "released_outputs", "--apply", "--in-place").ExitCode);

        var pushed = _reposan.Run("push", mirror, "--apply");

        Assert.Equal(5, pushed.ExitCode);
        Assert.Contains("refs/stash on the server still has the old history", pushed.Out, StringComparison.Ordinal);
        Assert.Equal(stash, server.Resolve("refs/stash"));
        server.Git.Run("update-ref", "-d", "refs/stash");
        Assert.Equal(0, _reposan.Run("push", mirror, "--apply").ExitCode);
    }

    [Theory]
    [InlineData(2, "Nothing says what to purge")]
    [InlineData(2, "--apply takes either --in-place or --output", "--path", "x", "--apply")]
    [InlineData(2, "take --apply", "--path", "x", "--in-place")]
    [InlineData(2, "full id of a blob", "--blob", "abc123")]
    [InlineData(2, "takes a size", "--larger-than", "big")]
    [InlineData(2, "can't be read", "--findings", "not-there.json")]
    [InlineData(2, "--treatment is one of", "--path", "x", "--treatment", "burn")]
    [InlineData(2, "takes --replace-text", "--path", "x", "--treatment", "replace-text")]
    [InlineData(2, "takes --findings", "--path", "x", "--fingerprint", "aa")]
    [InlineData(2, "nothing to go on with", "--resume")]
    [InlineData(2, "no purge to go back from", "--rollback")]
    [InlineData(2, "There is no revision", "--path", "x", "--keep-at", "nowhere")]
    public void A_command_line_that_makes_no_sense_gets_one_sentence(int code, string words, params string[] arguments)
    {
        var ended = _reposan.Run(["purge", _study.Path, .. arguments]);
        Assert.Equal((code, ""), (ended.ExitCode, ended.Out));
        Assert.Contains(words, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
    }

    [FactWhereMounts]
    public void A_full_disk_leaves_the_repository_old()
    {
        // A megabyte of room; the new objects, which nothing compresses, need more.
        var random = new byte[700_000];
        new Random(1).NextBytes(random);
        _study.Write("large.bin", random).Commit("Large");
        var blob = _study.Resolve("HEAD:large.bin");
        random[^1] ^= 1;
        var rules = _folder.Write("rules", [.. random.AsSpan(0, 20).ToArray().Where(b => b is not (10 or 13)), .. "==>x"u8]);
        Assert.True(File.Exists(rules));
        var ended = InNamespace($"""
            mkdir small && mount -t tmpfs -o size=1500k tmpfs small && cp -r {_study.Path} small/study
            reposan purge small/study --blob {blob} --treatment replace-text --replace-text {rules} --apply --in-place || echo "code $?"
            git -C small/study fsck --full --no-dangling && git -C small/study rev-parse HEAD:large.bin && git -C small/study status --porcelain
            """);
        Assert.Contains("code 5", ended.Out, StringComparison.Ordinal);
        Assert.Contains("as it was", ended.Error, StringComparison.Ordinal);
        Assert.EndsWith(blob + "\n", ended.Out, StringComparison.Ordinal);
    }

    [FactWhereMounts]
    public void A_read_only_object_folder_leaves_the_repository_old()
    {
        var objects = Path.Combine(_study.GitDir, "objects");
        var ended = InNamespace($"""
            mount --bind {objects} {objects} && mount -o remount,ro,bind {objects}
            reposan purge {_study.Path} --path released_outputs --apply --in-place || echo "code $?"
            """);
        Assert.Contains("code 5", ended.Out, StringComparison.Ordinal);
        Assert.Contains("as it was", ended.Error, StringComparison.Ordinal);
        Assert.Equal("", _study.Git.Run("status", "--porcelain"));
        Assert.Contains("patients.csv", _study.Git.Run("ls-tree", "-r", "HEAD"), StringComparison.Ordinal);
    }

    private Ended InNamespace(string script)
    {
        var file = _folder.Write("script", System.Text.Encoding.UTF8.GetBytes("set -e\ngit config --global --add safe.directory '*'\n" + script + "\n"));
        return _reposan.RunBash($"unshare -rm bash {file}");
    }
}
