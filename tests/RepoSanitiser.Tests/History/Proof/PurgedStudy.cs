using System.Diagnostics;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Git;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents.Certificates;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Planting;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.History.Proof;

/// <summary>A study whose leak was taken out by hand, the copy made before, and the certificate.</summary>
internal sealed class PurgedStudy : IDisposable
{
    public const string LeakPath = "output/linkage.csv";
    private readonly TempFolder _folder = new();

    private PurgedStudy(PurgedStudy? original = null)
    {
        if (original is null) return;
        Assert.True(Run("cp", "-a", original._folder.Path + "/.", _folder.Path));
        Study = RepositoryBuilder.Open(_folder, _folder.File("study"));
        Study.Git.Now = original.Study.Git.Now;
        (Leak, LeakId, OldHead, OldTag, Certificate) = (original.Leak, original.LeakId, original.OldHead, original.OldTag, original.Certificate);
    }

    public TempFolder Folder => _folder;

    /// <summary>The purged repository.</summary>
    public RepositoryBuilder Study { get; private set; } = null!;

    /// <summary>The repository as it was: another clone that nobody has looked after.</summary>
    public RepositoryBuilder OldClone => RepositoryBuilder.Open(_folder, _folder.File("before"));

    /// <summary>The leak's first version.</summary>
    public byte[] Leak { get; private init; } = [];

    public string LeakId { get; private set; } = "";

    public string OldHead { get; private set; } = "";

    public string OldTag { get; private set; } = "";

    public Certificate Certificate { get; set; } = null!;

    /// <summary>The git directory of the copy.</summary>
    public string Backup => _folder.File("before", ".git");

    /// <summary>Makes the study and takes the leak out.</summary>
    /// <param name="treat">What the leak becomes, given its id; null removes it.</param>
    public static PurgedStudy Make(Func<string, byte[]?>? treat = null)
    {
        var made = new PurgedStudy { Leak = new LeakyFiles(new MadeUp(41)).NhsNumbers().Content };
        made.Study = RepositoryBuilder.Create(made._folder);
        made.Grow(new LeakyFiles(new MadeUp(42)).NhsNumbers(8).Content);
        Assert.True(Run("cp", "-a", made.Study.Path, made._folder.File("before")));
        var purge = new HandPurge(made.Study, treat ?? (_ => null), LeakPath);
        purge.Run();
        made.Certify(purge, treat);
        return made;
    }

    /// <summary>The same again, in a folder of its own.</summary>
    public PurgedStudy Copy() => new(this);

    public void Dispose() => _folder.Dispose();

    /// <summary>Proves the study, or another repository, with the certificate.</summary>
    public ProofResult Prove(string? repository = null, string? backup = null) =>
        new Prover(ScanRunner.Judge(), ScanRunner.Key, TimeProvider.System, new ProofOptions { Backup = backup, ToolVersion = "test" })
            .Prove(Repository.Open(repository ?? Study.Path), Certificate, CancellationToken.None);

    /// <summary>Proves the study and that nothing else was lost.</summary>
    public ProofResult ProveBothWays() => Prove(null, Backup);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private void Grow(byte[] second)
    {
        Study.Write("README.md", "# Study\n\nWhat it is for.\n").Write("analysis/model.py", "print('model')\n").Commit("Protocol");
        Study.Tag("clean");
        LeakId = Study.Blob(Leak);
        var first = Study.Write(LeakPath, Leak).Write("output/table.csv", "region,n_rounded\nNorth,1250\nSouth,980\n").Commit("First outputs");
        OldTag = Study.AnnotatedTag("v1", $"Released from {first}");
        Study.Branch("explore").Write("notes.md", "Look at the South.\n").Commit("Notes");
        Study.Switch("main").Write(LeakPath, second).Commit("Only the leak again");
        Study.Ref("refs/pull/1/head", Study.Head);
        var model = Study.Write("analysis/model.py", "print('better model')\n").Commit("Better model");
        Study.Note("Checked by hand", model);
        Study.Note("Checked as well", "clean");
        Study.Merge("explore");
        Study.Delete(LeakPath).Commit("Take the leak out");
        OldHead = Study.Write("analysis/plot.py", "print('plot')\n").Commit($"Plot, see {model[..9]}");
        Study.Write("analysis/plot.py", "print('half done')\n").Stash("half done");
    }

    private void Certify(HandPurge purge, Func<string, byte[]?>? treat)
    {
        var old = OldClone.Git.Lines("rev-list", "--all", "--objects", "--", LeakPath)
            .Select(l => l.Split(' ')).Where(w => w is [_, LeakPath]).Select(w => w[0]).Distinct();
        var treated = old.Select(id => new TreatedEntry(
            LeakPath, ObjectId.Parse(id), treat?.Invoke(id) is { } content ? ObjectId.Parse(Study.Git.Feed(content, "hash-object", "--stdin")) : null)).ToList();
        Assert.Equal(2, treated.Count);
        var maker = new CertificateMaker(ScanRunner.Judge(), ScanRunner.Key, TimeProvider.System, "test");
        Certificate = maker.Make(
            new PurgeFacts
            {
                Before = Repository.Open(_folder.File("before")),
                After = Repository.Open(Study.Path),
                Method = "entries removed by hand",
                Policy = PolicyCatalogue.Default,
                Commits = purge.Commits,
                Tags = purge.Tags,
                Treated = treated,
                Purged = [.. treated.Select(t => t.Old!.Value)],
            },
            "2027-01-31-abcd",
            CancellationToken.None);
    }

    /// <summary>The leak's lines.</summary>
    public string[] LeakLines => Encoding.UTF8.GetString(Leak).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Makes the purged study once for all tests of a class; each takes a copy.</summary>
public sealed class PurgedStudyFixture : IDisposable
{
    internal PurgedStudy Original { get; } = PurgedStudy.Make();

    public void Dispose() => Original.Dispose();
}
