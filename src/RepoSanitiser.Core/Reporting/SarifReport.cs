using System.Globalization;
using System.Text.Json;

namespace RepoSanitiser.Core.Reporting;

/// <summary>
/// The SARIF 2.1.0 form, for code scanning. One result a finding, located at every path it had; object ids only in a restricted
/// report. A scan that could not read everything says <c>executionSuccessful: false</c> and what it did not read.
/// </summary>
public static class SarifReport
{
    private const int FlushAt = 1 << 16;
    private const string Root = "%SRCROOT%";

    /// <summary>Writes the report; the stream stays open. Memory does not grow with the number of findings.</summary>
    public static void Write(Report report, Stream destination)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, report);
        WriteInvocation(json, report);
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(Root);
        Message(json, "description", "The root of what was scanned");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartObject("automationDetails");
        json.WriteString("id", $"reposan/{report.Command}/");
        json.WriteEndObject();
        WriteResults(json, report);
        WriteProperties(json, report);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        destination.WriteByte((byte)'\n');
    }

    private static void WriteTool(Utf8JsonWriter json, Report report)
    {
        var worst = new Dictionary<string, Severity>(StringComparer.Ordinal);
        foreach (var finding in report.Findings)
        {
            var known = worst.GetValueOrDefault(finding.Rule, finding.Severity);
            worst[finding.Rule] = known > finding.Severity ? known : finding.Severity;
        }

        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "RepoSanitiser");
        json.WriteString("version", report.ToolVersion);
        json.WriteStartArray("rules");
        foreach (var rule in report.Rules) WriteRule(json, rule, worst.GetValueOrDefault(rule.Id, Severity.Low));
        json.WriteEndArray();
        json.WriteStartArray("notifications");
        foreach (var (id, what) in (ReadOnlySpan<(string, string)>)[
            ("unread", "Something that was found could not be read, so nothing can be said of it."),
            ("opaque", "The bytes were read; the content needs a person's eyes."),
            ("relaxed", "The repository's own configuration relaxes a rule."),
            ("expired", "An acceptance has run out and no longer counts.")])
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            Message(json, "shortDescription", what);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, RuleInfo rule, Severity worst)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        Message(json, "shortDescription", rule.Title);
        Message(json, "fullDescription", rule.Description);
        Message(json, "help", $"{rule.Description}\n\nWhat to do: {rule.Remedy}\n\nSource: {rule.Source}");
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level(worst));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("security-severity", Score(worst).ToString("0.0", CultureInfo.InvariantCulture));
        json.WriteStartArray("tags");
        json.WriteStringValue("security");
        json.WriteStringValue("disclosure");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, Report report)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", !report.Coverage.Incomplete);
        json.WriteString("startTimeUtc", Wording.Instant(report.Started));
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var item in report.Coverage.Items)
        {
            var (level, what) = item.State == ReadState.Unread ? ("error", "Not read") : ("note", "Needs a person's eyes");
            var id = report.Restricted && item.Object is { } known ? $" (object {known})" : "";
            Notification(json, report, Wording.Name(item.State), level, $"{what}: {item.Reason}{id}", item.Path);
            if (json.BytesPending > FlushAt) json.Flush();
        }

        foreach (var (type, count) in Wording.Ordered(report.Coverage))
        {
            if (count.Unread == 0) continue;
            Notification(json, report, "unread", "error", $"{Wording.Count(count.Unread, type)} of {Wording.Number(count.Found)} not read.");
        }

        json.WriteEndArray();
        json.WriteStartArray("toolConfigurationNotifications");
        var (relaxed, expired) = (report.Suppressions.Relaxed, report.Suppressions.Expired);
        foreach (var what in relaxed) Notification(json, report, "relaxed", "warning", $"Relaxed by the repository: {what}");
        foreach (var what in expired) Notification(json, report, "expired", "warning", $"An acceptance has run out: {what}");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Notification(Utf8JsonWriter json, Report report, string id, string level, string text, string? path = null)
    {
        json.WriteStartObject();
        json.WriteStartObject("descriptor");
        json.WriteString("id", id);
        json.WriteEndObject();
        json.WriteString("level", level);
        Message(json, "message", Shown(report, text));
        if (path is not null)
        {
            json.WriteStartArray("locations");
            json.WriteStartObject();
            json.WriteStartObject("physicalLocation");
            Artifact(json, Shown(report, path));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteResults(Utf8JsonWriter json, Report report)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < report.Rules.Count; i++) index.TryAdd(report.Rules[i].Id, i);
        json.WriteStartArray("results");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("ruleId", finding.Rule);
            if (index.TryGetValue(finding.Rule, out var rule)) json.WriteNumber("ruleIndex", rule);
            json.WriteString("level", Level(finding.Severity));
            Message(json, "message", Shown(report, finding.Evidence));
            WriteLocations(json, report, finding);
            json.WriteStartObject("partialFingerprints");
            json.WriteString("reposan/v1", finding.Fingerprint);
            json.WriteEndObject();
            WriteProperties(json, report, finding);
            json.WriteEndObject();
            if (json.BytesPending > FlushAt) json.Flush();
        }

        json.WriteEndArray();
    }

    private static void WriteLocations(Utf8JsonWriter json, Report report, Finding finding)
    {
        json.WriteStartArray("locations");
        if (finding.Paths.Count == 0)
        {
            json.WriteStartObject();
            Logical(json, Wording.Subject(finding), "object");
            json.WriteEndObject();
        }

        foreach (var path in finding.Paths)
        {
            json.WriteStartObject();
            json.WriteStartObject("physicalLocation");
            Artifact(json, Shown(report, path));
            if (finding.Location is { Line: { } line, Column: var column })
            {
                json.WriteStartObject("region");
                json.WriteNumber("startLine", line);
                if (column is { } known) json.WriteNumber("startColumn", known);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            var within = Wording.Where(finding.Location with { Line = null, Column = null });
            if (within.Length > 0) Logical(json, Shown(report, within), finding.Location.Cell is null ? "member" : "cell");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, Report report, Finding finding)
    {
        json.WriteStartObject("properties");
        json.WriteString("severity", Wording.Name(finding.Severity));
        json.WriteString("confidence", Wording.Name(finding.Confidence));
        json.WriteString("security-severity", Score(finding.Severity).ToString("0.0", CultureInfo.InvariantCulture));
        json.WriteStartArray("fingerprints");
        foreach (var fingerprint in finding.Fingerprints) json.WriteStringValue(fingerprint);
        json.WriteEndArray();
        json.WriteNumber("reachableFrom", finding.ReachableFrom.Count);
        if (finding.Exposure is { } exposure)
        {
            json.WriteString("exposedFrom", Wording.Instant(exposure.From));
            if (exposure.To is { } to) json.WriteString("exposedTo", Wording.Instant(to));
        }

        if (report.Restricted)
        {
            if (finding.Blob is { } blob) json.WriteString("blob", blob);
            if (finding.Object is { } holder) json.WriteString("object", $"{holder.Type} {holder.Id}");
            if (finding.Introduced is { } introduced) json.WriteString("introducedBy", introduced.Commit);
        }

        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, Report report)
    {
        json.WriteStartObject("properties");
        json.WriteString("repository", Shown(report, report.Repository));
        json.WriteString("policy", report.Policy);
        json.WriteNumber("ownRules", report.OwnRules);
        json.WriteString("keyId", report.KeyId);
        json.WriteNumber("leftOutByBaseline", report.Suppressions.Baseline);
        json.WriteNumber("leftOutByIgnoreFile", report.Suppressions.Ignored);
        json.WriteStartObject("coverage");
        foreach (var (type, count) in Wording.Ordered(report.Coverage))
        {
            json.WriteString(type, $"{count.Found} found, {count.Read} read, {count.Opaque} opaque, {count.Unread} unread");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Artifact(Utf8JsonWriter json, string path)
    {
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));
        json.WriteString("uriBaseId", Root);
        json.WriteEndObject();
    }

    private static void Logical(Utf8JsonWriter json, string name, string kind)
    {
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", Wording.Visible(name));
        json.WriteString("kind", kind);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // A viewer turns [text](target) in a message into a link (SARIF 3.11.6); what was found must not make one.
    private static void Message(Utf8JsonWriter json, string property, string text)
    {
        json.WriteStartObject(property);
        json.WriteString("text", text.Replace("](", "] (", StringComparison.Ordinal));
        json.WriteEndObject();
    }

    private static string Shown(Report report, string text) => report.Restricted ? text : Wording.WithoutIds(text);

    private static string Level(Severity severity) => severity switch
    {
        Severity.Critical or Severity.High => "error",
        Severity.Medium => "warning",
        _ => "note",
    };

    // The middle of the band GitHub shows under the same name: critical over 9.0, high from 7.0, medium from 4.0.
    private static double Score(Severity severity) => severity switch
    {
        Severity.Critical => 9.5,
        Severity.High => 8.0,
        Severity.Medium => 5.5,
        _ => 2.0,
    };
}
