using System.Diagnostics;
using System.Globalization;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using Xunit.Abstractions;

namespace RepoSanitiser.Cli.Tests;

/// <summary>A purge that is killed at any instant leaves a repository that is whole and old, whole and new, or can be brought to either.</summary>
public sealed class PurgeKillTests : IDisposable
{
    private const double Slower = 1.05;

    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private readonly ITestOutputHelper _output;

    public PurgeKillTests(ITestOutputHelper output) => _output = output;

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }

    [Fact]
    public void Killed_at_any_instant_it_is_old_or_new_or_goes_on_or_back()
    {
        var study = MakeStudy();
        var blob = study.Resolve("HEAD:secret.csv");
        var old = State(study.Path);
        var (expected, longest) = Whole(study, blob);
        var random = new Random(20261121);
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Scale.Of(10, 200); i++)
        {
            var copy = Copy(study, $"copy-{i}");
            var after = TimeSpan.FromMilliseconds(random.NextDouble() * longest.TotalMilliseconds);
            // How long a run takes is learnt anew by every run: other work comes and goes on the machine.
            longest = Kill(copy, blob, after) is { } whole ? whole : longest * Slower;
            var end = Check(copy, blob, old, expected, goesBack: i % 3 == 2, $"killed after {after.TotalMilliseconds:F0} ms");
            ends[end] = ends.GetValueOrDefault(end) + 1;
            Directory.Delete(copy, recursive: true);
        }

        _output.WriteLine(string.Join(", ", ends.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Value} {e.Key}")));
        Assert.True(ends.Count > 1, "every kill came before anything, or after everything");
    }

    private RepositoryBuilder MakeStudy()
    {
        var study = RepositoryBuilder.Create(_folder);
        for (var i = 0; i < 60; i++)
        {
            study.Write($"folder-{i % 7}/file-{i}.txt", new string((char)('a' + i % 26), 200 + i) + i).Write("secret.csv", $"patient,age\n{i},42\n");
            study.Commit(string.Create(CultureInfo.InvariantCulture, $"Commit {i}"));
            if (i % 6 == 0) study.Tag($"v{i}").AnnotatedTag($"a{i}", "Tag");
            if (i % 10 == 5) study.Git.Run("branch", $"b{i}");
        }

        study.Write("secret.csv", "patient,age\n1,43\n").Stash("older");
        study.Write("folder-1/file-1.txt", "stashed\n").Stash("newer");
        study.Note("a note", "HEAD~2");
        study.Gc();
        return study;
    }

    private (string State, TimeSpan Longest) Whole(RepositoryBuilder study, string blob)
    {
        var shortest = TimeSpan.MaxValue;
        // The second run has loaded what the first one had to.
        for (var i = 0; i < 2; i++)
        {
            var copy = Copy(study, $"whole-{i}");
            var clock = Stopwatch.StartNew();
            var ended = _reposan.Run([.. Command(copy, blob)]);
            Assert.True(ended.ExitCode == 0, ended.Error);
            if (clock.Elapsed < shortest) shortest = clock.Elapsed;
        }

        return (State(_folder.File("whole-0")), shortest);
    }

    private string Copy(RepositoryBuilder study, string name)
    {
        var copy = _folder.File(name);
        using var copying = Process.Start(new ProcessStartInfo("cp", ["-a", study.Path, copy]) { UseShellExecute = false })!;
        copying.WaitForExit();
        return copy;
    }

    private static string[] Command(string path, string blob) => ["purge", path, "--path", "secret.csv", "--blob", blob, "--apply", "--in-place"];

    /// <summary>How long it took, where it ended before it was to be killed.</summary>
    private TimeSpan? Kill(string copy, string blob, TimeSpan after)
    {
        var clock = Stopwatch.StartNew();
        using var process = _reposan.Start([.. Command(copy, blob)]);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var isWhole = process.WaitForExit(after);
        var taken = clock.Elapsed;
        if (!isWhole) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        // A git that outlived the tool by an instant ends before anybody looks.
        Task.WaitAll(error, output);
        return isWhole ? taken : null;
    }

    private string Check(string copy, string blob, string old, string expected, bool goesBack, string when)
    {
        Fsck(copy, when);
        var ended = _reposan.Run("purge", copy, goesBack ? "--rollback" : "--resume");
        var isStopped = ended.ExitCode == 0;
        if (!isStopped) Assert.True(ended.ExitCode == 2, when + ": " + ended.Error);
        Fsck(copy, when);
        var state = State(copy);
        if (isStopped)
        {
            Assert.True((goesBack ? old : expected) == state, $"{when}, then {(goesBack ? "back" : "on")}:\n{ended.Error}\n{state}\ninstead of\n{(goesBack ? old : expected)}");
            Assert.Equal(goesBack, Has(copy, blob));
            return goesBack ? "went back" : "went on";
        }

        Assert.True(state == old || state == expected, $"{when}: {state}");
        return state == old ? "old" : "new";
    }

    private bool Has(string copy, string blob) => Git(copy).Try("cat-file", "-e", blob).ExitCode == 0;

    private void Fsck(string copy, string when)
    {
        var ended = Git(copy).Try("fsck", "--full", "--no-dangling", "--no-progress");
        Assert.True(ended.ExitCode == 0, $"{when}: {ended.Error}{ended.Text}");
    }

    private string State(string copy)
    {
        var git = Git(copy);
        return git.Run("for-each-ref") + "\n" + git.Run("stash", "list", "--format=%H %gd %gs") + "\n" + git.Run("ls-files", "--stage") + "\n" + git.Run("status", "--porcelain");
    }

    private GitCli Git(string copy) => new(copy, _folder.Folder(".home"));
}
