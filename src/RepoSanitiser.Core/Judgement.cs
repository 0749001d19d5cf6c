namespace RepoSanitiser.Core;

/// <summary>What the rules say of one content.</summary>
/// <param name="State">Whether it was read.</param>
/// <param name="Reason">Why not, where it was not wholly; else null.</param>
/// <param name="Hits">What the rules saw, in order of location.</param>
/// <param name="Parts">Parts (members of containers, embedded images) that were not wholly read: their path is the member.</param>
public sealed record Judgement(ReadState State, string? Reason, IReadOnlyList<RuleHit> Hits, IReadOnlyList<CoverageItem> Parts)
{
    /// <summary>Read, with nothing to say.</summary>
    public static Judgement Clean { get; } = new(ReadState.Read, null, [], []);
}
