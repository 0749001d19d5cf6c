using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Tests.Core.State;

public sealed class KeyStoreTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("reposan-keys-").FullName;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private byte _next = 1;

    public KeyStoreTests() => _variables["HOME"] = _home;

    private string DefaultFile => Path.Combine(_home, ".config", "reposan", "key");

    [Fact]
    public void Without_variables_the_key_lives_in_the_home()
    {
        var key = Store().Load();
        Assert.Equal(Convert.ToBase64String(key.Bytes) + "\n", File.ReadAllText(DefaultFile));
        Assert.Equal(key.Id, Store().Load().Id);
    }

    [Fact]
    public void A_relative_XDG_folder_counts_for_nothing()
    {
        _variables["XDG_CONFIG_HOME"] = "config";
        Assert.Equal(DefaultFile, Store().FilePath);
    }

    [Fact]
    public void Without_a_home_there_is_no_place_for_a_key()
    {
        _variables.Clear();
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Store().Load()).Code);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_key_that_others_may_touch_is_refused(UnixFileMode others)
    {
        Store().Load();
        File.SetUnixFileMode(DefaultFile, PrivateFiles.FileMode | others);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Store().Load()).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=\n")]
    [InlineData("not base64\n")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    public void A_file_that_holds_no_key_is_refused_and_kept(string content)
    {
        Store().Load();
        File.WriteAllText(DefaultFile, content);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Store().Load()).Code);
        Assert.Equal(content, File.ReadAllText(DefaultFile));
    }

    [Fact]
    public void A_named_file_that_does_not_exist_is_not_made()
    {
        var named = Path.Combine(_home, "elsewhere");
        _variables[KeyStore.Variable] = named;
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Store().Load()).Code);
        Assert.False(File.Exists(named));
    }

    [Fact]
    public void A_named_file_can_be_imported_to_and_then_counts()
    {
        _variables[KeyStore.Variable] = Path.Combine(_home, "elsewhere");
        var key = Key(9);
        Assert.Equal(KeyImport.Stored, Store().Import(key, force: false));
        Assert.Equal(key.Id, Store().Load().Id);
        Assert.False(File.Exists(DefaultFile));
    }

    [Fact]
    public void Import_keeps_a_different_key_unless_forced()
    {
        var own = Store().Load();
        Assert.Equal(KeyImport.Unchanged, Store().Import(own, force: false));
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Store().Import(Key(9), force: false)).Code);
        Assert.Equal(own.Id, Store().Load().Id);
        Assert.Equal(KeyImport.Replaced, Store().Import(Key(9), force: true));
        Assert.Equal(Key(9).Id, Store().Load().Id);
    }

    [Fact]
    public void A_forced_import_mends_a_broken_key_file()
    {
        Store().Load();
        File.WriteAllText(DefaultFile, "broken");
        Assert.Equal(KeyImport.Replaced, Store().Import(Key(9), force: true));
        Assert.Equal(Key(9).Id, Store().Load().Id);
    }

    [Fact]
    public void A_link_into_a_repository_is_followed_and_refused()
    {
        var repository = Directory.CreateDirectory(Path.Combine(_home, "study"));
        repository.CreateSubdirectory(".git");
        repository.CreateSubdirectory("private");
        Directory.CreateSymbolicLink(Path.Combine(_home, ".config"), Path.Combine(repository.FullName, "private"));
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Store().Load()).Code);
        Assert.False(File.Exists(DefaultFile));
    }

    [Fact]
    public void A_bare_repository_is_a_repository_too()
    {
        File.WriteAllText(Path.Combine(_home, "HEAD"), "ref: refs/heads/main\n");
        Directory.CreateDirectory(Path.Combine(_home, "objects"));
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Store().Load()).Code);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static FingerprintKey Key(byte fill) => new(Enumerable.Repeat(fill, FingerprintKey.Length).ToArray());

    private KeyStore Store() => new(_variables.GetValueOrDefault, count => Enumerable.Repeat(_next++, count).ToArray());
}
