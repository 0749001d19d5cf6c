using System.Text.Json;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Redaction;

namespace RepoSanitiser.Cli.Redacting;

/// <summary>Says what was redacted. Never a value: places, rules and reasons alone.</summary>
/// <param name="done">What became of the _files.</param>
/// <param name="request">What was asked.</param>
internal sealed class RedactionReport(RedactedFiles done, RedactRequest request)
{
    private readonly IReadOnlyList<RedactedFile> _files = done.Files;

    /// <summary>How the run ends: refused files beside written ones make it partly done.</summary>
    public ExitCode ExitCode
    {
        get
        {
            if (_files.Any(f => f.Failed is not null)) return ExitCode.Failed;
            var redacted = _files.Any(f => f.Result.State is RedactionState.Redacted or RedactionState.Doubtful);
            if (_files.Any(f => f.Result.State == RedactionState.Refused)) return redacted && !request.DryRun ? ExitCode.Failed : ExitCode.Refused;
            if (redacted && request.DryRun) return ExitCode.Findings;
            return _files.Any(f => f.Result.State is RedactionState.Unread or RedactionState.Doubtful) ? ExitCode.Incomplete : ExitCode.Clean;
        }
    }

    /// <summary>Writes it for people.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="explain">Whether every changed place is told.</param>
    public void WriteText(TextWriter writer, bool explain)
    {
        foreach (var file in _files)
        {
            if (file.Result is { State: RedactionState.Unchanged, Notes.Count: 0, Below: 0, Accepted: 0 }) continue;
            Line(writer, $"{file.Path}{(file.Target is null || file.Target == file.Path ? "" : " → " + file.Target)}: {Outcome(file)}");
            if (Staying(file.Result.Below, file.Result.Accepted) is { } staying) Line(writer, $"  left as they are: {staying}");
            foreach (var note in file.Result.Notes) Line(writer, "  " + note);
            if (!explain) continue;
            foreach (var place in file.Result.Places) Line(writer, $"  {Where(place.Location)}: {place.What}, {place.Rule}: {place.Why}");
        }

        Line(writer, Sum());
        if (Staying(_files.Sum(f => f.Result.Below), _files.Sum(f => f.Result.Accepted)) is { } left) Line(writer, $"Left as they are: {left}.");
        foreach (var entry in done.Expired) Line(writer, $"No longer accepted: {entry}");
    }

    /// <summary>The findings that a check would still know of, in words; null where there are none.</summary>
    private string? Staying(int below, int accepted)
    {
        var parts = new List<string>();
        if (below > 0) parts.Add($"{Findings(below)} below {Name(request.Options.LeastSeverity)} (--from)");
        if (accepted > 0) parts.Add($"{Findings(accepted)} that {(accepted == 1 ? "was" : "were")} accepted ({Printable.Escape(request.IgnoreFile ?? AcceptedFindings.File)})");
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static string Findings(int count) => $"{count} finding{(count == 1 ? "" : "s")}";

    /// <summary>Writes it for programs.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="policy">The policy that decided.</param>
    /// <param name="version">The tool's version.</param>
    public void WriteJson(Stream destination, string policy, string version)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 1);
        json.WriteStartObject("tool");
        json.WriteString("name", Root.ProgramName);
        json.WriteString("version", version);
        json.WriteEndObject();
        json.WriteString("command", "redact");
        json.WriteString("policy", policy);
        json.WriteNumber("ownRules", done.OwnRules);
        json.WriteString("method", Name(request.Options.Method));
        json.WriteString("from", Name(request.Options.LeastSeverity));
        json.WriteBoolean("dryRun", request.DryRun);
        json.WriteStartObject("left");
        json.WriteNumber("below", _files.Sum(f => f.Result.Below));
        json.WriteNumber("accepted", _files.Sum(f => f.Result.Accepted));
        json.WriteEndObject();
        json.WriteStartArray("expired");
        foreach (var entry in done.Expired) json.WriteStringValue(entry);
        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach (var file in _files) Write(json, file);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        destination.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, RedactedFile file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteString("state", file.Failed is null ? Name(file.Result.State) : "failed");
        json.WriteString("target", file.Target);
        json.WriteString("reason", file.Failed ?? file.Result.Reason);
        json.WriteStartObject("left");
        json.WriteNumber("below", file.Result.Below);
        json.WriteNumber("accepted", file.Result.Accepted);
        json.WriteEndObject();
        json.WriteStartArray("notes");
        foreach (var note in file.Result.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteStartArray("doubts");
        foreach (var doubt in file.Result.Doubts) Write(json, doubt);
        json.WriteEndArray();
        json.WriteStartArray("places");
        foreach (var place in file.Result.Places) Write(json, place);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Location location)
    {
        json.WriteStartObject();
        json.WriteString("member", location.Member);
        Number(json, "line", location.Line);
        Number(json, "column", location.Column);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RedactedPlace place)
    {
        json.WriteStartObject();
        json.WriteString("member", place.Location.Member);
        Number(json, "line", place.Location.Line);
        Number(json, "column", place.Location.Column);
        if (place.Location.Cell is { } cell)
        {
            json.WriteStartObject("cell");
            json.WriteNumber("row", cell.Row);
            json.WriteNumber("column", cell.Column);
            json.WriteString("header", cell.Header);
            json.WriteEndObject();
        }

        json.WriteString("rule", place.Rule);
        json.WriteString("why", place.Why);
        json.WriteString("what", place.What);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private string Outcome(RedactedFile file)
    {
        if (file.Failed is { } failed) return "not written. " + failed;
        return file.Result.State switch
        {
            RedactionState.Redacted => $"{(request.DryRun ? "would be " : "")}{Counted(file.Result.Places)}",
            RedactionState.Doubtful => $"{(request.DryRun ? "would be " : "")}in doubt, {Counted(file.Result.Places)}. {file.Result.Reason}",
            RedactionState.Refused => $"refused. {file.Result.Reason}",
            RedactionState.Unread => $"unread: {file.Result.Reason}",
            _ => "unchanged",
        };
    }

    private static string Counted(IReadOnlyList<RedactedPlace> places) => string.Join(", ", places
        .GroupBy(p => (p.What, Cell: p.Location.Cell is not null))
        .Select(g => $"{g.Key.What}: {g.Count()} {(g.Key.Cell ? "cell" : "place")}{(g.Count() == 1 ? "" : "s")}"));

    private string Sum()
    {
        int Count(RedactionState state) => _files.Count(f => f.Failed is null && f.Result.State == state);
        var parts = new List<string> { $"{Count(RedactionState.Redacted)} {(request.DryRun ? "to be redacted" : "redacted")}", $"{Count(RedactionState.Unchanged)} unchanged" };
        if (Count(RedactionState.Doubtful) is > 0 and var doubtful) parts.Add($"{doubtful} in doubt");
        if (Count(RedactionState.Refused) is > 0 and var refused) parts.Add($"{refused} refused");
        if (Count(RedactionState.Unread) is > 0 and var unread) parts.Add($"{unread} unread");
        if (_files.Count(f => f.Failed is not null) is > 0 and var failed) parts.Add($"{failed} not written");
        var own = done.OwnRules == 0 ? "" : $" With {done.OwnRules} rule{(done.OwnRules == 1 ? "" : "s")} of your own.";
        return $"{_files.Count} file{(_files.Count == 1 ? "" : "s")}: {string.Join(", ", parts)}.{own}";
    }

    private static string Where(Location location)
    {
        var member = location.Member is null ? "" : location.Member + ", ";
        if (location.Cell is { } cell) return $"{member}row {cell.Row}, column {cell.Column}{(cell.Header is null ? "" : $" ({cell.Header})")}";
        return location.Line is null ? member + "the whole" : $"{member}line {location.Line}, column {location.Column}";
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void Line(TextWriter writer, string text) => writer.Write(Printable.Escape(text) + "\n");
}
