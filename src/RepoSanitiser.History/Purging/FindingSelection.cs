using System.Text.Json;
using RepoSanitiser.Core;

namespace RepoSanitiser.History.Purging;

/// <summary>What a report of <c>reposan scan --format json</c> says where findings lie.</summary>
/// <param name="Blobs">Blobs that hold findings.</param>
/// <param name="Messages">Commits and tags whose message holds one.</param>
/// <param name="InNames">Findings in names of files or refs, which only new names can take out.</param>
/// <param name="Unplaced">Findings in an index or in another store, which a rewrite does not reach.</param>
public sealed record FindingSelection(IReadOnlySet<ObjectId> Blobs, IReadOnlySet<ObjectId> Messages, int InNames, int Unplaced)
{
    /// <summary>Reads a report.</summary>
    /// <param name="report">The JSON.</param>
    /// <param name="name">What to call the file.</param>
    /// <param name="fingerprints">Only findings of these fingerprints; empty for all.</param>
    /// <exception cref="ReposanException">It is no such report, or has none of a fingerprint (usage).</exception>
    public static FindingSelection Read(Stream report, string name, IReadOnlyCollection<string> fingerprints)
    {
        var missing = new HashSet<string>(fingerprints, StringComparer.OrdinalIgnoreCase);
        var blobs = new HashSet<ObjectId>();
        var messages = new HashSet<ObjectId>();
        var (inNames, unplaced) = (0, 0);
        try
        {
            using var json = JsonDocument.Parse(report);
            foreach (var finding in json.RootElement.GetProperty("findings").EnumerateArray())
            {
                var own = finding.GetProperty("fingerprints").EnumerateArray().Select(f => f.GetString()!).ToList();
                if (fingerprints.Count > 0 && !own.Exists(f => fingerprints.Contains(f, StringComparer.OrdinalIgnoreCase))) continue;
                missing.ExceptWith(own);
                if (finding.TryGetProperty("blob", out var blob))
                {
                    if (blob.ValueKind == JsonValueKind.String && ObjectId.TryParse(blob.GetString(), out var id)) blobs.Add(id);
                    else unplaced++;
                    continue;
                }

                var holder = finding.GetProperty("object");
                var isId = ObjectId.TryParse(holder.GetProperty("id").GetString(), out var holderId);
                switch (holder.GetProperty("type").GetString())
                {
                    case "commit" or "tag" when isId:
                        messages.Add(holderId);
                        break;
                    case "tree" or "ref":
                        inNames++;
                        break;
                    default:
                        unplaced++;
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(name)} is no report of 'reposan scan --format json': make one with -o.", e);
        }

        return missing.Count == 0
            ? new FindingSelection(blobs, messages, inNames, unplaced)
            : throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(name)} has no finding of {missing.Count} of the fingerprints given: look at its fingerprints.");
    }
}
