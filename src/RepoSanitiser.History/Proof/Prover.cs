using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Refs;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// Proves of a repository that what was purged is gone, and believes nothing that the rewrite says: every object store (alternates,
/// linked work trees, submodules) is read a second time with git itself; every file of git directories and work trees is read; purged
/// ids are looked for, and purged content under any other; the rules scan again; git fsck runs; and the copy made before shows that
/// nothing else was lost.
/// </summary>
/// <param name="judge">The rules, of the policy that the certificate names.</param>
/// <param name="key">The key of the certificate.</param>
/// <param name="clock">The clock.</param>
/// <param name="options">Limits, and the copy made before.</param>
public sealed class Prover(ContentJudge judge, FingerprintKey key, TimeProvider clock, ProofOptions options)
{
    private const int MostNested = 100;

    /// <summary>A ref's name as anybody may see it: masked where it holds a finding.</summary>
    public string SafeName(string name) => SensitiveNames.Safe(judge, name);

    /// <summary>Makes the proof.</summary>
    /// <param name="repository">The repository: the one that was rewritten, or any clone.</param>
    /// <param name="certificate">What was purged.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReposanException">The certificate is of another format of ids (refused).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ProofResult Prove(Repository repository, Certificate certificate, CancellationToken cancellation)
    {
        var wanted = new Wanted(certificate, key);
        if (wanted.Format != repository.Format)
            throw new ReposanException(ExitCode.Refused, $"The certificate is of a {certificate.ObjectFormat} repository, and this is none: name the repository or a clone of it.");
        var evidence = new Evidence();
        var others = Rescan(repository, wanted, evidence, cancellation);
        var check = Task.Run(() => GitCheck.Of(repository), cancellation);
        SearchAll(repository, wanted, evidence, cancellation);
        var compared = Compare(repository, certificate, evidence, cancellation);
        options.Progress.Report("waiting for git fsck", 0, 0);
        var fsck = check.GetAwaiter().GetResult();
        foreach (var fault in fsck.Broken) evidence.Remains(RemainderKind.Broken, "git fsck", fault);
        if (fsck.OddObjects > 0) evidence.Note($"git fsck finds {fsck.OddObjects} objects that are whole but oddly written, as their authors' tools wrote them.");
        var summary = new ProofSummary
        {
            Verdict = evidence.Remaining.Count > 0 ? "remains" : evidence.UnreadItems.Count > 0 ? "incomplete" : "gone",
            Made = clock.GetUtcNow(),
            Objects = evidence.Objects,
            Files = evidence.Files,
            Remaining = evidence.Remaining.Count,
            Unread = evidence.UnreadItems.Count,
            OtherFindings = others,
            Fsck = fsck.Passes,
            CommitsCompared = compared,
        };
        var proved = certificate with { Proof = summary, Made = summary.Made, ToolVersion = options.ToolVersion };
        return new ProofResult(proved, evidence.Remaining, evidence.UnreadItems, evidence.Notes);
    }

    /// <summary>Scans with the rules. What they see in purged content and see again remains; other findings are only counted.</summary>
    private int Rescan(Repository repository, Wanted wanted, Evidence evidence, CancellationToken cancellation)
    {
        var scanOptions = new ScanOptions { MaxObjectBytes = options.MaxObjectBytes, Threads = options.Threads, Progress = options.Progress, KeepValues = true };
        var scan = new RepositoryScanner(judge, key, scanOptions, results: null).Scan(repository, cancellation);
        var others = 0;
        foreach (var finding in scan.Findings)
        {
            if (!wanted.IsCell(finding.Rule, finding.ContentTag, finding.Value, finding.Location))
            {
                others++;
                continue;
            }

            var place = finding.Paths.Count > 0 ? wanted.Names.Safe(finding.Paths[0]) : finding.Object?.Type ?? "a blob that no tree names";
            var id = ObjectId.TryParse((finding.Blob ?? finding.Object?.Id ?? "").AsSpan(), out var found) ? found : (ObjectId?)null;
            evidence.Remains(RemainderKind.Cells, place, $"{finding.Rule} sees in it what it saw in purged content", id);
        }

        foreach (var item in scan.Coverage.Items.Where(i => i.State == ReadState.Unread)) evidence.Unread(item.Object, item.Path, item.Reason);
        return others;
    }

    private void SearchAll(Repository repository, Wanted wanted, Evidence evidence, CancellationToken cancellation)
    {
        var files = new FileSearch(wanted, judge, key, evidence, options);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<(Repository Repository, string Prefix)>([(repository, "")]);
        while (waiting.TryDequeue(out var next))
        {
            if (!done.Add(PrivateFiles.RealPath(next.Repository.CommonDirectory))) continue;
            SearchOne(next.Repository, next.Prefix, wanted, evidence, files, cancellation);
            foreach (var (name, directory) in next.Repository.Modules()) Open(directory, $"{next.Prefix}modules/{SensitiveNames.Safe(judge, name)}/", evidence, waiting);
            foreach (var folder in files.Nested.Where(f => !done.Contains(PrivateFiles.RealPath(Path.Combine(f, ".git"))) && done.Count < MostNested).ToList())
                Open(Path.Combine(folder, ".git"), $"{SensitiveNames.Safe(judge, Path.GetFileName(folder))}/", evidence, waiting);
        }
    }

    private static void Open(string directory, string prefix, Evidence evidence, Queue<(Repository Repository, string Prefix)> waiting)
    {
        try
        {
            waiting.Enqueue((Repository.Open(directory), prefix));
        }
        catch (ReposanException)
        {
            evidence.Unread(null, prefix, "a repository in this one can't be opened");
        }
    }

    private void SearchOne(Repository repository, string prefix, Wanted wanted, Evidence evidence, FileSearch files, CancellationToken cancellation)
    {
        var snapshot = RepositorySnapshot.Of(repository);
        foreach (var root in snapshot.Roots) SearchRoot(root, prefix, wanted, evidence);
        foreach (var unreadable in snapshot.Unreadable) evidence.Unread(null, unreadable.Path is { } path ? prefix + SensitiveNames.Safe(judge, path) : null, unreadable.Reason);
        var store = new StoreSearch(wanted, evidence, prefix);
        store.Search(repository, options, cancellation);
        if (store.Mentions > 0) evidence.Note($"Messages name {store.Mentions} old commits, whose ids lead to nothing here any more.");
        options.Progress.Report("reading files beside the objects", 0, 0);
        files.SearchGitDirectory(repository.CommonDirectory, prefix, repository.Modules().Select(m => m.Directory), cancellation);
        foreach (var (name, folder) in WorkTreeFolders.Of(repository))
        {
            if (folder is null) evidence.Unread(null, $"{prefix}worktrees/{SensitiveNames.Safe(judge, name)}", "the folder of this linked work tree is not where it was: run git worktree repair, or prune it");
            else files.SearchWorkTree(folder, name.Length == 0 ? prefix : $"{prefix}{SensitiveNames.Safe(judge, name)}/", cancellation);
        }
    }

    private void SearchRoot(Root root, string prefix, Wanted wanted, Evidence evidence)
    {
        var renamed = wanted.Names.OfRef(root.Name);
        var name = SensitiveNames.Safe(judge, renamed ?? root.Name);
        if (renamed is not null && root.Kind == RootKind.Ref) evidence.Remains(RemainderKind.Named, prefix + name, "is still there by the name that was replaced");
        if (wanted.What(root.Target) is not { } what) return;
        var place = prefix + name + (root.Path is { } path ? $" ({SensitiveNames.Safe(judge, path)})" : "");
        evidence.Remains(RemainderKind.Named, place, $"names the {what}", root.Target);
    }

    private long? Compare(Repository repository, Certificate certificate, Evidence evidence, CancellationToken cancellation)
    {
        if (options.Backup is null) return null;
        options.Progress.Report("comparing with the copy made before", 0, 0);
        return new ReverseProof(Repository.Open(options.Backup), repository, certificate, evidence).Run(options, cancellation);
    }
}
