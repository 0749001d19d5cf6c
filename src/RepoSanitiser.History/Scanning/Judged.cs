using RepoSanitiser.Core;

namespace RepoSanitiser.History.Scanning;

/// <summary>A rule's hit with its content replaced by a keyed tag: what may be kept from one scan to the next.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Confidence">How sure the rule is.</param>
/// <param name="Location">Where in the content.</param>
/// <param name="Evidence">A masked sentence.</param>
/// <param name="Tag">The keyed tag of the content.</param>
public sealed record Sighting(string Rule, Severity Severity, Confidence Confidence, Location Location, string Evidence, byte[] Tag)
{
    /// <summary>The value, for a run that shows values; never kept.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Sensitive? Value { get; init; }

    /// <summary>Tags hits. A rule about a file as a whole covers the whole object.</summary>
    internal static IReadOnlyList<Sighting> Of(IReadOnlyList<RuleHit> hits, FingerprintKey key, string objectId, bool keepValues)
    {
        var sightings = new Sighting[hits.Count];
        for (var i = 0; i < sightings.Length; i++)
        {
            var hit = hits[i];
            var content = hit.Content.Reveal();
            var tag = key.ContentTag(hit.Rule, content.Length > 0 ? content : objectId);
            sightings[i] = new Sighting(hit.Rule, hit.Severity, hit.Confidence, hit.Location, hit.Evidence, tag)
            {
                Value = keepValues ? hit.Value : null,
            };
        }

        return sightings;
    }
}

/// <summary>What was said of one content, as kept from one scan to the next.</summary>
/// <param name="State">Whether it was read.</param>
/// <param name="Reason">Why not; else null.</param>
/// <param name="Sightings">What the rules saw.</param>
/// <param name="Parts">Members that were not wholly read.</param>
public sealed record Judged(ReadState State, string? Reason, IReadOnlyList<Sighting> Sightings, IReadOnlyList<CoverageItem> Parts)
{
    /// <summary>Read, with nothing to say.</summary>
    public static Judged Clean { get; } = new(ReadState.Read, null, [], []);

    internal static Judged Of(Judgement judgement, FingerprintKey key, string objectId, bool keepValues) =>
        ReferenceEquals(judgement, Judgement.Clean)
            ? Clean
            : new Judged(judgement.State, judgement.Reason, Sighting.Of(judgement.Hits, key, objectId, keepValues), judgement.Parts);
}
