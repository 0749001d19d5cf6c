using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.History.Checking;

/// <summary>Checks files and folders on disk before they leave: bytes → documents → findings, by the same judge as a scan of history.</summary>
/// <param name="judge">Says what content holds.</param>
/// <param name="key">Keys the fingerprints.</param>
/// <param name="options">Limits, and what was asked to be released.</param>
public sealed class FileChecker(ContentJudge judge, FingerprintKey key, CheckOptions options)
{
    /// <summary>Checks every file at or below the paths.</summary>
    /// <param name="paths">Files and folders, as the user named them.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="ReposanException">There is nothing at a path.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CheckResult Check(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        options.Progress.Report("finding files", 0, 0);
        var search = new FileSearch(options.Requested, cancellation) { Except = options.Except };
        foreach (var path in paths) search.Add(path);
        var judging = new CheckJudging(judge, key, options, cancellation) { Expected = search.Files.Count };
        foreach (var item in search.Items) judging.TakeUnread(item);
        foreach (var (shown, path, name) in search.Names) judging.TakeName(shown, path, name);
        var comparing = new Comparing(judge.Policy, judging, options, cancellation);
        judging.Saw = comparing.Saw;
        Judge(search.Files, HasExceptions(search.Files), judging, cancellation);
        options.Progress.Report("comparing tables", 0, 0);
        comparing.Files();
        if (options.Against is { } folder) comparing.Against(search.Files, Earlier(folder, judging, cancellation));
        return judging.Finish() with { Roots = search.Roots };
    }

    private static IReadOnlyList<CheckedContent> Earlier(string folder, CheckJudging judging, CancellationToken cancellation)
    {
        var search = new FileSearch(null, cancellation);
        search.Add(folder);
        foreach (var item in search.Items.Where(i => i.State == ReadState.Unread)) judging.TakeUnread(item);
        return search.Files;
    }

    /// <summary>The largest files first, so that no thread is left alone with one of them at the end.</summary>
    private void Judge(IReadOnlyList<CheckedContent> files, bool sayUndeclared, CheckJudging judging, CancellationToken cancellation)
    {
        var order = files.OrderByDescending(f => f.Length).ToArray();
        var next = -1;
        var threads = Math.Min(options.Threads, order.Length);
        if (threads <= 1) Work();
        else Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, [.. Enumerable.Repeat(Work, threads)]);

        void Work()
        {
            var disk = new DiskFile();
            for (int i; (i = Interlocked.Increment(ref next)) < order.Length;) Judge(order[i], sayUndeclared, disk, judging);
        }
    }

    /// <summary>
    /// Whether files that project.yaml does not know are the exception: where most files are released under names of their own, it says
    /// nothing about any of them.
    /// </summary>
    private static bool HasExceptions(IReadOnlyList<CheckedContent> files) => 2 * files.Count(f => f.Unintended is { Severity: Severity.Low }) <= files.Count;

    private void Judge(CheckedContent file, bool sayUndeclared, DiskFile disk, CheckJudging judging)
    {
        if (file.Unintended is { } hit && (sayUndeclared || hit.Severity > Severity.Low)) judging.Add(file, [hit], disk.Read(file.File!, options.MaxFileBytes) ?? default);
        if (file.Length > options.MaxFileBytes) judging.TakeUnread(file, "over the size limit");
        else if (disk.Read(file.File!, options.MaxFileBytes) is { } bytes) judging.Take(file, bytes);
        else judging.TakeUnread(file, "could not be read");
    }
}
