using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Incidents.Ledger;

namespace RepoSanitiser.History.Scanning;

/// <summary>What the ledgers of a repository's history say, read and checked by whoever trusts somebody.</summary>
/// <param name="State">Stands for all that they say, and for who is trusted: what results may be kept by.</param>
/// <param name="Contents">What was last said of each content, by its SHA-256 in hex.</param>
/// <param name="Paths">The paths that entries name for each content.</param>
/// <param name="Problems">What is not as it was written, each in a few words.</param>
public sealed record OutputLedger(string State, IReadOnlyDictionary<string, LedgerStanding> Contents, ILookup<string, string> Paths, IReadOnlyList<string> Problems)
{
    /// <summary>Where the ledger lies in a study repository.</summary>
    public const string Path = "released_outputs/.ledger.jsonl";

    /// <summary>What is said of a content at a path.</summary>
    public LedgerStanding StandingOf(string path, string sha256)
    {
        var standing = Contents.GetValueOrDefault(sha256, LedgerStanding.None);
        return standing is LedgerStanding.Released or LedgerStanding.Imported && !Paths[sha256].Any(p => ReleaseLedger.NameOf(p) == ReleaseLedger.NameOf(path)) ? LedgerStanding.Elsewhere : standing;
    }
}
