using System.Diagnostics;
using System.Text;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>
/// Random histories, purged by us and by git-filter-repo. Commits, once their trees and parents are the same, have the same ids. Where
/// git-filter-repo differs it must be wrong: its tree is not the old one without the secret.
/// </summary>
public sealed class FilterRepoTests(ITestOutputHelper output)
{
    // Processes take nearly all of the time, and histories that have nothing to do with each other can share them.
    private const int Together = 25;

    [FactWhere(Tool.GitFilterRepo)]
    public void Random_histories_come_out_as_git_filter_repo_makes_them_where_that_is_right()
    {
        var (same, faults) = (0, 0);
        foreach (var seeds in Enumerable.Range(1, Scale.Of(2 * Together, 1000)).Chunk(Together))
        {
            var histories = seeds.Select(s => new RandomHistory(s)).ToList();
            using var folder = new TempFolder();
            var ids = RandomHistory.Write(histories, folder, "study", out var repository);
            repository.Git.Run("clone", "-q", "--mirror", repository.Path, folder.File("peer"));
            var changed = new Purger(folder).Apply(repository.Path, Purger.Paths(RandomHistory.Secrets)).Outcome.Commits;
            var stands = changed.ToDictionary(c => c.Old.ToString(), c => c.Stand?.ToString(), StringComparer.Ordinal);
            var theirs = new Rewritten(FilterRepo(folder.File("peer"), RandomHistory.Secrets), new CommitTrees(repository.Git.In(folder.File("peer")), whole: true));
            var ours = new Rewritten(NewIds(changed), new CommitTrees(repository.Git, whole: true));

            Assert.Equal("", repository.Git.Run("fsck", "--full", "--no-dangling", "--no-progress"));
            Assert.DoesNotContain("secret.txt", repository.Git.Lines("log", "--all", "--format=", "--name-only", "-m"), StringComparer.Ordinal);
            foreach (var history in histories)
            {
                EveryTreeIsTheOldOneWithoutTheSecret(history, ids, ours, stands);
                if (Agree(history, ids, ours, theirs)) same++;
                else faults++;
            }
        }

        output.WriteLine($"{same} histories are the same, in {faults} git-filter-repo is wrong");
        Assert.True(same > 20 * faults, $"{faults} of {same + faults} differ");
    }

    [FactWhereStudies]
    public void Real_histories_come_out_so_too_and_unaffected_commits_keep_ids_that_git_filter_repo_changes()
    {
        var (studies, compared, same, faults) = (0, 0, 0, 0);
        foreach (var study in FactWhereStudiesAttribute.Studies())
        {
            using var folder = new TempFolder();
            var (own, peer) = (folder.File("own"), folder.File("peer"));
            var git = new GitCli(folder.Path, folder.Folder(".home"));
            // A copy that lacks objects can't be purged, nor cloned.
            if (git.Try("clone", "-q", "--mirror", "--no-local", study, own).ExitCode != 0) continue;
            var top = git.In(own).Lines("log", "--all", "--name-only", "--format=").Where(n => n.Contains('/', StringComparison.Ordinal) && !n.StartsWith('"'))
                .CountBy(n => n.Split('/')[0]).OrderByDescending(n => n.Value).ThenBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Key).FirstOrDefault();
            if (top is null) continue;
            var before = WithABranchEach(git.In(own));
            git.Run("clone", "-q", "--mirror", own, peer);
            var ours = new Rewritten(NewIds(new Purger(folder).Apply(own, Purger.Paths(top)).Outcome.Commits), new CommitTrees(git.In(own), whole: false));
            var theirs = new Rewritten(FilterRepo(peer, [top]), new CommitTrees(git.In(peer), whole: false));
            studies++;
            compared += before.Count;
            same += before.Count(c => ours.Commits.GetValueOrDefault(c.Id, c.Id) == c.Id);
            faults += CompareStudy((before, git.In(study), top), ours, theirs);
            Assert.Equal("", git.In(own).Run("fsck", "--full", "--no-dangling", "--no-progress"));
        }

        output.WriteLine($"{studies} studies, {compared} commits, {same} of them kept their ids, at {faults} git-filter-repo is wrong");
        Assert.True(compared > 100);
        Assert.True(100 * faults < compared);
    }

    /// <summary>All commits, parents first; a branch for each shows what stands for it later.</summary>
    private static List<(string Id, string[] Parents)> WithABranchEach(GitCli git)
    {
        var commits = git.Lines("rev-list", "--all", "--topo-order", "--reverse", "--parents").Select(l => l.Split(' ')).Select(w => (w[0], w[1..])).ToList();
        git.Feed(Encoding.ASCII.GetBytes(string.Concat(commits.Select(c => $"create refs/heads/at/{c.Item1} {c.Item1}\n"))), "update-ref", "--stdin");
        return commits;
    }

    /// <summary>At how many commits git-filter-repo is wrong; fails where the two differ and it is not, and where ours is.</summary>
    private static int CompareStudy((List<(string Id, string[] Parents)> Commits, GitCli Git, string Top) study, Rewritten ours, Rewritten theirs)
    {
        var trees = new CommitTrees(study.Git, whole: false);
        var wrong = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (old, parents) in study.Commits)
        {
            var expected = trees.Of(old).Where(e => e.Split(' ', 2)[1][..^41] != study.Top).ToArray();
            Assert.Equal(expected, ours.Trees.Of(ours.Trees.At("refs/heads/at/" + old)));
            var (a, b) = (ours.Commits.GetValueOrDefault(old, old), theirs.Commits[old]);
            // Ids differ where ours keeps bytes that git-filter-repo drops, in the commit or before it.
            if (a is null == b is null && (a is null || ours.Trees.Shape(a) == theirs.Trees.Shape(b!))) continue;
            // What git-filter-repo makes of a commit follows from what it made of its parents.
            Assert.True(
                !expected.SequenceEqual(theirs.Trees.Of(theirs.Trees.At("refs/heads/at/" + old))) || HasOddNames(study.Git, old) || Array.Exists(parents, wrong.Contains),
                $"ours was {(a is null ? "left out" : "kept")}, git-filter-repo's {(b is null ? "left out" : "kept")}, and it is not wrong");
            wrong.Add(old);
        }

        return wrong.Count;
    }

    // git-filter-repo does not see that a merge changes nothing where a name has a blank.
    private static bool HasOddNames(GitCli git, string commit) =>
        git.Run("diff-tree", "-r", "-z", "--name-only", "--no-renames", commit + "^1", commit).Split('\0').Any(n => n.Contains(' ', StringComparison.Ordinal));

    private static void EveryTreeIsTheOldOneWithoutTheSecret(
        RandomHistory history, IReadOnlyDictionary<(int, int), string> ids, Rewritten ours, Dictionary<string, string?> stands)
    {
        foreach (var commit in history.Commits)
        {
            var old = ids[(history.Seed, commit.Number)];
            // Also what stands for a commit that was left out holds what that held.
            var now = ours.Commits.TryGetValue(old, out var made) ? made ?? stands[old] : old;
            var (expected, actual) = (Listing(commit), string.Join('\n', ours.Trees.Of(now)));
            Assert.True(expected == actual, $"seed {history.Seed}, commit {commit.Number}: expected\n{expected}\nbut was\n{actual}");
        }
    }

    /// <summary>Whether both agree on a history; fails where they don't and git-filter-repo is not at fault.</summary>
    private static bool Agree(RandomHistory history, IReadOnlyDictionary<(int, int), string> ids, Rewritten ours, Rewritten theirs)
    {
        foreach (var commit in history.Commits)
        {
            var old = ids[(history.Seed, commit.Number)];
            var our = ours.Commits.GetValueOrDefault(old, old);
            var their = theirs.Commits.GetValueOrDefault(old, old);
            if (our == their) continue;
            // Each commit has a branch: where that leads shows what their history holds in the commit's place.
            var isWrong = string.Join('\n', theirs.Trees.Of(theirs.Trees.At(RandomHistory.Branch(history.Seed, commit.Number)))) != Listing(commit);
            Assert.True(isWrong || (our is null && BringsSubmodule(history, commit)), $"seed {history.Seed}, commit {commit.Number} ({old}): ours {our ?? "pruned"}, git-filter-repo's {their ?? "pruned"}\n{Describe(history)}");
            return false;
        }

        return true;
    }

    // git-filter-repo does not see that a merge changes nothing where what came in has a submodule: it compares all as blobs.
    private static bool BringsSubmodule(RandomHistory history, MadeUpCommit commit) => commit.Parents.Length > 1
        && commit.Files.Any(f => f.Value.Mode == "160000" && history.Commits.Single(c => c.Number == commit.Parents[0]).Files.GetValueOrDefault(f.Key) != f.Value);

    private static string Describe(RandomHistory history) => string.Join('\n', history.Commits.Select(c =>
        $"{c.Number} ({string.Join(' ', c.Parents)}): {string.Join(", ", c.Files.Select(f => $"{f.Key}={f.Value.Mode} {f.Value.Content.TrimEnd('\n')}").Order(StringComparer.Ordinal))}"));

    private static string Listing(MadeUpCommit commit) => string.Join('\n', commit.Files
        .Where(f => !RandomHistory.IsSecret(f.Key)).Select(f => $"{f.Value.Mode} {f.Key} {Id(f.Value)}").Order(StringComparer.Ordinal));

    private static string Id(MadeUpFile file) =>
        file.Mode == "160000" ? file.Content : Convert.ToHexStringLower(PackWriter.IdOf("blob", Encoding.ASCII.GetBytes(file.Content)));

    private static Dictionary<string, string?> NewIds(IEnumerable<ChangedCommit> changed) => changed.ToDictionary(c => c.Old.ToString(), c => c.New?.ToString(), StringComparer.Ordinal);

    private static Dictionary<string, string?> FilterRepo(string path, string[] secrets)
    {
        string[] arguments = ["--force", "--quiet", "--invert-paths", .. secrets.SelectMany(s => (string[])["--path", s])];
        using var process = Process.Start(new ProcessStartInfo("git-filter-repo", arguments) { WorkingDirectory = path, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return File.ReadLines(Path.Combine(path, "filter-repo", "commit-map")).Skip(1).Select(l => l.Split(' '))
            .ToDictionary(w => w[0], w => w[1].All(c => c == '0') ? null : w[1], StringComparer.Ordinal);
    }

    /// <summary>A history after it was rewritten.</summary>
    /// <param name="Commits">New ids by old ones; null for what was left out.</param>
    /// <param name="Trees">What it holds.</param>
    private sealed record Rewritten(IReadOnlyDictionary<string, string?> Commits, CommitTrees Trees);

    /// <summary>A fact that needs bare copies of real studies, in the folders that REPOSAN_STUDIES names a pattern of.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWhereStudiesAttribute : FactAttribute
    {
        public FactWhereStudiesAttribute() => Skip = Tools.Missing(Tool.GitFilterRepo) ?? (Studies().Any() ? null : "needs REPOSAN_STUDIES: a folder with bare copies of studies, each as repo in a folder of its own");

        public static IEnumerable<string> Studies() => Environment.GetEnvironmentVariable("REPOSAN_STUDIES") is { Length: > 0 } folder && Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Select(d => Path.Combine(d, "repo")).Where(Directory.Exists).Order(StringComparer.Ordinal)
            : [];
    }
}
