using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Repositories that change while they are scanned, and objects far larger than memory should be filled with.</summary>
public sealed class BusyRepositoryTests : IDisposable
{
    private const int MostKibibytes = 1 << 20;

    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();

    [Fact]
    public async Task A_repository_that_is_being_written_to_is_scanned_or_said_to_be_incomplete()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.csv", "a,b\n1,2\n").Commit("One");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => Write(study, stop.Token));
        for (var i = 0; i < Scale.Of(12, 200); i++)
        {
            var ended = await Task.Run(() => _reposan.Run("scan", study.Path)).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Contains(ended.ExitCode, (int[])[0, 1, 3]);
            Assert.Equal(ended.ExitCode == 3, ended.Error.Length > 0);
        }

        await stop.CancelAsync();
        await writing;
        Assert.Equal(0, _reposan.Run("scan", study.Path).ExitCode);
    }

    [TheoryWhere(Tool.Time)]
    [InlineData(false)]
    [InlineData(true)]
    public void Zeros_without_end_are_over_the_limit_and_fill_no_memory(bool packed)
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.csv", "a,b\n1,2\n").Commit("One");
        var block = new byte[1 << 20];
        var id = study.Git.Feed(
            stream =>
            {
                for (var i = 0; i < Scale.Of(300, 2048); i++) stream.Write(block);
            },
            "-c", "core.bigFileThreshold=1m", "hash-object", "-w", "--stdin");
        if (packed) study.Ref("refs/tags/large", id).Pack();
        Assert.InRange(Peak("scan", study.Path, "--no-cache", out var ended), 1, MostKibibytes);
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("larger than the limit of 128 MiB", ended.Out, StringComparison.Ordinal);
    }

    [FactWhere(Tool.Time)]
    public void Bombs_within_limits_fill_no_memory()
    {
        var study = RepositoryBuilder.Create(_folder);
        var zeros = new byte[Scale.Of(40, 120) << 20];
        study.Write("released_outputs/line.txt", zeros.AsSpan().ToArray().Select(_ => (byte)'7').ToArray());
        study.Write("released_outputs/commas.csv", Enumerable.Repeat((byte)',', 40 << 20).ToArray());
        study.Write("released_outputs/a.zip", TestKit.Planting.Containers.Zip(("a.csv", zeros), ("b.csv", zeros), ("c.csv", zeros), ("d.csv", zeros)));
        study.Write("released_outputs/a.csv.gz", TestKit.Planting.Containers.Gzip(new byte[400 << 20]));
        study.Commit("Bombs");
        Assert.InRange(Peak("scan", study.Path, "--no-cache", out var ended), 1, MostKibibytes);
        Assert.Contains(ended.ExitCode, (int[])[1, 3]);
        Assert.Contains("over the limit", ended.Out, StringComparison.Ordinal);
    }

    /// <summary>The most memory that a run had, in KiB.</summary>
    private long Peak(string command, string path, string option, out Ended ended)
    {
        var measured = Path.Combine(_reposan.Home, "peak");
        ended = _reposan.RunBash($"/usr/bin/time -q -f %M -o '{measured}' reposan {command} '{path}' {option}");
        return long.Parse(File.ReadAllText(measured));
    }

    private static void Write(RepositoryBuilder study, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            study.Branch($"b{i}").Write($"f{i % 7}.txt", $"version {i}\n").Commit($"Version {i}").ToString();
            if (i % 3 == 2) study.Git.Try("branch", "-D", $"b{i - 1}");
            if (i % 4 == 3) study.Git.Try("repack", "-adq");
            if (i % 6 == 5) study.Git.Try("gc", "-q", "--prune=now");
            if (i % 9 == 8) study.Git.Try("reflog", "expire", "--expire=now", "--all");
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }
}
