using System.Text.Json;
using System.Text.Json.Serialization;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.History.Purging;

/// <summary>How far a purge has come. Each is on the disk before the next step begins.</summary>
public enum PurgePhase
{
    /// <summary>The copy is made and the new objects lie beside the repository, which is as it was.</summary>
    Prepared,

    /// <summary>The new objects are in the repository; refs may be moving.</summary>
    Written,

    /// <summary>All refs name new objects; indexes, work trees and reflogs may be changing.</summary>
    Moved,

    /// <summary>Nothing but objects is old; they may be going.</summary>
    Followed,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>The repository is as it was before.</summary>
    RolledBack,
}

/// <summary>
/// What a purge is about to do and how far it is, so that a killed one can go on or back. It names old ids: it stays in the incident's
/// folder, 0600.
/// </summary>
public sealed record PurgeJournal
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new IdConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>The version of this form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Which purge of its incident it is, from 1.</summary>
    [JsonIgnore]
    public int Number { get; init; } = 1;

    /// <summary>When it was begun; null in a journal of an earlier version.</summary>
    public DateTimeOffset? Begun { get; init; }

    /// <summary>The git directory.</summary>
    public required string Repository { get; init; }

    /// <summary>How far it is.</summary>
    public required PurgePhase Phase { get; init; }

    /// <summary>The number of the copy made before; null where the original is untouched elsewhere.</summary>
    public string? Backup { get; init; }

    /// <summary>Where the history is as it was: the copy, or the repository that this one was copied from; null where that is encrypted.</summary>
    public string? Before { get; init; }

    /// <summary>The policy, for the proof.</summary>
    public required string Policy { get; init; }

    /// <summary>All refs as they were.</summary>
    public required IReadOnlyList<RefState> RefsBefore { get; init; }

    /// <summary>All stashes as they were, newest first.</summary>
    public required IReadOnlyList<ObjectId> StashesBefore { get; init; }

    /// <summary>Refs to move.</summary>
    public required IReadOnlyList<ChangedRef> Refs { get; init; }

    /// <summary>Symbolic refs to point elsewhere.</summary>
    public required IReadOnlyList<ChangedSymbolicRef> SymbolicRefs { get; init; }

    /// <summary>All stashes from now on.</summary>
    public required IReadOnlyList<StashEntry> Stashes { get; init; }

    /// <summary>Work trees as they were.</summary>
    public required IReadOnlyList<CheckedOut> WorkTrees { get; init; }

    /// <summary>Paths of each work tree, one character a byte, that a way back removes: files that the purge gave another name.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Renamed { get; init; } = [];

    /// <summary>Files of the LFS store that go.</summary>
    public required IReadOnlyList<string> OrphanedLfs { get; init; }

    /// <summary>Whether somebody still has to bring it to an end.</summary>
    [JsonIgnore]
    public bool IsUnfinished => Phase is not (PurgePhase.Done or PurgePhase.RolledBack);

    /// <summary>Reads the journals of an incident, one for each purge in it, in their order.</summary>
    /// <exception cref="ReposanException">One is damaged (refused).</exception>
    public static IReadOnlyList<PurgeJournal> ReadAll(Incident incident)
    {
        var all = new List<PurgeJournal>();
        while (Read<PurgeJournal>(incident, FileName(all.Count + 1)) is { } journal) all.Add(journal with { Number = all.Count + 1 });
        return all;
    }

    /// <summary>Reads the journal of an incident's last purge that was not rolled back, or of the last of all; null where it has none.</summary>
    /// <exception cref="ReposanException">It is damaged (refused).</exception>
    public static PurgeJournal? Read(Incident incident)
    {
        var all = ReadAll(incident);
        return all.LastOrDefault(j => j.Phase != PurgePhase.RolledBack) ?? (all.Count > 0 ? all[^1] : null);
    }

    /// <summary>Reads what the purge does to single objects.</summary>
    /// <exception cref="ReposanException">It is missing or damaged (refused).</exception>
    public PurgeFactsFile ReadFacts(Incident incident) =>
        Read<PurgeFactsFile>(incident, FactsName(Number)) ?? throw new ReposanException(ExitCode.Refused, $"{incident.PathOf(FactsName(Number))} is gone: go back with 'reposan purge --rollback'.");

    /// <summary>Keeps the journal: afterwards the disk has all of it, or all of the one before.</summary>
    public void Write(Incident incident) => Write(incident, FileName(Number), this);

    /// <summary>Keeps what the purge does to single objects.</summary>
    public static void WriteFacts(Incident incident, int number, PurgeFactsFile facts) => Write(incident, FactsName(number), facts);

    private static string FileName(int number) => number == 1 ? "purge.json" : $"purge-{number}.json";

    private static string FactsName(int number) => number == 1 ? "purge-facts.json" : $"purge-facts-{number}.json";

    private static T? Read<T>(Incident incident, string name)
        where T : class
    {
        try
        {
            var path = incident.PathOf(name);
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Json) : null;
        }
        catch (JsonException e)
        {
            throw new ReposanException(ExitCode.Refused, $"{incident.PathOf(name)} is damaged: take it from a copy of the state folder, or restore the backup of incident {incident.Id} by hand.", e);
        }
    }

    private static void Write<T>(Incident incident, string name, T content)
    {
        var part = incident.PathOf(name + ".part");
        File.Delete(part);
        using (var file = PrivateFiles.CreateNew(part))
        {
            JsonSerializer.Serialize(file, content, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, incident.PathOf(name), overwrite: true);
    }

    private sealed class IdConverter : JsonConverter<ObjectId>
    {
        public override ObjectId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ObjectId.TryParse(reader.GetString().AsSpan(), out var id) ? id : throw new JsonException("Not an object id.");

        public override void Write(Utf8JsonWriter writer, ObjectId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}

/// <summary>What a purge does to single objects: what its certificate is made from.</summary>
public sealed record PurgeFactsFile
{
    /// <summary>Commits that are not as they were.</summary>
    public required IReadOnlyList<ChangedCommit> Commits { get; init; }

    /// <summary>Tags that are not as they were.</summary>
    public required IReadOnlyList<ChangedTag> Tags { get; init; }

    /// <summary>Each blob at each path, with what takes its place.</summary>
    public required IReadOnlyList<TreatedPath> Treated { get; init; }

    /// <summary>Names of files and folders that are others from now on, one character a byte.</summary>
    public IReadOnlyDictionary<string, string> NewNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Blobs that must be nowhere afterwards.</summary>
    public required IReadOnlyList<ObjectId> Purged { get; init; }

    /// <summary>Commits and tags, by old id, whose texts were treated.</summary>
    public required IReadOnlyList<ObjectId> TreatedTexts { get; init; }
}
