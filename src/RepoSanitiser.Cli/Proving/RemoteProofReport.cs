using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli.Proving;

/// <summary>Writes what GitHub still gives out. The JSON form has the old ids, the text only their number.</summary>
internal static class RemoteProofReport
{
    /// <summary>The form for a terminal.</summary>
    public static void WriteText(string incident, RemoteProofResult result, Stream destination)
    {
        using var writer = new StreamWriter(destination, leaveOpen: true);
        writer.WriteLine($"Incident {incident}, {result.Repository}");
        writer.WriteLine(result.Verdict switch
        {
            "gone" => "GitHub gives nothing of what was purged out any more.",
            "remains" => "GitHub still gives out what was purged.",
            _ => "Nothing was found to remain, but not everything could be asked.",
        });
        writer.WriteLine();
        writer.WriteLine($"A fresh clone of every ref: {(result.Fresh is null ? "could not be made" : CertificatePage.Verdict(result.Fresh.Summary))}");
        foreach (var of in result.Probes.GroupBy(p => p.Repository))
        {
            writer.WriteLine($"{of.Key}");
            foreach (var probe in of) writer.WriteLine($"  {Way(probe.Way)}: {probe.Served.Count} of {probe.Asked} {(probe.Way == ProbeWay.Refs ? "name old objects" : "old objects are given out")}{(probe.Unread > 0 ? $", of {probe.Unread} nothing can be said" : "")}");
        }

        if (result.PullRequests.Count > 0)
            writer.WriteLine($"Pull requests whose refs name old commits: {result.PullRequests.Count} ({string.Join(", ", result.PullRequests.Select(n => $"#{n}"))})");
        foreach (var problem in result.Problems) writer.WriteLine(Printable.Escape(problem));
        if (result.Remains) writer.WriteLine($"\nWhat no branch or tag names, only GitHub Support removes: 'reposan trace {result.Repository}' writes the request out. Ask again with --watch.");
    }

    /// <summary>The form for programs.</summary>
    public static void WriteJson(string incident, RemoteProofResult result, Stream destination)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 1);
        json.WriteString("command", "prove --remote");
        json.WriteString("incident", incident);
        json.WriteString("repository", result.Repository.ToString());
        json.WriteString("verdict", result.Verdict);
        json.WriteString("clone", result.Fresh?.Summary.Verdict);
        json.WriteStartArray("probes");
        foreach (var probe in result.Probes) Write(json, probe);
        json.WriteEndArray();
        json.WriteStartArray("pullRequests");
        foreach (var number in result.PullRequests) json.WriteNumberValue(number);
        json.WriteEndArray();
        json.WriteStartArray("unread");
        foreach (var problem in result.Problems) json.WriteStringValue(problem);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        destination.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, Probe probe)
    {
        json.WriteStartObject();
        json.WriteString("repository", probe.Repository.ToString());
        json.WriteString("way", probe.Way.ToString().ToLowerInvariant());
        json.WriteNumber("asked", probe.Asked);
        json.WriteNumber("unread", probe.Unread);
        json.WriteStartArray("served");
        foreach (var old in probe.Served) json.WriteStringValue(old.Id.ToString());
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Way(ProbeWay way) => way switch
    {
        ProbeWay.Rest => "by REST",
        ProbeWay.Git => "by git fetch",
        _ => "its refs",
    };
}
