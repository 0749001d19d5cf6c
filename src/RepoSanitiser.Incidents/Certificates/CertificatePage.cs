using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using RepoSanitiser.Core;

namespace RepoSanitiser.Incidents.Certificates;

/// <summary>A certificate as one page that opens offline, runs nothing and prints on paper.</summary>
public static class CertificatePage
{
    private const int Shown = 40;
    private const string Style = """
        :root{color-scheme:light dark}
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1.5rem}
        h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:1.5rem 0 .25rem}
        .verdict{border-left:6px solid #b42318;padding:.5rem 1rem;font-weight:600}.verdict.gone{border-color:#0f6b3e}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.15rem .75rem .15rem 0;vertical-align:top}
        tr{border-bottom:1px solid #8886}code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
        .note{color:#6b7785}
        @media print{body{margin:0;max-width:none}}
        """;

    /// <summary>The page of the restricted form.</summary>
    public static byte[] Write(Certificate certificate)
    {
        var page = new StringBuilder();
        Begin(page, certificate.Incident, certificate.Proof, "Restricted: old ids let a removed value be guessed. For those who look after clones, and for GitHub Support.");
        Facts(page, certificate.Made, certificate.ToolVersion, certificate.Policy, certificate.Method, certificate.Record);
        Counts(page, certificate.Counts, certificate.Proof);
        List(page, "First changed commits", certificate.FirstChanged.Select(i => i.ToString()));
        List(page, "LFS objects that nothing names any more", certificate.OrphanedLfs);
        Table(page, "Refs", ["Ref", "Before", "After"], certificate.Refs.Where(r => r.Old != r.New).Select(r => (string[])[r.Name, Id(r.Old), Id(r.New)]));
        Table(page, "Commits", ["Before", "After"], certificate.Commits.Select(c => (string[])[c.Old.ToString(), Id(c.New)]));
        List(page, "Signatures lost", certificate.SignaturesLost.Select(i => i.ToString()));
        return End(page);
    }

    /// <summary>The page of the public form.</summary>
    public static byte[] Write(PublicCertificate certificate)
    {
        var page = new StringBuilder();
        Begin(page, certificate.Incident, certificate.Proof, "Holds no old id, no fingerprint and no value.");
        Facts(page, certificate.Made, certificate.ToolVersion, certificate.Policy, certificate.Method, certificate.Record);
        Counts(page, certificate.Counts, certificate.Proof);
        Table(page, "Refs as they are now", ["Ref", "Id"], certificate.Refs.Select(r => (string[])[r.Name, r.Id.ToString()]));
        return End(page);
    }

    /// <summary>The verdict in a sentence.</summary>
    public static string Verdict(ProofSummary? proof) => proof switch
    {
        null => "Removed; not proved yet.",
        { Verdict: "gone" } => "Nothing of what was purged remains.",
        { Verdict: "remains", Remaining: var places } => $"The proof failed: {Number(places)} {(places == 1 ? "place" : "places")} where something remains, or something else was changed.",
        _ => "Nothing was found to remain, but something could not be read.",
    };

    private static string Id(ObjectId? id) => id?.ToString() ?? "(gone)";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlEncoder.Default.Encode(Printable.Escape(text));

    private static void Begin(StringBuilder page, string incident, ProofSummary? proof, string note)
    {
        var style = Style.ReplaceLineEndings("\n");
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{hash}'\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<title>Certificate of incident {Text(incident)}</title>\n<style>{style}</style>\n</head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Certificate of incident {Text(incident)}</h1>\n<p class=\"note\">{Text(note)}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {(proof?.Verdict == "gone" ? "gone" : "open")}\">{Text(Verdict(proof))}</p>\n");
    }

    private static void Facts(StringBuilder page, DateTimeOffset made, string version, string policy, string method, RecordHead record)
    {
        page.Append("<table>\n");
        Row(page, "Made", made.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        Row(page, "By", $"reposan {version}, policy {policy}");
        Row(page, "Method", method);
        Row(page, "Record", $"line {record.Seq}, {record.Hash}");
        page.Append("</table>\n");
    }

    private static void Counts(StringBuilder page, CertificateCounts counts, ProofSummary? proof)
    {
        page.Append("<h2>What was done</h2>\n<table>\n");
        Row(page, "Objects purged", Number(counts.Purged));
        Row(page, "Refs changed", $"{Number(counts.RefsChanged)} of {Number(counts.Refs)}");
        Row(page, "Commits that got another id", Number(counts.CommitsChanged));
        Row(page, "Commits pruned because nothing was left in them", Number(counts.CommitsPruned));
        Row(page, "First changed commits", Number(counts.FirstChanged));
        Row(page, "Signatures lost", Number(counts.SignaturesLost));
        Row(page, "LFS objects that nothing names any more", Number(counts.OrphanedLfs));
        Row(page, "Pull requests affected", Number(counts.PullRequests));
        page.Append("</table>\n");
        if (proof is null) return;
        page.Append("<h2>How it was proved</h2>\n<table>\n");
        Row(page, "Objects read by git, in every store", Number(proof.Objects));
        Row(page, "Files read beside them", Number(proof.Files));
        Row(page, "Places where something remains", Number(proof.Remaining));
        Row(page, "Not read", Number(proof.Unread));
        Row(page, "git fsck --full", proof.Fsck ? "passed" : "failed");
        Row(page, "Nothing else lost", proof.CommitsCompared is { } compared
            ? $"{Number(compared)} commits compared with the copy made before"
            : "not shown here: there was no copy to compare with");
        Row(page, "Findings of the rules that are no part of this purge", Number(proof.OtherFindings));
        page.Append("</table>\n");
    }

    private static void Row(StringBuilder page, string name, string value) =>
        page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(name)}</th><td>{Text(value)}</td></tr>\n");

    private static void List(StringBuilder page, string title, IEnumerable<string> items) => Table(page, title, [], items.Select(i => (string[])[i]));

    private static void Table(StringBuilder page, string title, string[] heads, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2>\n<table>\n");
        if (heads.Length > 0) page.Append("<tr>").AppendJoin("", heads.Select(h => $"<th scope=\"col\">{Text(h)}</th>")).Append("</tr>\n");
        foreach (var row in all.Take(Shown)) page.Append("<tr>").AppendJoin("", row.Select(c => $"<td><code>{Text(c)}</code></td>")).Append("</tr>\n");
        page.Append("</table>\n");
        if (all.Count > Shown) page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">and {Number(all.Count - Shown)} more, which the JSON form lists.</p>\n");
    }

    private static byte[] End(StringBuilder page) => Encoding.UTF8.GetBytes(page.Append("</body>\n</html>\n").ToString());
}
