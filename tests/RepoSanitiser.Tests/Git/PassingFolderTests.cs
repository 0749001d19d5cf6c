using RepoSanitiser.Core.State;
using RepoSanitiser.Git;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Git;

public sealed class PassingFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_private_and_goes_with_all_it_holds()
    {
        string path;
        using (var passing = PassingFolder.Make())
        {
            path = passing.Path;
            Assert.Empty(Directory.EnumerateFileSystemEntries(path));
            Assert.Equal(PrivateFiles.FolderMode, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
            File.WriteAllText(Path.Combine(path, "file"), "x");
        }

        Assert.False(Path.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public void What_a_killed_run_left_is_taken_away_and_nothing_else()
    {
        var left = Left("reposan-left", PrivateFiles.FolderMode);
        var used = Left("reposan-used", PrivateFiles.FolderMode);
        using var use = new FileStream(Path.Combine(used, "in-use"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        string[] stay = [used, Left("reposan-open-to-others", PrivateFiles.FolderMode | UnixFileMode.OtherRead), Left("another", PrivateFiles.FolderMode), _folder.Folder("reposan-without-lock")];
        var elsewhere = Left("elsewhere", PrivateFiles.FolderMode);
        Directory.CreateSymbolicLink(_folder.File("reposan-link"), elsewhere);

        PassingFolder.Sweep(_folder.Path);

        Assert.False(Directory.Exists(left));
        Assert.All(stay, f => Assert.True(Directory.Exists(f), f));
        Assert.True(File.Exists(Path.Combine(elsewhere, "passing", "file")));
    }

    private string Left(string name, UnixFileMode mode)
    {
        _folder.Write(name + "/in-use", []);
        _folder.Write(name + "/passing/file", "x"u8.ToArray());
        File.SetUnixFileMode(_folder.File(name), mode);
        return _folder.File(name);
    }
}
