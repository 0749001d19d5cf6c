using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Notices;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>
/// The snapshot of an incident, <c>snapshot.json</c>. Each version is on the disk under another name before the record names its hash, and
/// takes its place after that: at every instant one of the two is the one that the record names.
/// </summary>
/// <param name="incident">The incident.</param>
public sealed class SnapshotFile(Incident incident)
{
    /// <summary>What the record calls it.</summary>
    public const string Action = "contain.snapshot";

    private const int MostBytes = 512 << 20;

    private string Place => incident.PathOf("snapshot.json");

    private string NewPlace => incident.PathOf("snapshot.json.new");

    /// <summary>Keeps a snapshot.</summary>
    /// <exception cref="ReposanException">It can't be written: nothing may be changed then.</exception>
    public void Save(Snapshot snapshot)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(snapshot, SnapshotJson.Default.Snapshot);
        // One that can't be read back would be found out when it is too late to make another.
        Read(content);
        try
        {
            File.Delete(NewPlace);
            using (var file = PrivateFiles.CreateNew(NewPlace))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            var facts = new JsonObject { ["sha256"] = Hash(content), ["id"] = snapshot.Repository.Id, ["unread"] = snapshot.Unread.Count };
            incident.Record.Result(Action, snapshot.Repository.FullName, null, facts);
            File.Move(NewPlace, Place, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Refused, $"The snapshot of incident {incident.Id} can't be written, so nothing more is changed: check the state folder's disk and permissions.", e);
        }
    }

    /// <summary>The snapshot that the record names last; null where it names none.</summary>
    /// <exception cref="ReposanException">It is missing, or not the one that the record names.</exception>
    public Snapshot? Load()
    {
        if (Last() is not { } named) return null;
        var expected = (string?)named.Step.After?["sha256"];
        foreach (var place in (string[])[Place, NewPlace])
        {
            if (!File.Exists(place) || new FileInfo(place).Length > MostBytes) continue;
            var content = File.ReadAllBytes(place);
            if (Hash(content) != expected) continue;
            if (place == NewPlace) File.Move(NewPlace, Place, overwrite: true);
            return Read(content);
        }

        throw new ReposanException(ExitCode.Refused, $"The snapshot of incident {incident.Id} is missing or was changed: get {Place} back from a copy, it can't be made again.");
    }

    /// <summary>The last line of the record that names a snapshot.</summary>
    public RecordEntry? Last() => incident.Record.Read().LastOrDefault(e => e.Step.Action == Action);

    /// <summary>The incident in which a repository was contained and is not restored yet; null where there is none.</summary>
    public static Incident? Open(IncidentStore store, long repository) => store.List().Reverse().Select(store.Open).FirstOrDefault(i =>
    {
        // An incident whose record was tampered with is found too, and refused when it is read.
        var lines = i.Record.Verify().Entries;
        return lines.Any(e => e.Step.Action == Action && (long?)e.Step.After?["id"] == repository) && !lines.Any(e => e.Step.Action == RestoreRun.Ended);
    });

    /// <summary>The last incident of a repository, where all was put back and not everything could be compared with the snapshot afterwards;
    /// null where that is not so.</summary>
    public static Incident? NotCompared(IncidentStore store, long repository) => store.List().Select(store.Open)
        .Select(i => (Incident: i, Lines: i.Record.Verify().Entries))
        .Where(i => i.Lines.Any(e => e.Step.Action == Action && (long?)e.Step.After?["id"] == repository))
        .OrderBy(i => i.Lines[^1].Time).LastOrDefault() is { Incident: { } last, Lines: var lines } && (int?)lines.LastOrDefault(e => e.Step.Action == RestoreRun.Ended)?.Step.After?["unread"] > 0
            ? last
            : null;

    /// <summary>The incident that was opened last for a repository of a name and is not over, by what records say alone: GitHub is not asked.
    /// null where there is none.</summary>
    public static Incident? Open(IncidentStore store, RepositoryName name) => store.List().Select(store.Open)
        .Select(i => (Incident: i, Lines: i.Record.Verify().Entries.Where(e => RepositoryName.TryParse(e.Step.Target) == name).ToList()))
        .Where(i => i.Lines.Exists(e => e.Step.Action is Action or Notice.Action) && !i.Lines.Exists(e => e.Step.Action == RestoreRun.Ended))
        .OrderBy(i => i.Lines[^1].Time).LastOrDefault().Incident;

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private Snapshot Read(byte[] content)
    {
        try
        {
            if (JsonSerializer.Deserialize(content, SnapshotJson.Default.Snapshot) is { SchemaVersion: Snapshot.Version } snapshot) return snapshot;
            throw new JsonException("another version");
        }
        catch (JsonException e)
        {
            throw new ReposanException(ExitCode.Refused, $"The snapshot of incident {incident.Id} was written by another version of reposan: go on with that one.", e);
        }
    }
}
