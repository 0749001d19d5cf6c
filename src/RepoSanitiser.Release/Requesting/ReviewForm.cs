using System.Globalization;
using System.Text;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Release.Requesting;

/// <summary>Writes a request down for people: the review form, and the mail to whoever releases.</summary>
internal static class ReviewForm
{
    /// <summary>The filled form, in Markdown.</summary>
    public static string Text(RequestStatement request)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Output review form\n\nRequest {request.Request}, revision {request.Revision}, of {request.Time.UtcDateTime:yyyy-MM-dd HH:mm} UTC\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Asked by: {Line(request.By)}\n- Workspace: {Line(request.Workspace)}\n- Study repository: {Line(request.Repository)}\n- Policy: {Line(request.Policy)}\n- Message: {Line(request.Message)}\n");
        foreach (var group in request.Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Line(group.Name)}\n\nContext: {Line(group.Context)}\n\nDisclosure controls: {Line(group.Controls)}\n\n| File | Bytes | SHA-256 | Stripped | Exception |\n|---|---|---|---|---|\n");
            foreach (var file in group.Files)
            {
                var exception = file.Exception is { } e ? $"{string.Join(", ", file.Rules)}. Need: {Line(e.Need)} Why not disclosive: {Line(e.NotDisclosive)}" : file.Supporting ? "supporting, not released" : "";
                text.Append(CultureInfo.InvariantCulture, $"| {Line(file.Path)} | {file.Size} | {file.Sha256} | {Line(string.Join(", ", file.Stripped))} | {exception} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The mail, as a draft that a mail program opens.</summary>
    public static string Mail(RequestStatement request, Signer signer, string address)
    {
        var body = $"Dear all,\n\nplease review the release of {request.Outputs.Count()} file(s) of the workspace {Line(request.Workspace)} "
            + $"for {Line(request.Repository)}.\n\nRequest: {request.Request}, revision {request.Revision}\nMessage: {Line(request.Message)}\nTo review: reposan release review {request.Request}\n\n{Line(signer.Person.Name)}\n";
        return string.Join("\r\n",
            "X-Unsent: 1",
            $"From: {Header(signer.Person.Name)} <{signer.Principal}>",
            $"To: {address}",
            $"Date: {request.Time.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000",
            $"Subject: {Header($"Release request {request.Request}: {request.Workspace}")}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks),
            "");
    }

    /// <summary>A header can't be ended by what stands in it.</summary>
    private static string Header(string text) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(Line(text)))}?=";

    /// <summary>Text on one line, that ends no cell of a table.</summary>
    private static string Line(string text) => Core.Printable.Escape(text.ReplaceLineEndings(" ")).Replace("|", "\\|", StringComparison.Ordinal);
}
