using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>A containment or a restoring for people: what was done or would be, what was not and why, what is lost, what stays to do.</summary>
/// <param name="report">The report.</param>
public sealed class ContainText(ContainReport report)
{
    private const int Few = 12;

    private bool IsContain => report.Command == ContainRun.Command;

    /// <summary>Writes it.</summary>
    public void Write(TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(Heading());
        to.WriteLine();
        if (report.Applied) Results(to);
        else Plan(to);
        List(to, IsContain ? "Can't be put back:" : "Is not put back:", report.Losses);
        List(to, "To know:", report.Notes);
        if (IsContain && report.Snapshot.Forks.Count > 0) List(to, $"Forks ({report.Snapshot.Forks.Count}), which have to be asked for one by one; 'reposan trace {report.Repository}' keeps the list:", report.Snapshot.Forks.Select(f => $"{f.Name} ({(f.IsPublic ? "public" : "private")})"));
        List(to, "Could not be read, so nothing can be said of it:", report.Unread.Select(u => $"{u.Part}: {u.Reason}"));
        Next(to);
    }

    private string Heading()
    {
        if (report.Refusal is { } refusal) return refusal;
        var undone = report.Steps.Count(s => !s.IsReached);
        return (report.Applied, undone, IsContain) switch
        {
            (false, _, true) => $"Plan for {report.Repository} (nothing was changed)",
            (false, _, false) => $"Plan to restore {report.Repository} (nothing was changed)",
            (true, 0, true) => $"{report.Repository} is contained: all {report.Steps.Count} steps are done, and were seen to be.",
            (true, 0, false) => $"{report.Repository} is restored: all {report.Steps.Count} steps are done, and were seen to be.",
            _ => $"{report.Repository}: {report.Steps.Count - undone} of {report.Steps.Count} steps are done; {undone} {(undone == 1 ? "is" : "are")} NOT, see below.",
        };
    }

    private void Plan(TextWriter to)
    {
        if (report.Steps.Count == 0) to.WriteLine("Nothing to do.");
        foreach (var kind in report.Steps.GroupBy(s => s.Effect.Kind)) Some(to, "  ", kind.Select(s => s.Effect.Says).ToList());
        if (report.Scanned > 0) to.WriteLine($"  download and scan {report.Scanned} release files, artifacts and logs, and delete those with a finding (--all-artifacts: all, unseen)");
        to.WriteLine();
    }

    private void Results(TextWriter to)
    {
        foreach (var kind in report.Steps.Where(s => s.IsReached).GroupBy(s => s.Effect.Kind))
            Some(to, "  done      ", kind.Select(s => s.Effect.Says + (s.Outcome == StepOutcome.AlreadySo ? " (it was so already)" : "")).ToList());
        foreach (var step in report.Steps.Where(s => !s.IsReached))
            to.WriteLine(Safe($"  {Words(step.Outcome),-9} {step.Effect.Says}: {step.Reason}"));
        if (report.Scanned > 0) to.WriteLine($"  scanned   {report.Scanned} release files, artifacts and logs");
        to.WriteLine();
    }

    private void Next(TextWriter to)
    {
        to.WriteLine($"Incident {report.Incident}: 'reposan incident show {report.Incident}' lists every step.");
        if (!report.Applied) to.WriteLine($"To do it: {Again()}");
        else if (report.Refusal is not null || report.Steps.Any(s => !s.IsReached)) to.WriteLine($"Run it again to go on with what is not done: {Again()}");
        else if (IsContain) to.WriteLine($"Next: reposan trace {report.Repository}; then scan, purge, prove and push; when all is gone, reposan restore {report.Repository}.");
    }

    private string Again() => $"reposan {report.Command} {report.Repository} --incident {report.Incident}{(report.Api is { } api ? $" --api {api}" : "")} --apply";

    private static string Words(StepOutcome outcome) => outcome switch
    {
        StepOutcome.NotAllowed => "REFUSED",
        StepOutcome.NotTried => "NOT TRIED",
        _ => "FAILED",
    };

    private static void List(TextWriter to, string heading, IEnumerable<string> items)
    {
        var list = items.ToList();
        if (list.Count == 0) return;
        to.WriteLine(heading);
        Some(to, "  ", list);
        to.WriteLine();
    }

    private static void Some(TextWriter to, string indent, List<string> items)
    {
        foreach (var item in items.Take(Few)) to.WriteLine(Safe(indent + item));
        if (items.Count > Few) to.WriteLine($"{new string(' ', indent.Length)}… and {items.Count - Few} more like it (--format json lists all)");
    }

    private static string Safe(string line) => Printable.Escape(TokenScrubber.Scrub(line));
}
