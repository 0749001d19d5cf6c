using System.Text.Json;

namespace RepoSanitiser.Core.Reporting;

/// <summary>
/// The list of findings: the first few hundred as plain rows, which is all a reader without script needs to start with; all of
/// them as compact data, from which the page's script shows one screenful at a time.
/// </summary>
internal static class HtmlFindings
{
    private const int PlainRows = 200;
    private const int NamesShown = 4;
    private const int FlushAt = 1 << 16;

    /// <summary>Writes the section with its filters and plain rows.</summary>
    public static void Write(HtmlPage page, Report report)
    {
        page.Raw("<section id=\"findings\" aria-labelledby=\"findings-title\">\n<h2 id=\"findings-title\">Findings</h2>\n");
        if (report.Findings.Count == 0)
        {
            page.Raw("<p>There are none.</p>\n</section>\n");
            return;
        }

        WriteFilters(page, report);
        page.Raw("<p class=\"note\" id=\"shown\" role=\"status\">");
        page.Text(report.Findings.Count > PlainRows
            ? $"The first {PlainRows} of {Wording.Number(report.Findings.Count)}, worst first. The JSON form lists all."
            : $"{Wording.Count(report.Findings.Count, "finding")}, worst first.").Raw("</p>\n");
        page.Raw("<table class=\"findings\"><thead><tr>");
        foreach (var column in (ReadOnlySpan<string>)["Severity", "What", "Where", "Exposed", "Reachable from"])
        {
            page.Element("th scope=\"col\"", column);
        }

        page.Raw("</tr></thead>\n<tbody id=\"rows\">\n");
        foreach (var finding in report.Findings.Take(PlainRows)) WriteRow(page, report, finding);
        page.Raw("""
            </tbody></table>
            <nav class="pager" aria-label="Pages of findings" hidden>
            <button type="button" id="previous">Previous</button><span id="page"></span><button type="button" id="next">Next</button>
            </nav>
            </section>

            """);
    }

    private static void WriteFilters(HtmlPage page, Report report)
    {
        page.Raw("<form id=\"filters\" class=\"filters\" hidden>\n<fieldset><legend>Severity</legend>");
        foreach (var severity in Wording.WorstFirst)
        {
            page.Raw($"<label class=\"check\"><input type=\"checkbox\" name=\"severity\" value=\"{(int)severity}\" checked> ");
            page.Raw($"{Wording.Name(severity)}</label>");
        }

        page.Raw("</fieldset>\n<label>Rule <select name=\"rule\"><option value=\"\">all rules</option>");
        foreach (var rule in report.Findings.Select(f => f.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            page.Element("option", rule);
        }

        page.Raw("""
            </select></label>
            <label>Path contains <input type="search" name="path" autocomplete="off" spellcheck="false"></label>
            <label>Reach <select name="reach">
            <option value="">any</option><option value="1">reachable</option><option value="0">unreachable</option>
            </select></label>
            <label class="check"><input type="checkbox" name="open"> still exposed only</label>
            <button type="reset">Clear</button>
            </form>

            """);
    }

    private static void WriteRow(HtmlPage page, Report report, Finding finding)
    {
        var row = new Row(report, finding);
        page.Raw("<tr><td data-label=\"Severity\">").Element($"span class=\"chip {row.Severity}\"", row.Severity);
        page.Raw("</td><td data-label=\"What\">").Element("b", finding.Rule).Element("span class=\"evidence\"", finding.Evidence);
        page.Raw("<details><summary>Details</summary><dl>");
        foreach (var (name, value) in row.Details) page.Element("dt", name).Element("dd", value);
        page.Raw("</dl></details></td><td data-label=\"Where\">").Element("code", row.Path).Element("span class=\"place\"", row.Place);
        page.Raw("</td>").Element("td data-label=\"Exposed\"", row.Exposed).Element("td data-label=\"Reachable from\"", row.Reach);
        page.Raw("</tr>\n");
    }

    /// <summary>Writes every finding as data for the script. Paths and lists of refs, which repeat, are kept once.</summary>
    public static void WriteData(Stream destination, Report report)
    {
        destination.Write("<script type=\"application/json\" id=\"data\">"u8);

        // The default encoder writes < and > and everything beyond ASCII as escapes: no text can end this element.
        using var json = new Utf8JsonWriter(destination);
        var (rules, paths, places, reaches) = (new Names(), new Names(), new Names(), new Names());
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach (var finding in report.Findings)
        {
            var row = new Row(report, finding);
            json.WriteStartArray();
            json.WriteNumberValue((int)finding.Severity);
            json.WriteNumberValue(rules.Index(Shown(finding.Rule)));
            json.WriteNumberValue(paths.Index(Shown(row.Path)));
            json.WriteNumberValue(places.Index(Shown(row.Place)));
            json.WriteNumberValue(reaches.Index(Shown(row.Reach)));
            json.WriteNumberValue(finding.ReachableFrom.Count > 0 ? 1 : 0);
            json.WriteNumberValue(finding.Exposure is { To: null } ? 1 : 0);
            json.WriteStringValue(row.Exposed);
            json.WriteStringValue(Shown(finding.Evidence));
            foreach (var (name, value) in row.Details)
            {
                json.WriteStringValue(name);
                json.WriteStringValue(Shown(value));
            }

            json.WriteEndArray();
            if (json.BytesPending > FlushAt) json.Flush();
        }

        json.WriteEndArray();
        rules.Write(json, "rules");
        paths.Write(json, "paths");
        places.Write(json, "places");
        reaches.Write(json, "reaches");
        json.WriteEndObject();
        json.Flush();
        destination.Write("</script>\n"u8);

        string Shown(string text) => HtmlPage.Shown(text, report.Restricted);
    }

    /// <summary>What one row says, before it is made safe to show.</summary>
    private readonly struct Row(Report report, Finding finding)
    {
        public string Severity => Wording.Name(finding.Severity);

        public string Path => Wording.SubjectWithoutIds(finding);

        public string Place => Wording.Where(finding.Location);

        public string Exposed => finding.Exposure switch
        {
            null => "not in any commit",
            var exposure => Wording.Window(exposure, report.Started),
        };

        public string Reach => finding.ReachableFrom.Count > 0 ? FirstFew(finding.ReachableFrom) : report.Command is "check" ? "not asked" : "unreachable";

        public IEnumerable<(string Name, string Value)> Details
        {
            get
            {
                yield return ("Fingerprint", finding.Fingerprint);
                yield return ("Confidence", Wording.Name(finding.Confidence));
                if (finding.Paths.Count > 1) yield return ("Also at", FirstFew([.. finding.Paths.Skip(1)]));
                if (finding.Introduced is { } by) yield return ("Introduced", $"{Wording.Day(by.Date)} by {by.Author}");
                var removed = finding.Removed.Select(r => $"{r.Ref} on {Wording.Day(r.Date)}").ToList();
                if (removed.Count > 0) yield return ("Removed from", FirstFew(removed));
                if (!report.Restricted) yield break;
                if (finding.Blob is { } blob) yield return ("Blob", blob);
                if (finding.Object is { } holder) yield return ("Object", $"{holder.Type} {holder.Id}");
                if (finding.Introduced is { Commit: var commit }) yield return ("Commit", commit);
            }
        }

        private static string FirstFew(IReadOnlyList<string> names) => names.Count <= NamesShown
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(NamesShown))} and {Wording.Number(names.Count - NamesShown)} more";
    }

    /// <summary>Texts that repeat, each kept once.</summary>
    private sealed class Names
    {
        private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

        public int Index(string name)
        {
            if (!_index.TryGetValue(name, out var index)) _index.Add(name, index = _index.Count);
            return index;
        }

        public void Write(Utf8JsonWriter json, string property)
        {
            json.WriteStartArray(property);
            foreach (var name in _index.Keys) json.WriteStringValue(name);
            json.WriteEndArray();
        }
    }
}
