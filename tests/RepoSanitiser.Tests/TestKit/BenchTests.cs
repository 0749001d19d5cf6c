using System.Diagnostics;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.TestKit;

/// <summary>The script that measures, run with programs that do nothing in reposan's place: what is tested is the
/// measuring.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWhere(Tool.Time)]
    public void It_shows_a_line_for_each_thing_measured()
    {
        var (exitCode, output, _) = Bench("true", "scan", Study(), "--runs", "2");
        Assert.Equal(0, exitCode);
        Assert.Equal(
            ["git cat-file", "git log -p -U", "reposan scan, cold", "reposan scan, warm", "warm over cold"],
            output.Split('\n').Skip(3).Where(l => l.Length > 0)
                .Select(l => l.Split([" --batch", "0 --full", "  ", ":"], StringSplitOptions.None)[0]));
        Assert.StartsWith("3 objects, ", output, StringComparison.Ordinal);
    }

    [FactWhere(Tool.Time)]
    public void A_check_is_measured_on_the_folder_and_on_one_small_file()
    {
        _folder.Write("outputs/a.csv", new byte[5000]);
        var (exitCode, output, _) = Bench("true", "check", _folder.File("outputs"), "--runs", "2");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("1 files, 0.0 MB, ", output, StringComparison.Ordinal);
        Assert.Equal(
            ["cat of all files", "reposan check of the folder", "reposan check of one small file"],
            output.Split('\n').Skip(3).Where(l => l.Length > 0).Select(l => l.Split("  ")[0]));
    }

    [FactWhere(Tool.Time)]
    public void A_release_is_measured_step_by_step_beside_git()
    {
        var (exitCode, output, error) = Bench(Releasing(), "release", "--files", "2", "--runs", "1");
        Assert.True(exitCode == 0, error);
        Assert.StartsWith("2 files of 250 kB, ", output, StringComparison.Ordinal);
        var lines = output.Split('\n').Skip(3).Where(l => l.Length > 0).ToList();
        Assert.Equal(
            ["git add and git commit", "reposan release publish, whole", "checking", "cloning", "comparing", "committing", "pushing", "reading back", "without checking, cloning and pushing"],
            lines.Select(l => l.Trim().Split("  ")[0]));
        Assert.Contains(" 0.25 ", lines[5], StringComparison.Ordinal);
    }

    [FactWhere(Tool.Time)]
    public void A_program_that_fails_is_not_measured()
    {
        Assert.Equal(5, Bench("false", "scan", Study()).ExitCode);
        Assert.Equal(5, Bench("false", "release", "--files", "1").ExitCode);
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("scan", "--runs", "none", ".")]
    [InlineData("scan", "--fast", ".")]
    [InlineData("walk")]
    [InlineData("check")]
    [InlineData("check", "--fast", ".")]
    [InlineData("release", "--files", "none")]
    [InlineData("release", ".")]
    public void A_wrong_command_line_ends_with_2(params string[] arguments) => Assert.Equal(2, Bench("true", arguments).ExitCode);

    [FactWhere(Tool.Bash)]
    public void A_folder_that_is_no_repository_is_refused()
    {
        var (exitCode, output, error) = Bench("true", "scan", _folder.Folder("plain"));
        Assert.Equal(4, exitCode);
        Assert.Empty(output);
        Assert.Contains("is not a repository", error, StringComparison.Ordinal);
    }

    [FactAtFullScale]
    public void The_generated_study_has_its_tables_and_objects()
    {
        var (exitCode, _, _) = Bench("true", "generate-study", _folder.File("generated"));
        Assert.Equal(0, exitCode);
        var git = new GitCli(_folder.File("generated"), _folder.Folder(".home"));
        Assert.True(git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").Length >= 20_000);
        Assert.Equal(5_000, git.Lines("ls-files", "*.csv").Length);
        Assert.Equal(0, git.Try("fsck", "--full").ExitCode);
    }

    /// <summary>A program in reposan's place that makes a request and says how long each step of publishing it took.</summary>
    private string Releasing()
    {
        var program = _folder.Write("releasing", """
            #!/bin/bash
            case $2 in
                request) mkdir -p "$REPOSAN_REQUESTS/2027-01-31-abcd" ;;
                publish)
                    while [[ $1 != --log-file ]]; do shift; done
                    for step in checking cloning comparing committing pushing 'reading back'; do echo "12:00:00 [INF] \"$step\" took 250 ms"; done >"$2"
                    ;;
            esac
            """u8.ToArray());
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }

    private string Study()
    {
        var repository = RepositoryBuilder.Create(_folder);
        repository.Write("a.txt", "one\n").Commit("First");
        return repository.Path;
    }

    private (int ExitCode, string Output, string Error) Bench(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [SourceTree.File("scripts", "bench"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["REPOSAN"] = Path.Combine("/bin", program);
        start.Environment["TMPDIR"] = _folder.Folder("scratch");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
