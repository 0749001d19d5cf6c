using System.Globalization;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Benchmarks;

/// <summary>What was made.</summary>
/// <param name="Objects">Objects of all types.</param>
/// <param name="Tables">Paths of tables.</param>
/// <param name="Bytes">Content of all blobs and messages, unpacked.</param>
public sealed record Made(int Objects, int Tables, long Bytes);

/// <summary>Makes a study repository as large as real ones get: tables above all, most of them in several versions.</summary>
/// <param name="seed">The same seed gives the same repository, ids included.</param>
public sealed class GeneratedStudy(ulong seed)
{
    private const int Tables = 5_000;
    private const int Commits = 750;
    private const int VersionsOfAll = 2 * Tables;
    private static readonly DateTimeOffset Start = new(2021, 1, 4, 9, 0, 0, TimeSpan.Zero);
    private readonly StudyFiles _files = new(seed);
    private readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);

    /// <summary>Makes the repository and packs it into one pack.</summary>
    /// <param name="folder">A new or empty folder.</param>
    public Made Make(string folder)
    {
        Directory.CreateDirectory(folder);
        var git = new GitCli(folder, folder);
        git.Run("init", "-q", "-b", "main", "--template=");
        var bytes = 0L;
        git.Feed(stream => bytes = Write(stream), "fast-import", "--quiet", "--done");
        git.Run("repack", "-q", "-a", "-d");
        git.Run("reset", "-q", "--hard");
        var count = git.Lines("count-objects", "-v").Single(l => l.StartsWith("in-pack: ", StringComparison.Ordinal))[9..];
        return new Made(int.Parse(count, CultureInfo.InvariantCulture), Tables, bytes);
    }

    private long Write(Stream stream)
    {
        var buffer = new BufferedStream(stream, 1 << 20);
        var import = new FastImport(buffer);
        var tip = 0;
        for (var commit = 0; commit < Commits; commit++)
        {
            var date = Start.AddHours(29 * commit);
            if (commit % 25 == 24)
            {
                var side = import.Commit($"topic-{commit / 25}", date, $"Try model {commit}\n", tip);
                import.File("analysis/topic.R", _files.Script(commit, 0));
                tip = import.Commit("main", date.AddHours(1), $"Merge topic {commit / 25}\n", tip, side);
                import.File("analysis/topic.R", _files.Script(commit, 1));
            }
            else
            {
                tip = tip == 0 ? import.Commit("main", date, "Set up the study\n")
                    : import.Commit("main", date, $"Run {commit}\n", tip);
            }

            Step(import, commit);
            if (commit % 100 == 99) import.Tag($"v{commit / 100 + 1}", tip, date.AddHours(2));
        }

        import.Done();
        return import.Bytes;
    }

    /// <summary>What one commit brings: its share of new tables and of new versions, and now and then something else.</summary>
    private void Step(FastImport import, int commit)
    {
        for (var table = Share(Tables, commit); table < Share(Tables, commit + 1); table++) AddTable(import, table);
        var draws = new Draws(Draws.Key(seed, 9, (ulong)commit));
        var known = Math.Max(1, Share(Tables, commit + 1));
        for (var i = Share(VersionsOfAll, commit); i < Share(VersionsOfAll, commit + 1); i++)
            AddTable(import, draws.Below(known));
        AddVersion(import, $"released_outputs/figures/figure_{commit % 180}.svg", commit % 180, _files.Figure);
        AddVersion(import, $"logs/run_{commit % 240}.log", commit % 240, _files.Log);
        AddVersion(import, $"analysis/script_{commit % 60}.R", commit % 60, _files.Script);
        if (commit % 10 == 9) AddVersion(import, $"released_outputs/reports/report_{commit % 40}.html", commit % 40, _files.Page);
    }

    private void AddTable(FastImport import, int table) => AddVersion(import, StudyFiles.TablePath(table), table, _files.Table);

    private void AddVersion(FastImport import, string path, int number, Func<int, int, byte[]> make) =>
        import.File(path, make(number, _versions[path] = _versions.GetValueOrDefault(path, -1) + 1));

    private static int Share(int total, int commit) => (int)((long)total * commit / Commits);
}
