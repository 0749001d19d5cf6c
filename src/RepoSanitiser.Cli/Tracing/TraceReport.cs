using System.Globalization;
using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.GitHub.Tracing;

namespace RepoSanitiser.Cli.Tracing;

/// <summary>Writes the list of copies. It has no object id and no name of a file.</summary>
internal sealed record TraceReport(string Incident, RepositoryName Repository, IReadOnlyList<Copy> Copies, IReadOnlyList<string> Notes, IReadOnlyList<string> Problems)
{
    /// <summary>The form for a terminal.</summary>
    public void WriteText(Stream destination)
    {
        using var writer = new StreamWriter(destination, leaveOpen: true);
        var counts = Copies.GroupBy(c => c.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key)}");
        writer.WriteLine($"Incident {Incident}, {Repository}: {(Copies.Count == 0 ? "no copies known" : $"{Copies.Count} copies, {string.Join(", ", counts)}")}");
        foreach (var kind in Copies.GroupBy(c => c.Kind))
        {
            writer.WriteLine();
            writer.WriteLine(Heading(kind.Key));
            foreach (var copy in kind) Write(writer, copy);
        }

        if (Notes.Count > 0) writer.WriteLine();
        foreach (var note in Notes) writer.WriteLine(Printable.Escape(note));
        if (Problems.Count > 0) writer.WriteLine("\nNot read, so nothing can be said of it");
        foreach (var problem in Problems) writer.WriteLine($"  {Printable.Escape(problem)}");
    }

    /// <summary>The form for programs.</summary>
    public void WriteJson(Stream destination)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 1);
        json.WriteString("command", "trace");
        json.WriteString("incident", Incident);
        json.WriteString("repository", Repository.ToString());
        json.WriteStartArray("copies");
        foreach (var copy in Copies)
        {
            json.WriteStartObject();
            json.WriteString("id", copy.Id);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(copy.Kind.ToString()));
            json.WriteString("state", Word(copy.State));
            json.WriteString("holds", copy.Holds.ToString().ToLowerInvariant());
            json.WriteString("where", copy.Where);
            json.WriteString("holder", copy.Holder);
            json.WriteString("note", copy.Note);
            json.WriteString("updated", copy.Updated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "notes", Notes);
        Write(json, "unread", Problems);
        json.WriteEndObject();
        json.Flush();
        destination.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> sentences)
    {
        json.WriteStartArray(name);
        foreach (var sentence in sentences) json.WriteStringValue(sentence);
        json.WriteEndArray();
    }

    private static void Write(StreamWriter writer, Copy copy)
    {
        var holds = copy.Holds switch
        {
            Holding.Named => "holds it",
            Holding.Served => "is served it",
            Holding.None => "does not hold it",
            _ => "",
        };
        writer.WriteLine(Printable.Escape($"  {copy.Id,-32}  {Word(copy.State),-11}  {holds}".TrimEnd()));
        writer.WriteLine(Printable.Escape($"      {copy.Where}"));
        if (copy.Note is { } note) writer.WriteLine(Printable.Escape($"      {copy.Updated.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {note}"));
    }

    private static string Word(CopyState state) => state.ToString().ToLowerInvariant();

    private static string Heading(CopyKind kind) => kind switch
    {
        CopyKind.Fork => "Forks",
        CopyKind.Clone => "Whoever may have a clone",
        CopyKind.PullRequest => "Pull requests",
        CopyKind.Release => "Releases",
        CopyKind.Actions => "Actions",
        CopyKind.Package => "Packages",
        CopyKind.Pages => "Pages",
        CopyKind.Wiki => "Wiki",
        CopyKind.Submodule => "Repositories that have it as a submodule",
        CopyKind.Replaced => "History that a push replaced",
        _ => "Outside GitHub, to be looked at by hand",
    };
}
