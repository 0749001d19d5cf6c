using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Review.Pages;

/// <summary>What all pages have around their content.</summary>
internal static class Frame
{
    /// <summary>Makes a page.</summary>
    /// <param name="title">Its title, which is its heading too.</param>
    /// <param name="trail">Pages above it: address and name, outermost first.</param>
    /// <param name="content">Writes what is between heading and foot.</param>
    public static string Page(string title, IReadOnlyList<(string Address, string Name)> trail, Action<HtmlPage> content)
    {
        using var writer = new StringWriter();
        var page = new HtmlPage(writer, restricted: true);
        page.Raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw("<meta name=\"robots\" content=\"noindex\">").Element("title", title + " · reposan review")
            .Raw("<link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" href=\"/review.css\"><script src=\"/review.js\" defer></script></head><body>")
            .Raw("<a class=\"skip\" href=\"#content\">To the content</a><header><p class=\"product\">RepoSanitiser · review</p>");
        if (trail.Count > 0)
        {
            page.Raw("<nav class=\"trail\" aria-label=\"Where you are\"><ol>");
            foreach (var (address, name) in trail) page.Raw($"<li><a href=\"{address}\">").Text(name).Raw("</a></li>");
            page.Raw("</ol></nav>");
        }

        page.Element("h1", title).Raw("</header><main id=\"content\">");
        content(page);
        page.Raw("</main><footer><details class=\"keys\"><summary>Keys <kbd>?</kbd></summary><dl>")
            .Raw("<div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous file</dd></div><div><dt><kbd>n</kbd></dt><dd>next finding</dd></div>")
            .Raw("<div><dt><kbd>m</kbd></dt><dd>write a comment; <kbd>Esc</kbd> leaves it</dd></div>")
            .Raw("<div><dt><kbd>a</kbd> <kbd>c</kbd> <kbd>r</kbd></dt><dd>approve, ask for changes, reject</dd></div><div><dt><kbd>u</kbd></dt><dd>up to the request</dd></div></dl></details></footer></body></html>\n");
        return writer.ToString();
    }

    /// <summary>A page that says one thing.</summary>
    public static string Problem(string sentence) => Page("That can't be done", [("/", "Requests")], page => page.Element("p class=\"verdict incomplete\" role=\"alert\"", sentence));

    /// <summary>A hidden field.</summary>
    public static HtmlPage Hidden(this HtmlPage page, string name, string value) => page.Raw($"<input type=\"hidden\" name=\"{name}\" value=\"").Text(value).Raw("\">");
}
