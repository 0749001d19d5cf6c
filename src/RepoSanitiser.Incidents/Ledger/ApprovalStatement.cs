using System.Text.Json;

namespace RepoSanitiser.Incidents.Ledger;

/// <summary>
/// What a reviewer signs so that anybody can check an approval later: which files of which request, by their commitments. It holds no
/// comment, no finding and no path.
/// </summary>
/// <param name="Request">The request's id.</param>
/// <param name="By">The reviewer's principal.</param>
/// <param name="Files">The digests of the approved files' commitments, sorted.</param>
public sealed record ApprovalStatement(string Request, string By, IReadOnlyList<string> Files)
{
    /// <summary>The namespace of its signature.</summary>
    public const string Namespace = "approval@reposan";

    /// <summary>The bytes that are signed: always the same for the same statement.</summary>
    public byte[] Bytes()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("kind", "approval");
            json.WriteString("request", Request);
            json.WriteString("by", By);
            json.WriteStartArray("files");
            foreach (var file in Files.Order(StringComparer.Ordinal)) json.WriteStringValue(file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
