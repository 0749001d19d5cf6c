using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.History.Checking;

namespace RepoSanitiser.Release.Approval;

/// <summary>What stops a file from leaving.</summary>
/// <param name="Never">Why it never leaves, in a sentence; null where it may.</param>
/// <param name="Rules">Rules that an exception would have to set aside.</param>
/// <param name="Evidence">A masked sentence for each finding.</param>
/// <param name="NeedsEyes">Why a person has to look at it; null where the rules read it whole.</param>
public sealed record OutputJudgement(string? Never, IReadOnlyList<string> Rules, IReadOnlyList<string> Evidence, string? NeedsEyes);

/// <summary>Checks the very bytes that are to be released by the policy, when they are asked for and again when they are published.</summary>
public sealed class OutputCheck
{
    private static readonly string[] Absolute = [RuleIds.HighlySensitiveOutput, RuleIds.UnreleasedFileType, RuleIds.OversizeOutput];
    private readonly ContentJudge _judge;
    private readonly CheckedFolder _folder;

    /// <summary>Checks by a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="workspace">The folder whose declarations say which outputs are highly sensitive; null for none.</param>
    /// <param name="figures">Reads images and PDF files; null to leave them to a person.</param>
    public OutputCheck(Policy policy, string? workspace, IFigureReader? figures = null)
    {
        _judge = new ContentJudge(policy, new DocumentLimits(), figures);
        _folder = new CheckedFolder(workspace ?? "", ReleasePath.Folder, workspace is null ? null : StudyFolder.In(workspace));
    }

    /// <summary>Rules that a text for the public, such as a commit's message, falls under.</summary>
    public IReadOnlyList<string> JudgeMessage(string text) =>
        [.. _judge.JudgeMessage(System.Text.Encoding.UTF8.GetBytes(text)).Where(h => h.Severity >= Severity.Medium).Select(h => h.Rule).Distinct(StringComparer.Ordinal)];

    /// <summary>Checks a file.</summary>
    /// <param name="path">Its path from the workspace.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellation">Ends the work.</param>
    public OutputJudgement Judge(string path, byte[] content, CancellationToken cancellation)
    {
        var context = _folder.ContextOf(path, isOutput: true);
        var type = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        if (!_judge.Policy.AllowedTypes.Contains(type)) return new OutputJudgement($"Files of type '{Printable.Escape(type)}' are not released; {string.Join(", ", _judge.Policy.AllowedTypes.Order(StringComparer.Ordinal))} are.", [], [], null);
        if (content.Length > _judge.Policy.MaxBytes) return new OutputJudgement($"It is larger than {_judge.Policy.MaxBytes >> 20} MB, the most that is released.", [], [], null);
        var judged = _judge.Judge(content, context, cancellation);
        var unread = judged.State == ReadState.Unread ? judged.Reason ?? "it can't be read" : judged.Parts.FirstOrDefault(p => p.State == ReadState.Unread)?.Reason;
        if (unread is not null) return new OutputJudgement($"It can't be checked ({unread}).", [], [], null);
        var hits = judged.Hits.Concat(path.Split('/').SelectMany(_judge.JudgeName)).ToList();
        var never = hits.Find(h => Absolute.Contains(h.Rule, StringComparer.Ordinal));
        var stopping = hits.Where(h => h.Severity >= Severity.Medium).ToList();
        return new OutputJudgement(
            never?.Evidence,
            [.. stopping.Select(h => h.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. stopping.Select(h => $"{h.Rule}: {h.Evidence}").Distinct(StringComparer.Ordinal)],
            judged.State == ReadState.Opaque ? judged.Reason : judged.Parts.FirstOrDefault(p => p.State == ReadState.Opaque)?.Reason);
    }
}
