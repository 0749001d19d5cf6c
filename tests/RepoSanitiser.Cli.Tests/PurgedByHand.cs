using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Backups;
using RepoSanitiser.Incidents.Certificates;
using RepoSanitiser.TestKit.Planting;

namespace RepoSanitiser.Cli.Tests;

/// <summary>A study in a home of its own whose leak was purged by hand, with all that a purge leaves in the state folder.</summary>
public sealed class PurgedByHand : IDisposable
{
    private const string Script = """
        set -euo pipefail
        git init -q -b main study
        cd study
        git config user.name "Study Author"
        git config user.email author@study.invalid
        mkdir output
        echo '# Study' > README.md
        git add . && git commit -q -m Protocol
        cp ../leak.csv output/linkage.csv
        echo 'print(1)' > model.py
        git add . && git commit -q -m 'First outputs'
        git tag v1
        cp -a . ../clone
        """;

    private const string Purge = """
        set -euo pipefail
        cd study
        git reset -q --hard HEAD~1
        git show v1:model.py > model.py
        git add . && GIT_AUTHOR_DATE="$(git log -1 --format=%ad --date=raw v1)" GIT_COMMITTER_DATE="$(git log -1 --format=%cd --date=raw v1)" git commit -q -m 'First outputs'
        git tag -f v1 >/dev/null
        rm -f .git/ORIG_HEAD
        git reflog expire --expire=now --all
        git gc -q --prune=now
        """;

    public PurgedByHand()
    {
        Leak = new LeakyFiles(new MadeUp(7)).NhsNumbers();
        File.WriteAllBytes(Path.Combine(Reposan.Home, "leak.csv"), Leak.Content);
        Run(Script);
        var key = KeyStore.Parse(Reposan.Run("key", "export").Out)!;
        var old = (Commit: Id("rev-parse v1^{commit}"), Blob: Id("rev-parse v1:output/linkage.csv"));
        var store = new IncidentStore(StateDirectory.Open(Path.Combine(Reposan.Home, "state", "reposan")), key, "tester", TimeProvider.System, RandomNumberGenerator.GetBytes);
        var incident = store.Create();
        var study = Repository.Open(Study);
        var backup = RepositoryBackup.Make(incident, study.CommonDirectory, null, TimeProvider.System);
        Run(Purge);
        var judge = new ContentJudge(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());
        var certificate = new CertificateMaker(judge, key.ForIncident(incident.Id), TimeProvider.System, "0.1.0").Make(
            new PurgeFacts
            {
                Before = Repository.Open(backup.GitDirectory!),
                After = study,
                Method = "entries removed by hand",
                Policy = PolicyCatalogue.Default,
                Commits = new Dictionary<ObjectId, ObjectId?> { [old.Commit] = Id("rev-parse main") },
                Treated = [new TreatedEntry("output/linkage.csv", old.Blob, null)],
                Purged = [old.Blob],
            },
            incident.Id,
            CancellationToken.None);
        new CertificateFiles(key).Write(incident, certificate with { KeyId = key.Id, Backup = backup.GitDirectory }, n => n);
        (Incident, OldCommit, OldBlob) = (incident.Id, old.Commit.ToString(), old.Blob.ToString());
    }

    public ReposanProcess Reposan { get; } = new();

    /// <summary>The purged repository.</summary>
    public string Study => Path.Combine(Reposan.Home, "study");

    public LeakyFile Leak { get; }

    public string Incident { get; }

    public string OldCommit { get; }

    public string OldBlob { get; }

    /// <summary>The incident's folder.</summary>
    public string Folder => Path.Combine(Reposan.Home, "state", "reposan", "incidents", Incident);

    /// <summary>Runs a script that must succeed.</summary>
    public string Run(string script)
    {
        var ended = Reposan.RunBash(script);
        Assert.True(ended.ExitCode == 0, ended.Error);
        return ended.Out.Trim();
    }

    public void Dispose() => Reposan.Dispose();

    private ObjectId Id(string question) => ObjectId.Parse(Run($"git -C study {question}"));

    /// <summary>Every line of the leak.</summary>
    public IEnumerable<string> LeakLines => Encoding.UTF8.GetString(Leak.Content).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
