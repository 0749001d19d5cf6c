using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>One run of <c>reposan release withdraw</c>.</summary>
internal sealed class WithdrawSession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Takes back a request, or the approval of released files.</summary>
    public ExitCode Run(string what, IReadOnlyList<string> files, string reason, bool apply)
    {
        if (RequestFolder.IsId(what)) return Request(what, files, reason, apply);
        if (files.Count == 0) throw new ReposanException(ExitCode.Usage, "Name the released files whose approval no longer holds, as in released_outputs/output/table.csv.");
        var trust = options.Trust();
        var keeper = new LedgerKeeper(trust, options.Signer(trust), context.Clock, context.Random, context.Progress);
        var change = keeper.Withdraw(what, files, apply, context.Cancelled);
        var shown = Printable.Escape(ScanSource.WithoutCredentials(what));
        if (change.Files.Count == 0)
        {
            context.Out.WriteLine("Nothing to do: the approval of all of them was withdrawn before.");
            return ExitCode.Clean;
        }

        context.Out.WriteLine($"{(change.Commit is null ? "Would withdraw" : "Withdrew")} {change.Files.Count} version(s):");
        foreach (var file in change.Files) context.Out.WriteLine($"  {Printable.Escape(file.Path)}");
        if (change.Commit is null) context.Out.WriteLine("To do it, add --apply.");
        else
        {
            context.Out.WriteLine($"The files are still in {shown}, in its history and in every copy. To clean up, in this order:");
            context.Out.WriteLine("  reposan contain OWNER/NAME --apply   # close the repository");
            var mirror = NewFolder(shown);
            context.Out.WriteLine($"  git clone --mirror -- {Quoted(shown)} {Quoted(mirror)}");
            context.Out.WriteLine($"  reposan purge {Quoted(mirror)} {string.Join(' ', files.Select(f => $"--path {Quoted(Printable.Escape(f))}"))}   # show the plan; then --apply --in-place, prove and push");
            context.Out.WriteLine("runbooks/leak-found.md has every step.");
        }

        return ExitCode.Clean;
    }

    /// <summary>A name that nothing here has yet, the study repository itself least of all.</summary>
    private static string NewFolder(string study)
    {
        var name = study.TrimEnd('/').Split('/', ':')[^1];
        if (name.EndsWith(".git", StringComparison.Ordinal)) name = name[..^4];
        if (name.Trim('.').Length == 0) name = "study";
        return Enumerable.Range(1, int.MaxValue).Select(n => $"{name.TrimStart('-')}-mirror{(n == 1 ? "" : $"-{n}")}.git").First(n => !Path.Exists(n));
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private ExitCode Request(string id, IReadOnlyList<string> files, string reason, bool apply)
    {
        if (files.Count > 0) throw new ReposanException(ExitCode.Usage, "A request is taken back as a whole: to leave files out, ask for it anew with --id.");
        var store = options.Store(context);
        var (status, signer) = (store.Status(id), options.Signer(store.Trust));
        if (status.State is RequestState.Released or RequestState.Withdrawn)
            throw new ReposanException(ExitCode.Refused, $"Request {id} was {(status.State == RequestState.Released ? "published: withdraw its files from the study repository instead" : "withdrawn before")}.");
        if (status.Request.By != signer.Principal) throw new ReposanException(ExitCode.Refused, $"Request {id} is by {Printable.Escape(status.Request.By)}: only they take it back.");
        if (apply) RequestWithdrawal.Write(store, signer, status, reason, context.Clock);
        context.Out.WriteLine(apply ? $"Request {id} is withdrawn." : $"Would withdraw request {id}. To do it, add --apply.");
        return ExitCode.Clean;
    }
}

/// <summary>One run of <c>reposan release import</c>.</summary>
internal sealed class ImportSession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Shows, or takes in.</summary>
    public ExitCode Run(string study, string? list, bool apply)
    {
        var trust = options.Trust();
        var keeper = new LedgerKeeper(trust, options.Signer(trust), context.Clock, context.Random, context.Progress);
        var change = keeper.Import(study, list is null ? null : ListedFile.Read(list), apply, context.Cancelled);
        if (change.Files.Count == 0) context.Out.WriteLine($"Nothing to do: the ledger has every output {(list is null ? "of the history" : "of the list that the study has")}.");
        else if (change.Commit is null) context.Out.WriteLine($"Would take in {change.Files.Count} version(s) of outputs, as imported, which is not approved. To do it, add --apply.");
        else context.Out.WriteLine($"Took in {change.Files.Count} version(s) of outputs, as imported, with {change.Commit[..12]} on release-candidates. Merge it; then 'reposan scan --ledger' reports only what comes later.");
        foreach (var file in change.Missing) context.Say($"{(file.Name is { } name ? $"'{Printable.Escape(name)}' of the list is not there under that name" : "A file of the list is not there")} with that content, so it is not taken in: compare the list with the study's history.");
        return change.Missing.Count > 0 ? ExitCode.Findings : ExitCode.Clean;
    }
}

/// <summary>One run of <c>reposan release verify</c>.</summary>
internal sealed class VerifySession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Checks the ledger, and that the files are as it says.</summary>
    public ExitCode Run(string study)
    {
        var inside = ScanSource.IsUrl(study) ? [] : new[] { study };
        var trust = options.Trust(inside);
        using var source = ScanSource.Open(study, context);
        var check = LedgerCheck.Of(source.Repository, trust);
        foreach (var branch in check)
        {
            context.Out.WriteLine($"{Printable.Escape(branch.Ref)}: {branch.Entries.Count} entries, {branch.Covered} file(s) as they were approved or taken in");
            foreach (var entry in branch.Entries)
            {
                var by = entry.Statement.Approvals.Count > 0 ? $", approved by {string.Join(" and ", entry.Statement.Approvals.Select(a => Printable.Escape(a.By)).Distinct(StringComparer.Ordinal))}" : "";
                context.Out.WriteLine($"  {entry.Statement.Seq,4}  {entry.Statement.Time.UtcDateTime:yyyy-MM-dd HH:mm}  {entry.Statement.Kind.ToString().ToLowerInvariant(),-10} {entry.Statement.Files.Count,5} file(s)  {Printable.Escape(entry.Statement.By)}{by}");
            }

            foreach (var problem in branch.Problems) context.Out.WriteLine($"  NOT RIGHT: {Printable.Escape(problem)}");
        }

        if (check.Count == 0) context.Out.WriteLine("There is no ledger on any branch.");
        return check.Any(b => b.Problems.Count > 0) || check.Count == 0 ? ExitCode.Findings : ExitCode.Clean;
    }
}
