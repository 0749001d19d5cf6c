using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Whatever is asked, and wherever: one clear sentence and the right exit code, never a stack trace, never silence.</summary>
public sealed class OddCommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private readonly RepositoryBuilder _study;

    public OddCommandLineTests()
    {
        _reposan.Variables["TMPDIR"] = _folder.Folder("tmp");
        _study = RepositoryBuilder.Create(_folder);
        _study.Write("a.csv", "a,b\n1,2\n").Write("sub/b.txt", "b\n").Commit("One");
    }

    [Fact]
    public void What_is_no_repository_is_a_usage_error()
    {
        var file = _folder.Write("file", "x"u8.ToArray());
        var bare = _folder.Folder("fake", "objects");
        foreach (var name in (string[])["/nowhere/at all", file, _folder.Folder("empty"), "-", Path.GetDirectoryName(bare)!, "", "a\nb", "héllo wörld", "\u001b[31m"])
            AssertSentence(2, _reposan.Run("scan", name));
        AssertSentence(2, _reposan.Run("scan", "--", "-x"));
        AssertSentence(2, _reposan.Run("scan"));
        AssertSentence(5, _reposan.Run("scan", "file:///nowhere/at/all"));
        AssertSentence(5, _reposan.Run("scan", "no-such-host.invalid:study.git"));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("-dash")]
    [InlineData("ünïcode ☃")]
    [InlineData("quote'\"$(id);`id`")]
    [InlineData("colon:name")]
    public void A_repository_of_any_name_is_scanned(string name)
    {
        Directory.Move(_study.Path, Path.Combine(_reposan.Home, name));
        foreach (var format in (string[])["text", "json", "sarif", "html"])
            Assert.Equal((0, ""), Codes(_reposan.Run("scan", "--format", format, "--", name)));
        Assert.Equal((0, ""), Codes(_reposan.Run("scan", Path.Combine(_reposan.Home, name, "sub"))));
        _reposan.Variables["LANG"] = _reposan.Variables["LC_ALL"] = "C";
        Assert.Equal((0, ""), Codes(_reposan.Run("scan", Path.Combine(_reposan.Home, name))));
    }

    [Fact]
    public void Files_that_are_named_and_wrong_are_usage_errors_before_the_scan()
    {
        var folder = _folder.Folder("folder");
        var text = _folder.Write("wrong", "not JSON \0"u8.ToArray());
        foreach (var file in (string[])["/nowhere/file", folder, text, "/dev/null"])
        {
            AssertSentence(2, _reposan.Run("scan", _study.Path, "--baseline", file));
            if (file != "/dev/null") AssertSentence(2, _reposan.Run("scan", _study.Path, "--ignore-file", file));
        }

        foreach (var policy in (string[])["/nowhere/policy.yaml", text, "no-such-policy"])
            AssertSentence(2, _reposan.Run("scan", _study.Path, "--policy", policy));
        AssertSentence(2, _reposan.Run("scan", _study.Path, "-o", "/nowhere/report"));
        AssertSentence(2, _reposan.Run("scan", _study.Path, "-o", folder));
        AssertSentence(2, _reposan.Run("scan", _study.Path, "--state", text));
        AssertSentence(2, _reposan.Run("scan", _study.Path, "--state", "/proc/state"));
        AssertSentence(2, _reposan.Run("scan", _study.Path, "--max-object-mib", "0"));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("html")]
    public void A_full_disk_is_said(string format)
    {
        AssertSentence(5, _reposan.Run("scan", _study.Path, "--format", format, "-o", "/dev/full"));
        AssertSentence(5, _reposan.RunBash($"reposan scan '{_study.Path}' --format {format} > /dev/full"));
        Assert.Equal(5, _reposan.RunBash("reposan --help > /dev/full").ExitCode);
        Assert.Equal(2, _reposan.RunBash("reposan scan /nowhere 2> /dev/full").ExitCode);
        Assert.DoesNotContain("Unhandled", _reposan.RunBash($"reposan scan '{_study.Path}' --format {format} | head -c 1").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_git_or_a_home_the_way_out_is_said()
    {
        var git = _reposan.RunBash($"PATH=/nowhere '{ReposanProcess.Program}' scan '{_study.Path}'");
        AssertSentence(5, git);
        Assert.Contains("install git", git.Error, StringComparison.Ordinal);
        AssertSentence(2, _reposan.RunBash($"unset HOME XDG_CONFIG_HOME XDG_STATE_HOME; reposan scan '{_study.Path}'"));
    }

    [Fact]
    public void A_damaged_cache_costs_only_time()
    {
        var state = Path.Combine(_reposan.Home, "state", "reposan");
        var cache = Path.Combine(state, "cache.db");
        var first = _reposan.Run("scan", _study.Path, "--format", "json").Out;
        var sound = File.ReadAllBytes(cache);
        var random = new Random(1);
        for (var i = 0; i < Scale.Of(15, 200); i++)
        {
            foreach (var side in (string[])["-wal", "-shm"]) File.Delete(cache + side);
            var damaged = (byte[])sound.Clone();
            for (var flips = 0; flips < 40; flips++) damaged[random.Next(i % 3 == 0 ? 4096 : damaged.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(cache, i % 5 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            var ended = _reposan.Run("scan", _study.Path, "--format", "json");
            Assert.Equal(0, ended.ExitCode);
            Assert.Equal(Findings(first), Findings(ended.Out));
        }
    }

    [Fact]
    public void A_cache_of_a_later_version_is_begun_anew()
    {
        _reposan.Run("scan", _study.Path);
        using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_reposan.Home, "state", "reposan", "cache.db")};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = "drop table judged; create table judged (x); create table later (y); pragma user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Equal((0, ""), Codes(_reposan.Run("scan", _study.Path)));
    }

    [Fact]
    public async Task Scans_that_run_at_once_share_one_state()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _reposan.Run("scan", _study.Path))));
        Assert.All(runs, r => Assert.Equal((0, ""), Codes(r)));
    }

    [Fact]
    public void A_repository_without_write_permission_is_scanned_and_stays_as_it_is()
    {
        Assert.Equal(0, _reposan.RunBash($"chmod -R a-w '{_study.Path}'").ExitCode);
        string Listing() => _reposan.RunBash($"cd '{_study.Path}' && find . -printf '%p %s %T@ %m\\n' | sort").Out;
        var before = Listing();
        Assert.Equal((0, ""), Codes(_reposan.Run("scan", _study.Path)));
        Assert.Equal(before, Listing());
    }

    [Fact]
    public void A_scan_that_was_killed_is_run_again()
    {
        for (var i = 0; i < 300; i++) _study.Blob($"note {i}\n");
        foreach (var milliseconds in (int[])[30, 120, 250, 400])
        {
            using var process = _reposan.Start("scan", _study.Path);
            Thread.Sleep(milliseconds);
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal((0, ""), Codes(_reposan.Run("scan", _study.Path)));
    }

    [Fact]
    public void A_scan_by_url_leaves_nothing_behind_after_success_or_failure()
    {
        Assert.Equal(0, _reposan.Run("scan", "file://" + _study.Path).ExitCode);
        RepositoryBuilder.Truncate(_study.LooseFile(_study.Resolve("HEAD:a.csv")), 5);
        AssertSentence(5, _reposan.Run("scan", "file://" + _study.Path));
        AssertSentence(5, _reposan.Run("scan", "file:///nowhere"));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_folder.File("tmp")), IsOurs);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_scan_by_url_that_is_stopped_leaves_nothing_behind(string signal)
    {
        var random = new Random(1);
        var bytes = new byte[1 << 20];
        for (var i = 0; i < 40; i++)
        {
            random.NextBytes(bytes);
            _study.Write($"f{i}", bytes);
        }

        _study.Commit("Much");
        foreach (var after in (int[])[0, 200, 600, 1000])
        {
            using var process = _reposan.Start("scan", "file://" + _study.Path);
            var ending = Task.Run(() => ReposanProcess.End(process));
            while (!ending.IsCompleted && !Directory.GetFileSystemEntries(_folder.File("tmp")).Any(IsOurs)) await Task.Delay(5);
            await Task.Delay(after);
            _reposan.RunBash($"kill -{signal} {process.Id}");
            var ended = await ending.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Contains(ended.ExitCode, (int[])[0, 3, 5]);
            if (ended.ExitCode == 5) Assert.Contains("Stopped before it was done", ended.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.GetFileSystemEntries(_folder.File("tmp")), IsOurs);
        }
    }

    // The runtime keeps sockets for debuggers in the same place.
    private static bool IsOurs(string path) => Path.GetFileName(path).StartsWith("reposan-", StringComparison.Ordinal);

    private static (int, string) Codes(Ended ended) => (ended.ExitCode, ended.Error);

    private static string Findings(string json) => json[json.IndexOf("\"coverage\"", StringComparison.Ordinal)..];

    private static void AssertSentence(int code, Ended ended)
    {
        Assert.Equal(code, ended.ExitCode);
        Assert.StartsWith("reposan: ", ended.Error, StringComparison.Ordinal);
        Assert.Equal(1, ended.Error.Count(c => c == '\n'));
        Assert.DoesNotContain("nobody foresaw", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ended.Error);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }
}
