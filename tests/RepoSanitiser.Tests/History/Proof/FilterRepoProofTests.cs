using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Git;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents.Certificates;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.History.Proof;

/// <summary>Another program's rewrite of random histories is proved both ways: the proof knows nothing of how this program rewrites.</summary>
public sealed class FilterRepoProofTests
{
    [FactWhere(Tool.GitFilterRepo)]
    public void What_git_filter_repo_rewrote_is_proved_both_ways()
    {
        for (var seed = 0; seed < Scale.Of(6, 200); seed++)
        {
            using var folder = new TempFolder();
            var before = Grow(folder, seed);
            var after = before.Mirror("after.git");
            after.Git.Run("filter-repo", "--force", "--quiet", "--invert-paths", "--path", "secret.csv");
            var map = File.ReadAllLines(Path.Combine(after.GitDir, "filter-repo", "commit-map")).Skip(1).Select(l => l.Split(' ')).ToList();
            Directory.Delete(Path.Combine(after.GitDir, "filter-repo"), recursive: true);
            // It leaves old ids behind, which the proof would tell: in refs of replaced objects, and in the list of refs for dumb servers.
            File.Delete(Path.Combine(after.GitDir, "info", "refs"));
            foreach (var name in after.Git.Lines("for-each-ref", "--format=%(refname)", "refs/replace")) after.Git.Run("update-ref", "-d", name);
            var proof = Prove(before, after, map);
            Assert.True(proof.ExitCode == ExitCode.Clean, $"seed {seed}: {string.Join("; ", proof.Remaining.Select(r => $"{r.Kind} {r.Place}: {r.What}"))}");
        }
    }

    private static ProofResult Prove(RepositoryBuilder before, RepositoryBuilder after, List<string[]> map)
    {
        var (old, now) = (Repository.Open(before.Path), Repository.Open(after.Path));
        var blobs = before.Git.Lines("rev-list", "--all").SelectMany(c => before.Git.Lines("ls-tree", c, "secret.csv")).Select(l => ObjectId.Parse(l.Split(' ', '\t')[2])).Distinct().ToList();
        var facts = new PurgeFacts
        {
            Before = old,
            After = now,
            Method = "git filter-repo",
            Policy = PolicyCatalogue.Default,
            Commits = map.Where(w => w[0] != w[1]).ToDictionary(w => ObjectId.Parse(w[0]), w => ObjectId.Parse(w[1]) is { IsZero: false } id ? id : (ObjectId?)null),
            Treated = [.. blobs.Select(b => new TreatedEntry("secret.csv", b, null))],
            Purged = blobs,
        };
        var certificate = new CertificateMaker(ScanRunner.Judge(), ScanRunner.Key, TimeProvider.System, "test").Make(facts, "2027-01-31-abcd", CancellationToken.None);
        return new Prover(ScanRunner.Judge(), ScanRunner.Key, TimeProvider.System, new ProofOptions { Backup = before.GitDir }).Prove(now, certificate, CancellationToken.None);
    }

    /// <summary>A random history: merges of two and three, merges that add something of their own, several roots, commits of the secret alone.</summary>
    private static RepositoryBuilder Grow(TempFolder folder, int seed)
    {
        var random = new Random(seed);
        var study = RepositoryBuilder.Create(folder, "before", new RepositoryOptions(Bare: true));
        var commits = new List<string>();
        for (var i = 0; i < 14; i++)
        {
            var parents = commits.Count == 0 || random.Next(8) == 0 ? [] : commits.OrderBy(_ => random.Next()).Take(1 + (random.Next(3) == 0 ? random.Next(1, 3) : 0)).ToArray();
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            if (random.Next(2) == 0) files["secret.csv"] = Encoding.UTF8.GetBytes($"secret {random.Next(3)}\n");
            if (random.Next(2) == 0 || files.Count == 0) files[$"folder{random.Next(2)}/file{random.Next(3)}.txt"] = Encoding.UTF8.GetBytes($"text {random.Next(1000)}\n");
            commits.Add(study.LooseCommit($"Commit {i}\n", files, parents));
        }

        var inner = study.Git.Lines(["rev-list", "--no-walk", .. commits]).SelectMany(c => study.Git.Run("rev-parse", c + "^@").Split('\n')).ToHashSet();
        foreach (var (tip, i) in commits.Where(c => !inner.Contains(c)).Select((c, i) => (c, i))) study.Ref(i == 0 ? "refs/heads/main" : $"refs/heads/b{i}", tip);
        study.AnnotatedTag("v1", "Tagged\n", commits[random.Next(commits.Count)]);
        return study;
    }
}
