using System.Net;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Review.Files;
using RepoSanitiser.Review.Serving;

namespace RepoSanitiser.Review.Pages;

/// <summary>
/// The pages of one reviewer: what each address shows, and what each form does. Reading and deciding need no script. Thread-safe.
/// </summary>
/// <param name="desk">Where this person reviews.</param>
/// <param name="files">Reads the files.</param>
internal sealed class ReviewPages(ReviewDesk desk, ReviewFiles files)
{
    private const string Root = "/requests/";
    private static readonly Lazy<byte[]> Style = new(() => Encoding.UTF8.GetBytes(Resources.Text("report.css") + Own("review.css")));
    private static readonly Lazy<byte[]> Script = new(() => Encoding.UTF8.GetBytes(Own("review.js")));
    private static readonly byte[] Icon = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='#005eb8' d='M8 0 1 3v5c0 4 3 7 7 8 4-1 7-4 7-8V3z'/></svg>"u8.ToArray();
    private readonly Lock _deciding = new();

    /// <summary>A page that says what went wrong.</summary>
    public static Answer Problem(HttpStatusCode status, string sentence) => Answer.Page(Frame.Problem(sentence), status);

    /// <summary>What an address shows.</summary>
    public Answer Get(string path, Form fields, string secret, CancellationToken cancellation) => path switch
    {
        "/" => Answer.Page(Requests()),
        "/review.css" => new Answer(HttpStatusCode.OK, "text/css; charset=utf-8", Style.Value),
        "/icon.svg" => new Answer(HttpStatusCode.OK, "image/svg+xml", Icon),
        "/review.js" => new Answer(HttpStatusCode.OK, "text/javascript; charset=utf-8", Script.Value),
        _ => Split(path) switch
        {
            (var id, "") => Answer.Page(Request(id, secret)),
            (var id, "file") => File(id, fields, secret, cancellation),
            (var id, "picture") => Picture(id, fields, cancellation),
            (var id, "bytes") => Bytes(id, fields, cancellation),
            _ => Problem(HttpStatusCode.NotFound, "There is no such page."),
        },
    };

    /// <summary>Does what a form asks for.</summary>
    public Answer Post(string path, Form form, CancellationToken cancellation)
    {
        lock (_deciding)
        {
            switch (Split(path))
            {
                case (var id, "decide"):
                    var decided = desk.Decide(id, Path(form), Verdict(form), Comment(form));
                    var next = desk.Store.Status(id).ToDecide.FirstOrDefault(f => decided.Files.All(d => d.Path != f.Path));
                    return Answer.Go(next is null ? Addresses.Request(id) : Addresses.File(id, next.Path));
                case (var id, "resolve"):
                    desk.Resolve(id, [(Path(form), Verdict(form), Comment(form))]);
                    return Answer.Go(Addresses.File(id, Path(form)));
                case (var id, "submit"):
                    desk.Decide(id, [], form["word"] ?? "");
                    desk.Submit(id);
                    return Answer.Go(Addresses.Request(id));
                case (var id, "open"):
                    return desk.TryOpen(id) ? Answer.Go(Addresses.Request(id)) : Problem(HttpStatusCode.Conflict, "It can't be opened yet: a second reviewer has not fixed their decision.");
                case (var id, "allow"):
                    desk.AllowException(id, Path(form));
                    return Answer.Go(Addresses.File(id, Path(form)));
                default:
                    return Problem(HttpStatusCode.NotFound, "There is no such page.");
            }
        }
    }

    private static (string Id, string Page)? Split(string path)
    {
        if (!path.StartsWith(Root, StringComparison.Ordinal)) return null;
        var parts = path[Root.Length..].Split('/');
        return parts.Length <= 2 && RequestFolder.IsId(parts[0]) ? (parts[0], parts.Length == 2 ? parts[1] : "") : null;
    }

    private static string Path(Form form) => form["path"] ?? throw new ReposanException(ExitCode.Usage, "No file is named.");

    private static string Comment(Form form) => (form["comment"] ?? "").Trim().ReplaceLineEndings("\n");

    private static Verdict Verdict(Form form)
    {
        var verdict = Words.VerdictOf(form["verdict"]) ?? throw new ReposanException(ExitCode.Usage, "No decision was given.");
        return !ReviewDesk.LacksReason(verdict, Comment(form))
            ? verdict
            : throw new ReposanException(ExitCode.Usage, "Say in a comment what has to change, or why it may not leave: the author sees nothing else. Go back, and write one.");
    }

    private string Requests() => Frame.Page("Requests", [], page =>
    {
        var ids = desk.Store.List();
        if (ids.Count == 0) page.Raw("<p>There are no requests in this folder.</p>");
        page.Raw("<section><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Requests\"><table><thead><tr><th scope=\"col\">Request</th><th scope=\"col\">Workspace</th><th scope=\"col\">Asked by</th><th scope=\"col\">On</th><th scope=\"col\">Files</th><th scope=\"col\">You decided</th><th scope=\"col\">State</th></tr></thead><tbody>");
        foreach (var id in ids.Reverse()) Row(page, id);
        page.Raw("</tbody></table></div></section>");
    });

    private void Row(HtmlPage page, string id)
    {
        page.Raw($"<tr><th scope=\"row\"><a href=\"{Addresses.Request(id)}\">").Text(id).Raw("</a></th>");
        try
        {
            var status = desk.Store.Status(id);
            var draft = desk.Draft(id);
            page.Element("td", status.Request.Workspace).Element("td", status.Request.By).Element("td", Words.Day(status.Request.Time)).Element("td", Words.Number(status.Files.Count));
            page.Element("td", desk.WhyNot(status) is null ? IsFixed(status) ? "all, fixed" : $"{draft.Files.Count} of {status.ToDecide.Count}" : "not yours").Element("td", Words.Of(status.State));
        }
        catch (ReposanException e)
        {
            page.Element("td colspan=\"6\"", e.Message);
        }

        page.Raw("</tr>");
    }

    private string Request(string id, string secret)
    {
        var status = desk.Store.Examine(id);
        return new RequestPage(status, desk.Draft(id), desk.WhyNot(status), desk.Signer.Principal, IsFixed(status), secret).Html();
    }

    private Answer File(string id, Form fields, string secret, CancellationToken cancellation)
    {
        var (status, file) = Find(id, fields);
        var own = desk.Draft(id).Files.FirstOrDefault(d => d.Path == file.File.Path);
        var mayAllow = desk.Signer.Person.Roles.Contains(ReleaseRole.Exceptions);
        var page = new FilePage(new Desk(status, file, own, desk.WhyNot(status), IsFixed(status), mayAllow), Read(status, file, cancellation), fields, secret);
        return Answer.Page(page.Html());
    }

    private Answer Picture(string id, Form fields, CancellationToken cancellation)
    {
        var (status, file) = Find(id, fields);
        var read = Read(status, file, cancellation);
        return read.MediaType is { } type ? new Answer(HttpStatusCode.OK, type, read.Content) : Problem(HttpStatusCode.NotFound, "That file is no picture.");
    }

    private Answer Bytes(string id, Form fields, CancellationToken cancellation)
    {
        var (status, file) = Find(id, fields);
        return new Answer(HttpStatusCode.OK, "application/octet-stream", Read(status, file, cancellation).Content, FileName: file.File.Path.Split('/')[^1]);
    }

    private (ReviewStatus Status, FileStatus File) Find(string id, Form fields)
    {
        var status = desk.Store.Status(id);
        var file = status.Files.FirstOrDefault(f => f.File.Path == fields["path"]);
        return file is null ? throw new ReposanException(ExitCode.Usage, $"Request {id} has no such file.") : (status, file);
    }

    private ReviewedFile Read(ReviewStatus status, FileStatus file, CancellationToken cancellation) =>
        files.Read(status, file.File, cancellation);

    private bool IsFixed(ReviewStatus status) => status.Reviewers.Any(r => desk.Store.Trust.Signer(r.Principal) == desk.Signer.Person);

    private static string Own(string name)
    {
        using var stream = typeof(ReviewPages).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
