namespace RepoSanitiser.Incidents.Ledger;

/// <summary>What an entry of the ledger says of its files.</summary>
public enum LedgerKind
{
    /// <summary>They were released, with the approvals that stand beside.</summary>
    Release,

    /// <summary>They were there before the ledger: nobody approved them here.</summary>
    Import,

    /// <summary>Their approval no longer holds.</summary>
    Withdrawal,
}

/// <summary>A reviewer's approval in an entry.</summary>
/// <param name="By">The reviewer's principal.</param>
/// <param name="Signature">The signature over their <see cref="ApprovalStatement"/>.</param>
/// <param name="Files">The digests that the statement names; null where they are exactly the entry's.</param>
public sealed record LedgerApproval(string By, string Signature, IReadOnlyList<string>? Files);

/// <summary>What an entry says, as it is signed.</summary>
public sealed record LedgerStatement
{
    /// <summary>Its number, from 1.</summary>
    public required long Seq { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it says of its files.</summary>
    public required LedgerKind Kind { get; init; }

    /// <summary>The principal who wrote and signed it.</summary>
    public required string By { get; init; }

    /// <summary>The request that was released; empty for none.</summary>
    public string Request { get; init; } = "";

    /// <summary>The principal who asked; empty for nobody.</summary>
    public string Author { get; init; } = "";

    /// <summary>The id of the policy that held.</summary>
    public required string Policy { get; init; }

    /// <summary>The SHA-256 of the trust file that said who may review and publish.</summary>
    public required string Trust { get; init; }

    /// <summary>The digests of the commitments of the files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The approvals, two at least for a release.</summary>
    public IReadOnlyList<LedgerApproval> Approvals { get; init; } = [];

    /// <summary>The hash of the line before; zeros in the first.</summary>
    public required string PrevHash { get; init; }
}

/// <summary>A line of the ledger.</summary>
/// <param name="Entry">The text of the statement, as it was signed.</param>
/// <param name="Sig">The signature over it.</param>
/// <param name="Open">What each commitment stands for, in their order; null for one that was dropped after it was withdrawn.</param>
public sealed record LedgerLine(string Entry, string Sig, IReadOnlyList<FileCommitment?> Open);

/// <summary>A line that was checked.</summary>
/// <param name="Statement">What it says.</param>
/// <param name="Open">What each commitment stands for; null for one that was dropped.</param>
/// <param name="Hash">The hash that the next line names.</param>
public sealed record LedgerEntry(LedgerStatement Statement, IReadOnlyList<FileCommitment?> Open, string Hash);

/// <summary>Whom the reader of a ledger trusts.</summary>
public interface ILedgerTrust
{
    /// <summary>Checks a signature; null where it holds, else what is wrong in a few words.</summary>
    string? Verify(string principal, string signatureNamespace, string signature, byte[] content, DateTimeOffset at);

    /// <summary>Whether somebody may publish.</summary>
    bool MayPublish(string principal);

    /// <summary>Whether somebody may review.</summary>
    bool MayReview(string principal);

    /// <summary>A name for the person behind a principal, the same for each of theirs; null for nobody known.</summary>
    string? PersonOf(string principal);
}
