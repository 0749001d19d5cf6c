using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Incidents;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Incidents;

/// <summary>Incidents for tests: a key of its own, a clock that stands at noon and random bytes that count up.</summary>
internal static class SomeIncidents
{
    public static FingerprintKey Key { get; } = new([.. Enumerable.Range(1, FingerprintKey.Length).Select(i => (byte)i)]);

    public static IncidentStore Store(TempFolder folder, FingerprintKey? key = null)
    {
        var next = 0;
        return new IncidentStore(
            StateDirectory.Open(folder.File("state")), key ?? Key, "tester", new NoonClock(), n => [.. Enumerable.Range(0, n).Select(_ => (byte)next++)]);
    }

    private sealed class NoonClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2027, 1, 31, 12, 0, 0, TimeSpan.Zero);
    }
}
