using System.Text.Json;

namespace RepoSanitiser.Core.Reporting;

/// <summary>
/// The JSON form: everything that is known, in one object that <c>report.schema.json</c> describes. Characters beyond ASCII are
/// escaped, so that the file is safe to show on a terminal. Instants are UTC.
/// </summary>
public static class JsonReport
{
    /// <summary>How much may wait in memory before it is written out, in bytes.</summary>
    private const int FlushAt = 1 << 16;

    /// <summary>The JSON schema of this form (draft 2020-12).</summary>
    public static string Schema => Resources.Text("report.schema.json");

    /// <summary>Writes the report; the stream stays open. Memory does not grow with the number of findings.</summary>
    public static void Write(Report report, Stream destination)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", Report.SchemaVersion);
        json.WriteStartObject("tool");
        json.WriteString("name", "reposan");
        json.WriteString("version", report.ToolVersion);
        json.WriteEndObject();
        json.WriteString("command", report.Command);
        json.WriteString("started", Wording.Instant(report.Started));
        json.WriteString("keyId", report.KeyId);
        json.WriteString("repository", report.Repository);
        json.WriteString("objectFormat", report.ObjectFormat);
        json.WriteString("policy", report.Policy);
        if (report.OwnRules > 0) json.WriteNumber("ownRules", report.OwnRules);
        Write(json, report.Coverage);
        Write(json, report.Suppressions);
        json.WriteStartArray("rules");
        foreach (var rule in report.Rules) Write(json, rule);
        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            Write(json, finding);
            if (json.BytesPending > FlushAt) json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        destination.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, Coverage coverage)
    {
        json.WriteStartObject("coverage");
        json.WriteStartObject("objects");
        foreach (var (type, count) in Wording.Ordered(coverage))
        {
            json.WriteStartObject(type);
            json.WriteNumber("found", count.Found);
            json.WriteNumber("read", count.Read);
            json.WriteNumber("opaque", count.Opaque);
            json.WriteNumber("unread", count.Unread);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("items");
        foreach (var item in coverage.Items)
        {
            json.WriteStartObject();
            json.WriteString("object", item.Object);
            json.WriteString("path", item.Path);
            json.WriteString("state", Wording.Name(item.State));
            json.WriteString("reason", item.Reason);
            json.WriteEndObject();
            if (json.BytesPending > FlushAt) json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Suppressions suppressions)
    {
        json.WriteStartObject("suppressions");
        json.WriteNumber("baseline", suppressions.Baseline);
        json.WriteNumber("ignored", suppressions.Ignored);
        Strings(json, "relaxed", suppressions.Relaxed);
        Strings(json, "expired", suppressions.Expired);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RuleInfo rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("title", rule.Title);
        json.WriteString("description", rule.Description);
        json.WriteString("remedy", rule.Remedy);
        json.WriteString("source", rule.Source);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("severity", Wording.Name(finding.Severity));
        json.WriteString("confidence", Wording.Name(finding.Confidence));
        if (finding.Object is { } holder)
        {
            json.WriteStartObject("object");
            json.WriteString("type", holder.Type);
            json.WriteString("id", holder.Id);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("blob", finding.Blob);
        }

        Strings(json, "paths", finding.Paths);
        Write(json, finding.Location);
        json.WriteString("fingerprint", finding.Fingerprint);
        Strings(json, "fingerprints", finding.Fingerprints);
        WriteHistory(json, finding);
        json.WriteString("evidence", finding.Evidence);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Location location)
    {
        json.WriteStartObject("location");
        Number(json, "line", location.Line);
        Number(json, "column", location.Column);
        if (location.Cell is { } cell)
        {
            json.WriteStartObject("cell");
            json.WriteNumber("row", cell.Row);
            json.WriteNumber("column", cell.Column);
            json.WriteString("header", cell.Header);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("cell");
        }

        json.WriteString("member", location.Member);
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, Finding finding)
    {
        if (finding.Introduced is { } introduced)
        {
            json.WriteStartObject("introduced");
            json.WriteString("commit", introduced.Commit);
            json.WriteString("date", Wording.Instant(introduced.Date));
            json.WriteString("author", introduced.Author);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("introduced");
        }

        json.WriteStartArray("removed");
        foreach (var removal in finding.Removed)
        {
            json.WriteStartObject();
            json.WriteString("ref", removal.Ref);
            json.WriteString("commit", removal.Commit);
            json.WriteString("date", Wording.Instant(removal.Date));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Strings(json, "reachableFrom", finding.ReachableFrom);
        if (finding.Exposure is { } exposure)
        {
            json.WriteStartObject("exposure");
            json.WriteString("from", Wording.Instant(exposure.From));
            json.WriteString("to", exposure.To is { } to ? Wording.Instant(to) : null);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("exposure");
        }
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
