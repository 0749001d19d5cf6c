using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Ledger;

namespace RepoSanitiser.Release.Publishing;

/// <summary>A file on a list of Airlock, the job server or osrelease.</summary>
/// <param name="Name">Its path from the workspace, or from the root of the study repository; null where the list names none.</param>
/// <param name="Sha256">The SHA-256 of its content, in hex.</param>
public sealed record ListedFile(string? Name, string Sha256)
{
    private static readonly string[] HashNames = ["sha256", "content_hash", "filehash", "hash"];
    private static readonly string[] PathNames = ["name", "path", "filename"];

    /// <summary>Whether an output is this file: its content, under its name.</summary>
    public bool Is(OutputVersion output) =>
        output.Sha256 == Sha256 && (Name is null || ReleaseLedger.NameOf(Name) == ReleaseLedger.NameOf(output.Path));

    /// <summary>
    /// Reads a list: <c>files</c> is a list of objects with <c>sha256</c> and <c>name</c>, or an object from names to hashes, or to objects that
    /// hold them.
    /// </summary>
    /// <exception cref="ReposanException">It can't be read, or names no file by its hash (usage).</exception>
    public static IReadOnlyList<ListedFile> Read(string file)
    {
        var shown = Printable.Escape(file);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var files = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("files", out var named) ? named : json.RootElement;
            IEnumerable<(string? Name, JsonElement Entry)> entries = files.ValueKind switch
            {
                JsonValueKind.Array => files.EnumerateArray().Select(e => (Text(e, PathNames), e)),
                JsonValueKind.Object => files.EnumerateObject().Select(p => ((string?)p.Name, p.Value)),
                _ => [],
            };
            var listed = entries.Select(e => new ListedFile(e.Name, Hash(e.Entry) ?? throw new ReposanException(
                ExitCode.Usage, $"{shown} has a file without its SHA-256: give the list that names each by its hash."))).Distinct().ToList();
            return listed.Count > 0 ? listed : throw new ReposanException(ExitCode.Usage, $"{shown} lists no file: give a list as Airlock, the job server or osrelease write it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ReposanException(ExitCode.Usage, $"{shown} can't be read as a list of files in JSON: give one as Airlock, the job server or osrelease write it.", e);
        }
    }

    private static string? Hash(JsonElement entry)
    {
        var text = entry.ValueKind == JsonValueKind.String ? entry.GetString() : Text(entry, HashNames);
        return text?.ToLowerInvariant() is { } hash && FileCommitment.IsHex(hash) ? hash : null;
    }

    private static string? Text(JsonElement entry, string[] names)
    {
        foreach (var name in names)
        {
            if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String) return value.GetString();
        }

        return null;
    }
}
