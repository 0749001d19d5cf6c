using RepoSanitiser.Core;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.History.Purging;

/// <summary>A purge that is recorded.</summary>
/// <param name="Incident">The incident it belongs to.</param>
/// <param name="Journal">What it did.</param>
public sealed record RecordedPurge(Incident Incident, PurgeJournal Journal);

/// <summary>Finds purges in a state folder, in the order in which they were begun: the name of an incident says no more than its day.</summary>
public static class RecordedPurges
{
    /// <summary>The purges, oldest first.</summary>
    /// <param name="store">The incidents.</param>
    /// <param name="repository">The git directory that was purged; null for any.</param>
    /// <param name="incident">The one incident to look into; null for all.</param>
    /// <exception cref="ReposanException">There is no such incident (usage), or a journal is damaged (refused).</exception>
    public static IReadOnlyList<RecordedPurge> Of(IncidentStore store, string? repository, string? incident = null) =>
    [
        .. (incident is null ? store.List() : [incident]).Select(store.Open)
            .SelectMany(PurgeJournal.ReadAll, (i, journal) => new RecordedPurge(i, journal))
            .Where(p => repository is null || p.Journal.Repository == repository)
            .OrderBy(Begun),
    ];

    private static DateTimeOffset Begun(RecordedPurge purge) =>
        purge.Journal.Begun ?? purge.Incident.Record.Verify().Entries.FirstOrDefault(e => e.Step.Target == purge.Journal.Repository)?.Time ?? DateTimeOffset.MinValue;
}
