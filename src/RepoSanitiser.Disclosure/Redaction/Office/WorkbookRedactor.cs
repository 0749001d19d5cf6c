using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Containers;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Redaction.Office;

/// <summary>
/// Redacts cells of xlsx workbooks. Parts that need not change stay as they are; a shared string that no cell refers to any more goes;
/// the file is refused while a chart, a pivot table or another part may still hold what was redacted.
/// </summary>
internal sealed partial class WorkbookRedactor(ContentJudge judge, DocumentReader reader)
{
    private const string Workbook = "xl/workbook.xml";
    private const string Relationships = "xl/_rels/workbook.xml.rels";
    private const string SharedStrings = "xl/sharedStrings.xml";

    /// <summary>Makes one pass over a workbook.</summary>
    /// <exception cref="RedactionRefused">It can't be done safely.</exception>
    public ReadOnlyMemory<byte> Redact(
        ReadOnlyMemory<byte> content, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> parts, FileContext context, Pass pass)
    {
        var found = reader.Read(content, context, pass.Cancellation).Documents
            .Select(d => (Document: d, Hits: judge.JudgeAlone(d, context, isAlsoText: false).Where(pass.Wants).ToList()))
            .Where(f => f.Document is TableDocument || f.Hits.Count > 0).ToList();
        if (found.Exists(f => f.Document is not TableDocument))
            throw new RedactionRefused("What is embedded in it can't be redacted in place: take it out, and redact it again.");
        var plans = pass.Planner.Plan([.. found.Select(f => pass.Accuse(((TableDocument)f.Document).Table, f.Hits))], pass.Number);
        if (plans.All(p => p.Changes.Count == 0)) return content;
        var file = new OfficeParts(content, parts);
        var sheets = Sheets(file);
        var (values, touched, dropped, formulas) = (new List<string>(), new List<(string Sheet, int Row, int Column)>(), new HashSet<int>(), false);
        foreach (var (sheet, plan) in found.Select(f => (TableDocument)f.Document).Zip(plans).Where(p => p.Second.Changes.Count > 0))
        {
            var name = sheet.Member ?? "";
            if (!sheets.TryGetValue(name, out var part))
                throw new RedactionRefused("What is embedded in it can't be redacted in place: take it out, and redact it again.");
            var writer = new SheetWriter(file.Xml(part) ?? throw new RedactionRefused("A sheet of it has no part: open the workbook and save it anew."));
            writer.Write(plan.Changes.ToDictionary(c => (c.Row + 1, c.Column + 1), c => c.Text));
            file.Edit(part, writer.Edits);
            foreach (var change in plan.Changes)
            {
                values.Add(sheet.Table.GetString(change.Row, change.Column));
                touched.Add((name, change.Row + 1, change.Column + 1));
                pass.Changed(new RedactedPlace(TextRedactor.Locate(sheet.Table, change, pass.Shown(name)), change.Rule, change.Why, change.What));
            }

            formulas |= writer.Old.Any(o => o.HadFormula);
            dropped.UnionWith(writer.Old.Where(o => o.IsShared).Select(o => int.Parse(o.Raw, CultureInfo.InvariantCulture)));
        }

        DropStrings(file, dropped);
        // The order in which formulas are worked out names cells that have none any more; a program that opens the file makes it anew.
        if (formulas) file.Drop("xl/calcChain.xml", Relationships);
        RefuseCharts(file, touched);
        RefuseComments(file, touched);
        Leftovers.Refuse(file, values);
        return file.Pack();
    }

    /// <summary>The part of each sheet, by the name that documents have it under.</summary>
    private static Dictionary<string, string> Sheets(OfficeParts file)
    {
        if (file.Xml(Workbook) is not { } workbook || file.Xml(Relationships) is not { } relationships)
            throw new RedactionRefused("It is a binary workbook (xlsb): save it as xlsx, and redact that.");
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        var tags = new XmlTags(relationships.Span);
        while (tags.Next())
        {
            if (tags.Attribute("Id") is { } id && tags.Attribute("Target") is { } target) targets[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
        }

        var sheets = new Dictionary<string, string>(StringComparer.Ordinal);
        tags = new XmlTags(workbook.Span);
        while (tags.Next())
        {
            if (!tags.LocalName.SequenceEqual("sheet"u8) || tags.Attribute("name") is not { } name) continue;
            var id = RelationshipId().Match(Encoding.UTF8.GetString(tags.Tag)).Groups["id"].Value;
            if (targets.TryGetValue(id, out var part) && !sheets.TryAdd(Names.Shown(WebUtility.HtmlDecode(name)), part))
                throw new RedactionRefused("Two sheets of it have the same name: rename one of them.");
        }

        return sheets;
    }

    /// <summary>Puts the mark in place of shared strings that no cell refers to any more.</summary>
    private static void DropStrings(OfficeParts file, HashSet<int> dropped)
    {
        if (dropped.Count == 0 || file.Xml(SharedStrings) is not { } strings) return;
        foreach (var (_, sheet) in file.All.Where(p => p.Name.StartsWith("xl/worksheets/", StringComparison.Ordinal) && p.Name.EndsWith(".xml", StringComparison.Ordinal)))
            dropped.ExceptWith(SheetWriter.SharedStrings(sheet));
        var edits = new List<Edit>();
        var (place, start) = (-1, 0);
        var tags = new XmlTags(strings.Span);
        while (tags.Next())
        {
            if (!tags.LocalName.SequenceEqual("si"u8)) continue;
            if (!tags.IsClosing) (place, start) = (place + 1, tags.End);
            if (!tags.IsClosing || !dropped.Contains(place)) continue;
            var prefix = Encoding.UTF8.GetString(tags.Name)[..^2];
            edits.Add(new Edit(start, tags.Start, Encoding.UTF8.GetBytes($"<{prefix}t>{Mark.Text}</{prefix}t>")));
        }

        file.Edit(SharedStrings, edits);
    }

    /// <summary>A chart keeps the numbers it was drawn from.</summary>
    private static void RefuseCharts(OfficeParts file, List<(string Sheet, int Row, int Column)> touched)
    {
        foreach (var (name, chart) in file.All)
        {
            if (!name.StartsWith("xl/charts/", StringComparison.Ordinal) || !name.EndsWith(".xml", StringComparison.Ordinal)) continue;
            var tags = new XmlTags(chart.Span);
            while (tags.Next())
            {
                if (!tags.IsClosing || !tags.LocalName.SequenceEqual("f"u8)) continue;
                var reference = WebUtility.HtmlDecode(Encoding.UTF8.GetString(chart.Span[tags.TextStart..tags.Start])).Replace("$", "", StringComparison.Ordinal);
                if (MayReach(reference, touched))
                    throw new RedactionRefused("A chart in it keeps numbers that are redacted: take the chart out, or replace it by a picture, and redact it again.");
            }
        }
    }

    private static bool MayReach(string reference, List<(string Sheet, int Row, int Column)> touched)
    {
        var match = Range().Match(reference);
        if (!match.Success) return true;
        var sheet = match.Groups["sheet"].Value.Trim('\'').Replace("''", "'", StringComparison.Ordinal);
        var (left, top) = (SheetWriter.ColumnOf(match.Groups["left"].Value)!.Value, Number(match.Groups["top"]));
        var (right, bottom) = match.Groups["right"].Success ? (SheetWriter.ColumnOf(match.Groups["right"].Value)!.Value, Number(match.Groups["bottom"])) : (left, top);
        return touched.Exists(t => t.Sheet == sheet && t.Row >= top && t.Row <= bottom && t.Column >= left && t.Column <= right);
    }

    private static int Number(Group group) => int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static void RefuseComments(OfficeParts file, List<(string Sheet, int Row, int Column)> touched)
    {
        var places = touched.Select(t => (t.Row, t.Column)).ToHashSet();
        foreach (var (name, comments) in file.All)
        {
            if (!name.Contains("omments", StringComparison.Ordinal) || !name.EndsWith(".xml", StringComparison.Ordinal)) continue;
            var tags = new XmlTags(comments.Span);
            while (tags.Next())
            {
                if (tags.Attribute("ref") is not { } reference || SheetWriter.ColumnOf(reference) is not { } column) continue;
                if (places.Contains((int.TryParse(reference.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), CultureInfo.InvariantCulture, out var row) ? row : 0, column)))
                    throw new RedactionRefused("A comment is pinned to a cell that is redacted: delete the comment, and redact it again.");
            }
        }
    }

    [GeneratedRegex(@"\s(\w+:)?id=[""'](?<id>[^""']*)[""']", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RelationshipId();

    [GeneratedRegex(@"^(?<sheet>.+)!(?<left>[A-Z]+)(?<top>[0-9]+)(:(?<right>[A-Z]+)(?<bottom>[0-9]+))?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Range();
}
