namespace RepoSanitiser.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("--hepl", "Unknown option '--hepl' for 'reposan'; did you mean '--help'?")]
    [InlineData("kye", "Unknown command 'kye' for 'reposan'; did you mean 'key'?")]
    [InlineData("frobnicate", "Unknown command 'frobnicate' for 'reposan'.")]
    [InlineData("--version extra", "Unknown command 'extra' for 'reposan'.")]
    [InlineData("@file", "Unknown command '@file' for 'reposan'.")]
    [InlineData("key import --fore", "Unknown option '--fore' for 'reposan key import'; did you mean '--force'?")]
    [InlineData("key id extra", "Unknown argument 'extra' for 'reposan key id'.")]
    [InlineData("key id --state", "--state needs a value: DIR.")]
    [InlineData("key id --log-fle=x", "Unknown option '--log-fle' for 'reposan key id'; did you mean '--log-file'?")]
    [InlineData("scan . --fail-on hihg", "--fail-on is one of low, medium, high, critical, not 'hihg'.")]
    [InlineData("scan . --fail-on 7", "--fail-on is one of low, medium, high, critical, not '7'.")]
    [InlineData("scan . --format xml", "--format is one of text, json, sarif, html, not 'xml'.")]
    [InlineData("scan . --max-object-mib many", "--max-object-mib takes a whole number, not 'many'.")]
    [InlineData("completion", "'reposan completion' needs SHELL.")]
    [InlineData("completion --bash", "Unknown option '--bash' for 'reposan completion'.")]
    public void A_wrong_command_line_ends_in_one_sentence_and_2(string line, string sentence)
    {
        using var reposan = new ReposanProcess();
        var ended = reposan.Run(line.Split(' '));
        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("", ended.Out);
        Assert.StartsWith($"reposan: {sentence} See 'reposan", ended.Error, StringComparison.Ordinal);
        Assert.Equal(1, ended.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void Quiet_and_verbose_together_are_refused()
    {
        using var reposan = new ReposanProcess();
        Assert.Equal(2, reposan.Run("key", "id", "-q", "-v").ExitCode);
    }

    [Fact]
    public void A_credential_on_the_command_line_is_not_repeated()
    {
        using var reposan = new ReposanProcess();
        var token = string.Concat("gh", "p_", new string('x', 36));
        var ended = reposan.Run("key", "id", token);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("***", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-v", false)]
    [InlineData("-vv", true)]
    [InlineData("-v -v", true)]
    public void Each_v_says_more(string flags, bool debug)
    {
        using var reposan = new ReposanProcess();
        reposan.Variables["REPOSAN_KEY_FILE"] = "/does/not/exist";
        var ended = reposan.Run(["key", "id", .. flags.Split(' ')]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(" info  reposan key id 0.1.0 begins", ended.Error, StringComparison.Ordinal);
        Assert.Equal(debug, ended.Error.Contains("   at RepoSanitiser.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_file_holds_debug_detail_and_is_private()
    {
        using var reposan = new ReposanProcess();
        var log = Path.Combine(reposan.Home, "run.log");
        reposan.Variables["REPOSAN_KEY_FILE"] = "/does/not/exist";
        var ended = reposan.Run("key", "id", "--log-file", log);
        Assert.Equal("reposan: REPOSAN_KEY_FILE names /does/not/exist, which does not exist.\n", ended.Error);
        Assert.Contains("   at RepoSanitiser.", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log));
    }

    [Fact]
    public void A_log_file_that_cannot_be_written_ends_the_command_before_it_begins()
    {
        using var reposan = new ReposanProcess();
        var ended = reposan.Run("key", "id", "--log-file", "missing/run.log");
        Assert.Equal(2, ended.ExitCode);
        Assert.False(File.Exists(reposan.KeyFile));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_ends_the_command_with_a_sentence_and_5(string signal)
    {
        using var reposan = new ReposanProcess();
        using var waiting = reposan.Start("key", "import", "-v");
        Assert.Contains("begins", waiting.StandardError.ReadLine()!, StringComparison.Ordinal);
        Assert.Equal(0, reposan.RunBash($"kill -{signal} {waiting.Id}").ExitCode);
        var ended = ReposanProcess.End(waiting);
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("reposan: Stopped before it was done", ended.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(reposan.KeyFile));
    }
}
