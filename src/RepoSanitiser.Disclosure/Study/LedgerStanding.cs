using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Study;

/// <summary>What the ledger of a study's releases says of a content.</summary>
public enum LedgerStanding
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It was approved and released.</summary>
    Released,

    /// <summary>It was there before the ledger, and taken in as it was.</summary>
    Imported,

    /// <summary>It was approved or taken in under other paths, and not under the one that it is looked at.</summary>
    Elsewhere,

    /// <summary>Its approval no longer holds.</summary>
    Withdrawn,
}

/// <summary>Reports outputs that a ledger does not cover. It silences no rule about content.</summary>
public static class LedgerRule
{
    /// <summary>Whether a path lies among outputs and is one itself, not what accompanies them.</summary>
    public static bool IsOutput(string path, FileContext context) =>
        context.Label is OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive
        && !ReleaseIntent.Accompanies(path) && !path.EndsWith("/.ledger.jsonl", StringComparison.Ordinal);

    /// <summary>Judges an output.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="context">The path's context.</param>
    /// <param name="standing">What the ledger says of its content at that path.</param>
    /// <param name="approvedAs">A path that the ledger names for its content; null where that is not known.</param>
    /// <returns>Null where the ledger covers it, or it is no output.</returns>
    public static RuleHit? Judge(string path, FileContext context, LedgerStanding standing, string? approvedAs = null)
    {
        if (!IsOutput(path, context)) return null;
        return standing switch
        {
            LedgerStanding.None => Hit("No entry of the ledger covers this output."),
            LedgerStanding.Elsewhere => Hit($"The ledger covers this content under another name only{(approvedAs is null ? "" : $": '{Printable.Escape(approvedAs)}'")}."),
            LedgerStanding.Withdrawn => Hit("The approval of this output was withdrawn."),
            _ => null,
        };
    }

    private static RuleHit Hit(string evidence) => new(RuleIds.UnapprovedOutput, Severity.High, Confidence.High, Location.Whole, default, evidence);
}
