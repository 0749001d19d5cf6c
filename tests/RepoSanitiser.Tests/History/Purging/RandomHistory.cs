using System.Globalization;
using System.Text;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>An entry of a made-up tree.</summary>
/// <param name="Mode">Its mode.</param>
/// <param name="Content">Its content; for a submodule the commit's id.</param>
internal sealed record MadeUpFile(string Mode, string Content);

/// <summary>A made-up commit.</summary>
/// <param name="Number">Its number, which is also its mark.</param>
/// <param name="Parents">Numbers of its parents.</param>
/// <param name="Files">What it holds.</param>
internal sealed record MadeUpCommit(int Number, int[] Parents, IReadOnlyDictionary<string, MadeUpFile> Files);

/// <summary>
/// A history made from a seed: merges of all kinds, octopuses, evil merges, empty commits, unrelated roots, renames, modes and submodules,
/// with a secret coming and going on any side. What every tree holds is known without git.
/// </summary>
internal sealed class RandomHistory
{
    private static readonly string[] Ordinary = ["a.txt", "b.txt", "dir/c.txt", "dir/deep/d.txt", "secret.txt.not", "z"];
    private const int MarksEach = 1000;
    private readonly Random _random;
    private readonly List<MadeUpCommit> _commits = [];

    public RandomHistory(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        var count = 3 + _random.Next(22);
        for (var i = 0; i < count; i++) Add();
    }

    /// <summary>What it was made from.</summary>
    public int Seed { get; }

    /// <summary>What is to be purged: a file, and a folder.</summary>
    public static string[] Secrets { get; } = ["secret.txt", "hidden"];

    /// <summary>The commits, parents first.</summary>
    public IReadOnlyList<MadeUpCommit> Commits => _commits;

    /// <summary>Whether a path is to be purged.</summary>
    public static bool IsSecret(string path) => path == "secret.txt" || path.StartsWith("hidden/", StringComparison.Ordinal);

    /// <summary>Writes histories, which have nothing to do with each other, into a new bare repository; each commit has a branch.</summary>
    /// <returns>The ids of the commits, by seed and number.</returns>
    public static IReadOnlyDictionary<(int Seed, int Number), string> Write(IReadOnlyList<RandomHistory> histories, TempFolder folder, string name, out RepositoryBuilder repository)
    {
        repository = RepositoryBuilder.Create(folder, name, new RepositoryOptions(Bare: true));
        var text = new StringBuilder();
        foreach (var history in histories) history.Write(text);
        var marks = folder.File(name + "-marks");
        repository.Git.Feed(Encoding.UTF8.GetBytes(text.ToString()), "fast-import", "--quiet", "--export-marks=" + marks);
        repository.Git.Run("update-ref", "-d", "refs/heads/made");
        var ids = File.ReadAllLines(marks).Select(l => l.Split(' ')).ToDictionary(w => int.Parse(w[0][1..], CultureInfo.InvariantCulture), w => w[1]);
        return histories.SelectMany(h => h.Commits.Select(c => (h.Seed, c.Number))).ToDictionary(c => c, c => ids[Mark(c.Seed, c.Number)]);
    }

    /// <summary>The branch that stands at a commit.</summary>
    public static string Branch(int seed, int number) => string.Create(CultureInfo.InvariantCulture, $"refs/heads/history{seed}/all{number}");

    private static int Mark(int seed, int number) => MarksEach * seed + number;

    private void Write(StringBuilder text)
    {
        foreach (var commit in _commits) Write(commit, text);
        foreach (var commit in _commits) text.Append(CultureInfo.InvariantCulture, $"reset {Branch(Seed, commit.Number)}\nfrom :{Mark(Seed, commit.Number)}\n\n");
        foreach (var tagged in _commits.Where(c => c.Number % 5 == 2))
            text.Append(CultureInfo.InvariantCulture, $"tag v{Seed}.{tagged.Number}\nfrom :{Mark(Seed, tagged.Number)}\ntagger T <t@study.invalid> {1700000000 + tagged.Number} +0000\ndata 3\ntag\n");
    }

    private void Write(MadeUpCommit commit, StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"commit refs/heads/made\nmark :{Mark(Seed, commit.Number)}\ncommitter A <a@study.invalid> {1700000000 + commit.Number} +0100\n");
        var message = $"history {Seed} commit {commit.Number}\n";
        text.Append(CultureInfo.InvariantCulture, $"data {message.Length}\n{message}");
        for (var i = 0; i < commit.Parents.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "from" : "merge")} :{Mark(Seed, commit.Parents[i])}\n");
        text.Append("deleteall\n");
        foreach (var (path, file) in commit.Files)
        {
            if (file.Mode == "160000") text.Append(CultureInfo.InvariantCulture, $"M 160000 {file.Content} {path}\n");
            else text.Append(CultureInfo.InvariantCulture, $"M {file.Mode} inline {path}\ndata {file.Content.Length}\n{file.Content}\n");
        }

        text.Append('\n');
        // The next root starts from nothing, not from the branch's tip.
        text.Append("reset refs/heads/made\n\n");
    }

    private void Add()
    {
        var number = _commits.Count + 1;
        var parents = Parents();
        var files = parents.Length == 0 ? new Dictionary<string, MadeUpFile>(StringComparer.Ordinal) : Merged(parents);
        var isEmpty = _random.Next(10) == 0;
        // A clean merge adds nothing of its own, an evil one does.
        if (!isEmpty && (parents.Length < 2 || _random.Next(4) == 0)) Change(files);
        _commits.Add(new MadeUpCommit(number, parents, files));
    }

    private int[] Parents()
    {
        if (_commits.Count == 0 || _random.Next(9) == 0) return [];
        var count = _random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 + _random.Next(2) };
        var chosen = new List<int>();
        for (var i = 0; i < count; i++)
        {
            // Mostly recent ones, so that lines grow long enough to be wholly secret.
            var back = Math.Min(_commits.Count - 1, _random.Next(_random.Next(2) == 0 ? 3 : _commits.Count));
            var parent = _commits[_commits.Count - 1 - back].Number;
            if (!chosen.Contains(parent)) chosen.Add(parent);
        }

        return [.. chosen];
    }

    private Dictionary<string, MadeUpFile> Merged(int[] parents)
    {
        var files = new Dictionary<string, MadeUpFile>(_commits[parents[0] - 1].Files, StringComparer.Ordinal);
        if (parents.Length < 2) return files;
        var kind = _random.Next(5);
        // Nothing of the other sides (-s ours), all of one of them (-s theirs), or what each has and the first has not.
        if (kind == 0) return files;
        if (kind == 1) return new Dictionary<string, MadeUpFile>(_commits[parents[^1] - 1].Files, StringComparer.Ordinal);
        foreach (var parent in parents.Skip(1))
        {
            foreach (var (path, file) in _commits[parent - 1].Files)
            {
                if (!files.Keys.Any(k => k != path && (k.StartsWith(path + "/", StringComparison.Ordinal) || path.StartsWith(k + "/", StringComparison.Ordinal))))
                    files.TryAdd(path, file);
            }
        }

        return files;
    }

    private void Change(Dictionary<string, MadeUpFile> files)
    {
        var onlySecret = _random.Next(5) < 2;
        foreach (var _ in Enumerable.Range(0, 1 + _random.Next(2)))
        {
            var path = onlySecret || _random.Next(4) == 0 ? (_random.Next(3) == 0 ? "hidden/h.csv" : "secret.txt") : Ordinary[_random.Next(Ordinary.Length)];
            switch (_random.Next(8))
            {
                case 0:
                    files.Remove(path);
                    break;
                case 1 when files.Remove(path, out var moved):
                    files[onlySecret ? "secret.txt" : Ordinary[_random.Next(Ordinary.Length)]] = moved;
                    break;
                case 2 when files.TryGetValue(path, out var file) && file.Mode == "100644":
                    files[path] = file with { Mode = "100755" };
                    break;
                case 3 when path == "z":
                    files[path] = new MadeUpFile("160000", new string((char)('1' + _random.Next(9)), 40));
                    break;
                case 4 when path == "z":
                    files[path] = new MadeUpFile("120000", "a.txt");
                    break;
                default:
                    // Few contents, so that sides meet again.
                    files[path] = new MadeUpFile("100644", $"{path} {_random.Next(4)}\n");
                    break;
            }
        }
    }
}
