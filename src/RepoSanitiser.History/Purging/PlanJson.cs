using System.Text.Json;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.History.Purging;

/// <summary>How long each stage of a run took.</summary>
/// <param name="Stage">The stage, as progress calls it.</param>
/// <param name="Seconds">How long.</param>
public sealed record StageTime(string Stage, double Seconds);

/// <summary>
/// The JSON form of a plan: every object, ref and commit that changes, old and new. It holds old ids: whoever has one can fetch what was
/// purged from a server that still has it, and guess a redacted value.
/// </summary>
public static class PlanJson
{
    /// <summary>Rises when a field is renamed or removed.</summary>
    public const int Version = 1;

    /// <summary>Writes it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="repository">The repository, as the user named it.</param>
    /// <param name="incident">The incident, where the plan was carried out; else null.</param>
    /// <param name="times">How long each stage took.</param>
    /// <param name="safe">Masks what in a name may identify somebody.</param>
    /// <param name="destination">Where to; it stays open.</param>
    public static void Write(PurgePlan plan, string repository, string? incident, IReadOnlyList<StageTime> times, Func<string, string> safe, Stream destination)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", Version);
        json.WriteString("command", "purge");
        json.WriteString("repository", repository);
        json.WriteBoolean("applied", incident is not null);
        json.WriteString("incident", incident);
        Files(json, plan);
        Commits(json, plan.Outcome);
        Array(json, "tags", plan.Outcome.Tags, t => Change(json, t.Old.ToString(), t.New?.ToString(), "lostSignature", t.LostSignature));
        Array(json, "refs", plan.Outcome.Refs, r =>
        {
            json.WriteString("name", safe(r.Name));
            json.WriteString("old", r.Old.ToString());
            json.WriteString("new", r.New?.ToString());
            if (r.NewName != r.Name) json.WriteString("newName", safe(r.NewName));
        });
        Strings(json, "orphanedLfs", plan.OrphanedLfs);
        Strings(json, "submodulesHoldingIt", plan.SubmodulesHoldingIt.Select(s => s.Name));
        json.WriteNumber("findingsInNames", plan.FindingsInNames);
        json.WriteNumber("standingInLedger", plan.StandingInLedger);
        json.WriteStartObject("counts");
        json.WriteNumber("commits", plan.Outcome.CommitsInAll);
        json.WriteNumber("trees", plan.Outcome.Trees);
        json.WriteNumber("newObjects", plan.Outcome.Made);
        json.WriteNumber("stashesBefore", plan.Outcome.StashesBefore);
        json.WriteNumber("stashes", plan.Outcome.Stashes.Count);
        json.WriteNumber("notesOfPrunedObjects", plan.Outcome.NotesGone);
        json.WriteNumber("namesOfPrunedCommitsLeft", plan.Outcome.NamesLeft);
        json.WriteEndObject();
        Array(json, "seconds", times, t =>
        {
            json.WriteString("stage", t.Stage);
            json.WriteNumber("seconds", Math.Round(t.Seconds, 3));
        });
        json.WriteEndObject();
        json.Flush();
        destination.WriteByte((byte)'\n');
    }

    private static void Files(Utf8JsonWriter json, PurgePlan plan)
    {
        Array(json, "files", plan.Blobs, b =>
        {
            json.WriteString("blob", b.Id.ToString());
            Strings(json, "paths", b.Paths);
            Strings(json, "replacedBy", b.New.Select(n => n.ToString()));
            Strings(json, "staysAt", b.StaysAt);
        });
        json.WriteNumber("leftAsTheyAre", plan.LeftAsTheyAre);
        Strings(json, "selectingNothing", plan.Unused);
        Strings(json, "unreachable", plan.Unreachable.Select(b => b.ToString()));
    }

    private static void Commits(Utf8JsonWriter json, RewriteOutcome outcome)
    {
        Array(json, "commits", outcome.Commits.Where(c => c.New is not null), c =>
        {
            Change(json, c.Old.ToString(), c.New?.ToString(), "lostSignature", c.LostSignature);
            if (c.IsFirst) json.WriteBoolean("first", true);
        });
        Array(json, "pruned", outcome.Commits.Where(c => c.New is null), c => Change(json, c.Old.ToString(), c.Stand?.ToString(), "first", c.IsFirst));
    }

    private static void Change(Utf8JsonWriter json, string old, string? made, string flag, bool isSet)
    {
        json.WriteString("old", old);
        json.WriteString("new", made);
        if (isSet) json.WriteBoolean(flag, true);
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
            if (json.BytesPending > 1 << 16) json.Flush();
        }

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
