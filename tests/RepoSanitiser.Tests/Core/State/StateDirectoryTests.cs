using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Tests.Core.State;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reposan-state-").FullName;

    [Fact]
    public void It_is_made_for_its_owner_alone()
    {
        var path = Path.Combine(_folder, "a", "b");
        Assert.Equal(Path.Combine(path, "cache.db"), StateDirectory.Open(path).PathOf("cache.db"));
        Assert.Equal(PrivateFiles.FolderMode, File.GetUnixFileMode(path));
        Assert.Equal(path, StateDirectory.Open(path).FullPath);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void One_that_is_open_to_others_is_refused(UnixFileMode others)
    {
        File.SetUnixFileMode(_folder, PrivateFiles.FolderMode | others);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => StateDirectory.Open(_folder)).Code);
    }

    [Fact]
    public void A_file_in_its_place_is_a_usage_error()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => StateDirectory.Open(file)).Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
