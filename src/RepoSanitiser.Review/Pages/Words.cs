using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Review.Pages;

/// <summary>How the pages name things.</summary>
internal static class Words
{
    public static string Of(RequestState state) => state switch
    {
        RequestState.Submitted => "waiting for two reviewers",
        RequestState.PartiallyReviewed => "one reviewer has decided",
        RequestState.Sealed => "decided, not all open yet",
        RequestState.Conflict => "the reviewers disagree",
        RequestState.Returned => "back with the author",
        RequestState.Approved => "approved",
        RequestState.Released => "released",
        _ => "withdrawn",
    };

    public static string Of(FileState state) => state switch
    {
        FileState.Supporting => "for reviewers only",
        FileState.Pending => "not decided",
        FileState.Approved => "approved",
        FileState.Conflict => "reviewers disagree",
        FileState.ChangesRequested => "changes asked for",
        _ => "rejected",
    };

    public static string Of(Verdict verdict) => verdict switch { Verdict.Approve => "approve", Verdict.RequestChanges => "ask for changes", _ => "reject" };

    public static Verdict? VerdictOf(string? name) => name switch { "approve" => Release.Approval.Verdict.Approve, "changes" => Release.Approval.Verdict.RequestChanges, "reject" => Release.Approval.Verdict.Reject, _ => null };

    public static string Of(Severity severity) => severity switch { Severity.Critical => "critical", Severity.High => "high", Severity.Medium => "medium", _ => "low" };

    public static string Title(string rule) => RuleCatalogue.Rules.FirstOrDefault(r => r.Id == rule)?.Title ?? rule;

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Size(long bytes) => bytes < 10_000 ? $"{Number(bytes)} bytes" : bytes < 10_000_000 ? $"{Number(bytes / 1000)} kB" : $"{Number(bytes / 1_000_000)} MB";
}
