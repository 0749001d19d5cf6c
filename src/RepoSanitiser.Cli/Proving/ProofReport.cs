using System.Globalization;
using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli.Proving;

/// <summary>Writes what a proof found. Both forms have object ids, which are as sensitive as what was purged.</summary>
internal static class ProofReport
{
    private const int Shown = 50;

    /// <summary>The form for a terminal.</summary>
    public static void WriteText(Proved proved, Stream destination)
    {
        using var writer = new StreamWriter(destination, leaveOpen: true);
        var (result, summary) = (proved.Result, proved.Result.Summary);
        writer.WriteLine($"Incident {result.Certificate.Incident}, {Printable.Escape(proved.Repository)}");
        writer.WriteLine(CertificatePage.Verdict(summary));
        writer.WriteLine();
        foreach (var some in result.Remaining.GroupBy(r => r.Kind))
        {
            writer.WriteLine(Heading(some.Key));
            foreach (var place in some.Take(Shown)) writer.WriteLine($"  {Printable.Escape(place.Place)}: {place.What}{(place.Object is { } id ? $" ({id})" : "")}");
            if (some.Count() > Shown) writer.WriteLine($"  and {Number(some.Count() - Shown)} more, which the JSON form lists");
            writer.WriteLine();
        }

        if (result.Unread.Count > 0) writer.WriteLine("Not read, so nothing can be said of it");
        foreach (var item in result.Unread.Take(Shown)) writer.WriteLine($"  {Printable.Escape(item.Path ?? item.Object ?? "the repository")}: {item.Reason}");
        if (result.Unread.Count > Shown) writer.WriteLine($"  and {Number(result.Unread.Count - Shown)} more, which the JSON form lists");
        if (result.Unread.Count > 0) writer.WriteLine();
        writer.WriteLine($"Looked for {Number(result.Certificate.Purged.Count)} purged objects, {Number(result.Certificate.Commits.Count)} old commits and {Number(Marks(result))} fingerprints,");
        writer.WriteLine($"in {Number(summary.Objects)} objects that git read and {Number(summary.Files)} files beside them. git fsck --full {(summary.Fsck ? "passes" : "fails")}.");
        writer.WriteLine(summary.CommitsCompared is { } compared
            ? $"Compared {Number(compared)} commits with the copy made before."
            : "Not compared with a copy made before.");
        if (summary.OtherFindings > 0) writer.WriteLine($"The rules find {Number(summary.OtherFindings)} more that this purge was not about: reposan scan lists them.");
        foreach (var note in result.Notes) writer.WriteLine(note);
        if (proved.Files is { } files) writer.WriteLine($"\nCertificate, for whoever holds a clone: {files.Restricted}\nCertificate, for anybody:              {files.Public}");
    }

    /// <summary>The form for programs.</summary>
    public static void WriteJson(Proved proved, Stream destination)
    {
        var (result, summary) = (proved.Result, proved.Result.Summary);
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 1);
        json.WriteString("command", "prove");
        json.WriteString("toolVersion", result.Certificate.ToolVersion);
        json.WriteString("incident", result.Certificate.Incident);
        json.WriteString("repository", proved.Repository);
        json.WriteString("keyId", result.Certificate.KeyId);
        json.WriteString("verdict", summary.Verdict);
        json.WriteNumber("objects", summary.Objects);
        json.WriteNumber("files", summary.Files);
        json.WriteBoolean("fsck", summary.Fsck);
        json.WriteNumber("otherFindings", summary.OtherFindings);
        if (summary.CommitsCompared is { } compared) json.WriteNumber("commitsCompared", compared);
        else json.WriteNull("commitsCompared");
        json.WriteStartArray("remaining");
        foreach (var place in result.Remaining) Write(json, place);
        json.WriteEndArray();
        json.WriteStartArray("unread");
        foreach (var item in result.Unread) Write(json, item);
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in result.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteString("certificate", proved.Files?.Restricted);
        json.WriteString("publicCertificate", proved.Files?.Public);
        json.WriteEndObject();
        json.Flush();
        destination.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, Remainder place)
    {
        json.WriteStartObject();
        json.WriteString("kind", place.Kind.ToString().ToLowerInvariant());
        json.WriteString("place", place.Place);
        json.WriteString("what", place.What);
        json.WriteString("object", place.Object);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CoverageItem item)
    {
        json.WriteStartObject();
        json.WriteString("object", item.Object);
        json.WriteString("path", item.Path);
        json.WriteString("reason", item.Reason);
        json.WriteEndObject();
    }

    private static int Marks(ProofResult result) =>
        result.Certificate.Marks.Whole.Count + result.Certificate.Marks.Lines.Count + result.Certificate.Marks.Cells.Count;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Heading(RemainderKind kind) => kind switch
    {
        RemainderKind.Object => "Still in a store",
        RemainderKind.Named => "Still named",
        RemainderKind.Content => "Purged content under another name or id",
        RemainderKind.Lines => "Offending lines",
        RemainderKind.Cells => "Seen again by the rules",
        RemainderKind.Broken => "Broken",
        RemainderKind.Changed => "Changed, though it was not treated",
        _ => "Lost, though it was not treated",
    };
}
