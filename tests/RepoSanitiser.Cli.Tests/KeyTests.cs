namespace RepoSanitiser.Cli.Tests;

public sealed class KeyTests : IDisposable
{
    private readonly ReposanProcess _reposan = new();

    [Fact]
    public void A_key_is_made_once_and_is_private()
    {
        var first = _reposan.Run("key", "id");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Matches("^[0-9a-f]{16}\n$", first.Out);
        Assert.Equal(first, _reposan.Run("key", "id"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_reposan.KeyFile));
        Assert.Equal([_reposan.KeyFile], Directory.GetFileSystemEntries(Path.GetDirectoryName(_reposan.KeyFile)!));
    }

    [Fact]
    public async Task Processes_that_start_at_once_agree_on_one_key()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _reposan.Run("key", "id"))));
        Assert.All(runs, r => Assert.Equal(0, r.ExitCode));
        Assert.Single(runs.Select(r => r.Out).Distinct(StringComparer.Ordinal));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(_reposan.KeyFile)!));
    }

    [Fact]
    public void An_exported_key_works_on_another_machine()
    {
        var exported = _reposan.Run("key", "export");
        Assert.Equal(0, exported.ExitCode);
        Assert.Contains("secret", exported.Error, StringComparison.Ordinal);

        using var elsewhere = new ReposanProcess();
        var imported = elsewhere.RunWithInput(exported.Out, "key", "import");
        Assert.Equal(0, imported.ExitCode);
        Assert.Equal(_reposan.Run("key", "id").Out, elsewhere.Run("key", "id").Out);
        Assert.Equal(0, elsewhere.RunWithInput(exported.Out, "key", "import").ExitCode);
    }

    [Fact]
    public void Another_key_is_replaced_only_by_force()
    {
        using var elsewhere = new ReposanProcess();
        var other = elsewhere.Run("key", "export").Out;
        var own = _reposan.Run("key", "id").Out;

        Assert.Equal(4, _reposan.RunWithInput(other, "key", "import").ExitCode);
        Assert.Equal(own, _reposan.Run("key", "id").Out);
        Assert.Equal(0, _reposan.RunWithInput(other, "key", "import", "--force").ExitCode);
        Assert.Equal(elsewhere.Run("key", "id").Out, _reposan.Run("key", "id").Out);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key\n")]
    [InlineData("c2hvcnQ=\n")]
    public void What_is_no_key_is_not_imported(string input)
    {
        Assert.Equal(2, _reposan.RunWithInput(input, "key", "import").ExitCode);
        Assert.False(File.Exists(_reposan.KeyFile));
    }

    [Fact]
    public void A_key_in_a_repository_is_refused()
    {
        Assert.Equal(0, _reposan.RunBash("git init -q study && cd study && mkdir private && head -c 32 /dev/zero | base64 > private/key && chmod 600 private/key").ExitCode);
        _reposan.Variables["REPOSAN_KEY_FILE"] = Path.Combine(_reposan.Home, "study", "private", "key");
        var ended = _reposan.Run("key", "id");
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("inside the git repository", ended.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _reposan.Dispose();
}
