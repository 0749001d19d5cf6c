using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Review.Files;
using RepoSanitiser.Review.Serving;

namespace RepoSanitiser.Review.Pages;

/// <summary>What a reviewer has to know to decide about a file, beside it.</summary>
/// <param name="Status">The request.</param>
/// <param name="File">The file.</param>
/// <param name="Own">This reviewer's decision so far; null for none.</param>
/// <param name="WhyNot">Why this person does not review the request; null where they do.</param>
/// <param name="IsFixed">Whether this reviewer's decision can't be changed any more.</param>
/// <param name="MayAllow">Whether this person may allow exceptions.</param>
internal sealed record Desk(ReviewStatus Status, FileStatus File, FileVerdict? Own, string? WhyNot, bool IsFixed, bool MayAllow);

/// <summary>A file of a request: its content with what was found in it, and what is to be known beside it.</summary>
internal sealed class FilePage
{
    private readonly Desk _desk;
    private readonly ReviewedFile _content;
    private readonly Form _fields;
    private readonly string _secret;
    private readonly string _address;
    private readonly Dictionary<RuleHit, int> _numbers = new(ReferenceEqualityComparer.Instance);

    public FilePage(Desk desk, ReviewedFile content, Form fields, string secret)
    {
        (_desk, _content, _fields, _secret) = (desk, content, fields, secret);
        _address = Addresses.File(desk.Status.Request.Request, desk.File.File.Path);
        foreach (var hit in content.Judgement.Hits) _numbers[hit] = _numbers.Count + 1;
    }

    private IReadOnlyList<FileStatus> All => _desk.Status.Files;

    /// <summary>Makes the page.</summary>
    public string Html()
    {
        var id = _desk.Status.Request.Request;
        var at = All.ToList().IndexOf(_desk.File);
        return Frame.Page(_desk.File.File.Path, [("/", "Requests"), (Addresses.Request(id), _desk.Status.Request.Workspace)], page =>
        {
            page.Raw("<nav class=\"pager files\" aria-label=\"Files of the request\">");
            if (at > 0) page.Raw($"<a data-key=\"k\" href=\"{Addresses.File(id, All[at - 1].File.Path)}\">◂ file before</a>");
            page.Element("span", $"file {at + 1} of {All.Count}");
            if (at < All.Count - 1) page.Raw($"<a data-key=\"j\" href=\"{Addresses.File(id, All[at + 1].File.Path)}\">next file ▸</a>");
            page.Raw($"<a data-key=\"u\" href=\"{Addresses.Request(id)}\">the request</a></nav><div class=\"beside\"><section class=\"file\" aria-labelledby=\"file-title\"><h2 id=\"file-title\">The file</h2>");
            Content(page, id);
            page.Raw("</section><aside>");
            Decision(page);
            Findings(page);
            Context(page);
            page.Raw("</aside></div>");
        });
    }

    private void Content(HtmlPage page, string id)
    {
        var path = _desk.File.File.Path;
        if (_content.Earlier is { } earlier) page.Element("p class=\"note\"", $"Compared with {earlier.Name}: what changed is marked, with what it was.");
        var asText = _fields["view"] == "text" || _content.Tables.Count == 0;
        Views(page, asText);
        switch (_content.Look)
        {
            case FileLook.Picture when _fields["view"] is null:
                page.Raw($"<img class=\"picture\" alt=\"The picture that is to be released\" src=\"{Addresses.Picture(id, path)}\">");
                break;
            case FileLook.Text when asText:
            case FileLook.Picture when asText && _fields["view"] == "text" && _content.MediaType == "image/svg+xml":
                new TextView(_content, _fields.Number("page"), _address, _numbers).Write(page);
                break;
            case FileLook.Bytes when _content.Tables.Count == 0:
                page.Element("p class=\"verdict incomplete\"", "This file can't be shown here. Take its bytes and open them with a program of your own before you decide.");
                break;
            default:
                var table = Math.Clamp(_fields.Number("table"), 1, Math.Max(1, _content.Tables.Count));
                if (_content.Tables.Count > 0) new TableView(_content.Tables[table - 1], PartOf(table), _address, _numbers).Write(page);
                break;
        }

        page.Raw($"<p><a href=\"{Addresses.Bytes(id, path)}\">Take the bytes</a> <span class=\"note\">").Text($"{Words.Size(_desk.File.File.Size)}, SHA-256 {_desk.File.File.Sha256}").Raw("</span></p>");
    }

    private Part PartOf(int table)
    {
        var sort = int.TryParse(_fields["sort"], NumberStyles.None, CultureInfo.InvariantCulture, out var column) && column > 0 ? column : (int?)null;
        return new Part(table, _fields.Number("page"), _fields.Number("from"), sort, _fields["order"] == "down");
    }

    /// <summary>The tables of the file, and its text where it is one.</summary>
    private void Views(HtmlPage page, bool asText)
    {
        var hasText = _content.Look == FileLook.Text || _content.MediaType == "image/svg+xml";
        if (_content.Tables.Count + (hasText ? 1 : 0) + (_content.Look == FileLook.Picture ? 1 : 0) < 2) return;
        page.Raw("<nav class=\"views\" aria-label=\"Ways to look at the file\">");
        if (_content.Look == FileLook.Picture) page.Raw($"<a href=\"{_address}\"{Current(_fields["view"] is null)}>Picture</a>");
        for (var i = 0; i < _content.Tables.Count; i++)
        {
            page.Raw($"<a href=\"{Addresses.Part(_address, new Part(i + 1, 1, 1, null, false))}\"{Current(!asText && _fields.Number("table") == i + 1)}>");
            page.Text(_content.Tables[i].Document.Member is { } member ? $"Table {i + 1}: {member}" : $"Table {i + 1}").Raw("</a>");
        }

        if (hasText) page.Raw($"<a href=\"{Addresses.Text(_address, 1)}\"{Current(asText && _content.Look == FileLook.Text || _fields["view"] == "text")}>Text</a>");
        page.Raw("</nav>");
    }

    private static string Current(bool isCurrent) => isCurrent ? " aria-current=\"page\"" : "";

    private void Findings(HtmlPage page)
    {
        page.Raw("<section aria-labelledby=\"findings-title\">").Element("h2 id=\"findings-title\"", _numbers.Count == 0 ? "No findings" : $"Findings ({_numbers.Count})");
        if (_content.Judgement.State != ReadState.Read || _content.Judgement.Parts.Count > 0)
            page.Element("p class=\"verdict incomplete\"", $"The rules could not read all of this file ({_content.Judgement.Reason ?? _content.Judgement.Parts[0].Reason}): what they do not say here, only you can see.");
        page.Raw("<ol class=\"found\">");
        foreach (var (hit, number) in _numbers)
        {
            page.Raw(string.Create(CultureInfo.InvariantCulture, $"<li id=\"finding-{number}\" value=\"{number}\"><span class=\"chip {Words.Of(hit.Severity)}\">{Words.Of(hit.Severity)}</span> "));
            page.Element("strong", Words.Title(hit.Rule)).Raw(" ").Element("span class=\"evidence\"", hit.Evidence);
            if (LinkTo(hit, number) is { } link) page.Raw($"<a href=\"{link}\">show it<span class=\"unseen\">, finding {number}</span></a>");
            page.Raw("</li>");
        }

        page.Raw("</ol></section>");
    }

    private string? LinkTo(RuleHit hit, int number)
    {
        for (var i = 0; i < _content.Tables.Count; i++)
        {
            if (_content.Tables[i].Document.PlaceOf(hit.Location) is not var (row, column)) continue;
            var part = new Part(i + 1, TableView.PageOf(_content.Tables[i].Table, row), TableView.FromOf(column), null, false);
            return string.Create(CultureInfo.InvariantCulture, $"{Addresses.Part(_address, part)}#at-{number}");
        }

        return hit.Location is { Line: { } line, Member: null } && _content.Look != FileLook.Bytes ? string.Create(CultureInfo.InvariantCulture, $"{Addresses.Text(_address, TextView.PageOf(line))}#at-{number}") : null;
    }

    private void Context(HtmlPage page)
    {
        var (file, group) = (_desk.File.File, _desk.File.Group);
        page.Raw("<section aria-labelledby=\"context-title\"><h2 id=\"context-title\">Context</h2>").Element("h3", group.Name).Element("p", group.Context);
        page.Raw("<h3>Controls</h3>").Element("p", group.Controls);
        if (file.Stripped.Count > 0) page.Raw("<h3>Taken out before it was hashed</h3>").Element("p", string.Join(", ", file.Stripped));
        if (file.Exception is { } exception)
        {
            page.Raw("<h3>An exception is asked for</h3>").Element("p", $"Rules: {string.Join(", ", file.Rules.Select(Words.Title))}.").Element("p", exception.Need).Element("p", exception.NotDisclosive);
            if (_desk.File.ExceptionBy is { } by) page.Element("p", $"Allowed by {by}.");
            else if (_desk.MayAllow) Ask(page, "allow", "Allow this exception");
        }

        page.Raw("</section>");
    }

    private void Decision(HtmlPage page)
    {
        page.Raw("<section class=\"decide\" aria-labelledby=\"decide-title\"><h2 id=\"decide-title\">Your decision</h2>").Element("p class=\"note\"", $"{Words.Of(_desk.File.State)}.");
        foreach (var open in _desk.File.Decisions) page.Element("p", $"{open.By}: {Words.Of(open.Verdict)}. {open.Comment}");
        var canResolve = _desk.File.State is FileState.Conflict or FileState.Approved && _desk.File.Decisions.Count > 0;
        if (_desk.WhyNot is { } why) page.Element("p", $"You may not decide: {why}");
        else if (_desk.File.File.Supporting) page.Raw("<p>It helps you and is not released: there is nothing to decide.</p>");
        else if (canResolve) Form(page, "resolve", _desk.File.State == FileState.Conflict ? ["approve", "changes", "reject"] : ["changes", "reject"]);
        else if (_desk.IsFixed) page.Element("p", $"You have fixed it{(_desk.Own is { } own ? $" ({Words.Of(own.Verdict)})" : "")}: it can't be changed any more.");
        else if (_desk.Status.ToDecide.Contains(_desk.File.File)) Form(page, "decide", ["approve", "changes", "reject"]);
        else page.Raw("<p>It was decided before and is as it was.</p>");
        page.Raw("</section>");
    }

    private void Form(HtmlPage page, string action, string[] verdicts)
    {
        page.Raw($"<form method=\"post\" action=\"{Addresses.Request(_desk.Status.Request.Request)}/{action}\">").Hidden("secret", _secret).Hidden("path", _desk.File.File.Path);
        page.Raw("<label for=\"comment\">Comment for the author</label><textarea id=\"comment\" name=\"comment\" rows=\"3\" data-key=\"m\">").Text(_desk.Own?.Comment ?? "").Raw("</textarea><div class=\"verdicts\">");
        foreach (var name in verdicts)
        {
            var verdict = Words.VerdictOf(name)!.Value;
            page.Raw($"<button name=\"verdict\" value=\"{name}\" data-key=\"{name[0]}\" class=\"{name}\"{(_desk.Own?.Verdict == verdict ? " aria-pressed=\"true\"" : "")}>");
            page.Text(char.ToUpperInvariant(Words.Of(verdict)[0]) + Words.Of(verdict)[1..]).Raw($" <kbd>{name[0]}</kbd></button>");
        }

        page.Raw("</div></form>");
    }

    private void Ask(HtmlPage page, string action, string what) =>
        page.Raw($"<form method=\"post\" action=\"{Addresses.Request(_desk.Status.Request.Request)}/{action}\">").Hidden("secret", _secret).Hidden("path", _desk.File.File.Path).Raw("<button>").Text(what).Raw("</button></form>");
}
