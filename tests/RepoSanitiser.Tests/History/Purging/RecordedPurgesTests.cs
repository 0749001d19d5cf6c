using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.History.Purging;
using RepoSanitiser.Incidents;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Purges come in the order in which they were begun.</summary>
public sealed class RecordedPurgesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SimulatedClock _clock = new();
    private readonly List<Incident> _incidents;

    public RecordedPurgesTests() => _incidents = [.. ((byte[])[20, 0, 10]).Select(letter =>
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        var incident = Store(letter).Create();
        incident.Record.Intent("purge.apply", "/r");
        return incident;
    })];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Not_in_that_of_the_names_of_their_incidents(bool saysWhen)
    {
        for (var i = 0; i < _incidents.Count; i++) Journal(saysWhen ? _clock.GetUtcNow().AddMinutes(i) : null, 1).Write(_incidents[i]);

        Assert.Equal(_incidents.Select(i => i.Id), RecordedPurges.Of(Store(0), "/r").Select(p => p.Incident.Id));
        Assert.NotEqual(_incidents.Select(i => i.Id), Store(0).List());
        Assert.Empty(RecordedPurges.Of(Store(0), "/other"));
    }

    [Fact]
    public void Each_by_itself_where_an_incident_has_several()
    {
        var begun = _clock.GetUtcNow();
        Journal(begun, 1).Write(_incidents[1]);
        Journal(begun.AddMinutes(1), 1).Write(_incidents[0]);
        Journal(begun.AddMinutes(2), 2).Write(_incidents[1]);
        (Journal(begun.AddMinutes(3), 3) with { Phase = PurgePhase.RolledBack }).Write(_incidents[1]);

        Assert.Equal(
            [(_incidents[1].Id, 1), (_incidents[0].Id, 1), (_incidents[1].Id, 2), (_incidents[1].Id, 3)],
            RecordedPurges.Of(Store(0), "/r").Select(p => (p.Incident.Id, p.Journal.Number)));
        Assert.Equal(3, RecordedPurges.Of(Store(0), null, _incidents[1].Id).Count);
        Assert.Equal(2, PurgeJournal.Read(_incidents[1])!.Number);
    }

    private IncidentStore Store(byte letter) => new(
        StateDirectory.Open(_folder.File("state")), new FingerprintKey(new byte[FingerprintKey.Length]), "tests", _clock, count => [.. Enumerable.Repeat(letter, count)]);

    private static PurgeJournal Journal(DateTimeOffset? begun, int number) => new()
    {
        Number = number,
        Begun = begun,
        Repository = "/r",
        Phase = PurgePhase.Done,
        Policy = "p",
        RefsBefore = [],
        StashesBefore = [],
        Refs = [],
        SymbolicRefs = [],
        Stashes = [],
        WorkTrees = [],
        OrphanedLfs = [],
    };
}
