using System.Text;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Tests.Cli;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reposan-output-").FullName;

    private string Target => Path.Combine(_folder, "report.json");

    [Fact]
    public void The_file_is_whole_and_private()
    {
        Write(Target, "new");
        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal(PrivateFiles.FileMode, File.GetUnixFileMode(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_writer_that_fails_leaves_what_was_there()
    {
        File.WriteAllText(Target, "old");
        Assert.Throws<InvalidDataException>(() => OutputFile.Write(Target, Random, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var link = Path.Combine(_folder, "latest.json");
        File.CreateSymbolicLink(link, "report.json");
        Write(link, "new");
        Assert.Equal("report.json", new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void A_device_is_written_to_and_stays_a_device()
    {
        Write("/dev/null", "new");
        Assert.Equal("", File.ReadAllText("/dev/null"));
    }

    [Theory]
    [InlineData("missing/report.json")]
    [InlineData("")]
    public void A_place_that_cannot_be_written_is_a_usage_error(string below)
    {
        var path = Path.Combine(_folder, below);
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Write(path, "new")).Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Random(int count) => new byte[count];

    private static void Write(string path, string text) => OutputFile.Write(path, Random, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
