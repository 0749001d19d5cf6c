using System.Diagnostics;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.TestKit;

/// <summary>The practice study that quickstart makes.</summary>
public sealed class PracticeRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWhere(Tool.Bash)]
    public void It_is_the_same_each_time_and_sound()
    {
        Assert.Equal(0, Make("one").ExitCode);
        Assert.Equal(0, Make("two").ExitCode);
        Assert.Equal(Git("one").Run("for-each-ref"), Git("two").Run("for-each-ref"));
        Assert.Equal(0, Git("one").Try("fsck", "--full").ExitCode);
        Assert.Empty(Git("one").Run("status", "--porcelain"));
    }

    [Theory]
    [InlineData("main", "output/input.csv", "patient_id,", false)]
    [InlineData("main", "output/linkage_check.csv", "nhs_number,", false)]
    [InlineData("main", "released_outputs/linkage_check_HFchecked.csv", "nhs_number,", true)]
    [InlineData("main", "analysis/upload.py", "postgresql://", true)]
    [InlineData("main", "released_outputs/table1_ethnicity.csv", "Mixed,4,", true)]
    [InlineData("main", "released_outputs/report.html", "<td>2</td>", true)]
    [InlineData("refs/tags/draft-2023-06", "output/births.csv", "date_of_birth", true)]
    [InlineData("explore-ethnicity", "logs/describe.log", "Mixed |          3", true)]
    [InlineData("refs/stash^3", "analysis/fetch_codelists.sh", "Authorization: token", true)]
    public void Each_leak_is_in_its_history_and_at_its_tip_or_not(string tip, string path, string text, bool atTip)
    {
        Make("study");
        var history = Git("study").Run("log", "-p", "-m", "--format=", "--diff-filter=AM", tip, "--", path);
        Assert.Contains(text, history, StringComparison.Ordinal);
        Assert.Equal(atTip, Git("study").Try("cat-file", "-e", $"{tip}:{path}").ExitCode == 0);
    }

    [FactWhere(Tool.Bash)]
    public void A_merge_alone_brings_in_the_postcodes()
    {
        Make("study");
        var git = Git("study");
        var adding = git.Lines("log", "--all", "-m", "--first-parent", "--diff-filter=A", "--format=%H", "--",
            "output/households.csv");
        var merge = Assert.Single(adding);
        Assert.Equal(3, git.Run("rev-list", "--parents", "-1", merge).Split(' ').Length);
        Assert.NotEqual(0, git.Try("cat-file", "-e", merge + "^1:output/households.csv").ExitCode);
        Assert.NotEqual(0, git.Try("cat-file", "-e", merge + "^2:output/households.csv").ExitCode);
    }

    [FactWhere(Tool.Bash)]
    public void NHS_numbers_have_their_check_digits_and_each_is_new()
    {
        Make("study");
        var numbers = Git("study").Lines("show", "main:released_outputs/linkage_check_HFchecked.csv").Skip(1)
            .Select(l => l.Split(',')[0]).ToList();
        Assert.Equal(8, numbers.Distinct().Count());
        Assert.All(numbers, n => Assert.Equal(0, n.Select((c, i) => (c - '0') * (10 - i)).Sum() % 11));
    }

    [FactWhere(Tool.Bash)]
    public void A_folder_that_holds_anything_is_refused_and_left_alone()
    {
        _folder.Write("taken/notes.txt", "mine\n"u8.ToArray());
        var (exitCode, output) = Make("taken");
        Assert.Equal(4, exitCode);
        Assert.Empty(output);
        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(_folder.File("taken")).Select(Path.GetFileName));
    }

    private GitCli Git(string name) => new(_folder.File(name), _folder.Folder(".home"));

    private (int ExitCode, string Output) Make(string name)
    {
        using var process = Process.Start(new ProcessStartInfo("bash",
            [SourceTree.File("scripts", "practice-repository"), _folder.File(name)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        errors.Wait();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
