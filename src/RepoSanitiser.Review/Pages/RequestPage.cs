using System.Globalization;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Review.Pages;

/// <summary>A request: its files, how far this reviewer is, and the step that fixes the decision.</summary>
/// <param name="status">The request.</param>
/// <param name="draft">This reviewer's decisions so far.</param>
/// <param name="whyNot">Why this person does not review it; null where they do.</param>
/// <param name="principal">Who looks.</param>
/// <param name="isFixed">Whether their decision can't be changed any more.</param>
/// <param name="secret">What each form sends along.</param>
internal sealed class RequestPage(ReviewStatus status, ReviewDraft draft, string? whyNot, string principal, bool isFixed, string secret)
{
    private readonly RequestStatement _request = status.Request;

    private int Decided => status.ToDecide.Count(f => draft.Files.Any(d => d.Path == f.Path));

    /// <summary>Makes the page.</summary>
    public string Html() => Frame.Page(_request.Workspace, [("/", "Requests")], page =>
    {
        page.Raw("<dl class=\"meta\">");
        foreach (var (name, value) in new[]
        {
            ("Request", _request.Request), ("Revision", _request.Revision.ToString(CultureInfo.InvariantCulture)), ("Asked by", _request.By), ("On", Words.Day(_request.Time)),
            ("For", _request.Repository), ("Policy", _request.Policy), ("State", Words.Of(status.State)),
        }) page.Raw("<div>").Element("dt", name).Element("dd", value).Raw("</div>");
        page.Raw("</dl>");
        foreach (var problem in status.Problems) page.Element("p class=\"verdict incomplete\" role=\"alert\"", problem);
        foreach (var aside in status.SetAside) page.Element("p class=\"note\"", aside);
        Progress(page);
        foreach (var group in _request.Groups) Group(page, group);
    });

    private void Progress(HtmlPage page)
    {
        page.Raw("<section aria-labelledby=\"progress-title\"><h2 id=\"progress-title\">The review</h2>");
        foreach (var reviewer in status.Reviewers) page.Element("p", $"{(reviewer.Principal == principal ? "You" : reviewer.Principal)}: {(reviewer.IsOpen ? "decided, open to all" : "decided, not open yet")}.");
        if (status.Reviewers.Count == 0) page.Raw("<p>Nobody has decided yet.</p>");
        if (whyNot is not null) page.Element("p", $"You may read this request and not decide about it: {whyNot}");
        else if (isFixed && status.Reviewers.All(r => r.Principal != principal || r.IsOpen)) page.Raw("<p>Your decision is open.</p>");
        else if (isFixed) Button(page, "open", "Open my decision", "Your decision is fixed and unseen. It opens once a second reviewer has fixed theirs.");
        else if (status.State is RequestState.Withdrawn or RequestState.Released) page.Raw("<p>There is nothing to decide.</p>");
        else Submit(page);
        page.Raw("</section>");
    }

    private void Submit(HtmlPage page)
    {
        page.Raw("<label for=\"decided\">").Text($"You have decided {Decided} of {status.ToDecide.Count} files.").Raw("</label>");
        page.Raw(string.Create(CultureInfo.InvariantCulture, $"<progress id=\"decided\" max=\"{Math.Max(1, status.ToDecide.Count)}\" value=\"{Decided}\"></progress>"));
        if (status.ToDecide.FirstOrDefault(f => draft.Files.All(d => d.Path != f.Path)) is { } next)
        {
            page.Raw($"<p><a class=\"go\" data-key=\"j\" href=\"{Addresses.File(_request.Request, next.Path)}\">").Text($"Decide {next.Path}").Raw("</a></p>");
            return;
        }

        page.Raw($"<form method=\"post\" action=\"{Addresses.Request(_request.Request)}/submit\">").Hidden("secret", secret);
        page.Raw("<label for=\"word\">A word on the whole</label><textarea id=\"word\" name=\"word\" rows=\"3\" data-key=\"m\">").Text(draft.Comment).Raw("</textarea>");
        page.Raw("<p class=\"note\">From then on it can't be changed. Nobody sees it before a second reviewer has fixed theirs.</p><button>Sign and fix my decision</button></form>");
    }

    private void Group(HtmlPage page, RequestedGroup group)
    {
        page.Raw("<section>").Element("h2", group.Name).Element("p", group.Context).Raw("<p><strong>Controls:</strong> ").Text(group.Controls).Raw("</p>");
        page.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Files\"><table><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Size</th><th scope=\"col\">Rules say</th><th scope=\"col\">You</th><th scope=\"col\">State</th></tr></thead><tbody>");
        foreach (var file in status.Files.Where(f => f.Group == group))
        {
            page.Raw($"<tr><th scope=\"row\"><a href=\"{Addresses.File(_request.Request, file.File.Path)}\">").Text(file.File.Path).Raw("</a></th>");
            page.Element("td", Words.Size(file.File.Size)).Element("td", string.Join(", ", file.File.Rules.Select(Words.Title)) + (file.NeedsException ? " (exception asked for)" : ""));
            page.Element("td", draft.Files.FirstOrDefault(d => d.Path == file.File.Path) is { } own ? Words.Of(own.Verdict) : "").Element("td", Words.Of(file.State)).Raw("</tr>");
        }

        page.Raw("</tbody></table></div></section>");
    }

    private void Button(HtmlPage page, string action, string what, string why) =>
        page.Element("p", why).Raw($"<form method=\"post\" action=\"{Addresses.Request(_request.Request)}/{action}\">").Hidden("secret", secret).Raw("<button>").Text(what).Raw("</button></form>");
}
