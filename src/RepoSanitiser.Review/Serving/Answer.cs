using System.Net;
using System.Text;

namespace RepoSanitiser.Review.Serving;

/// <summary>What is sent back to the browser.</summary>
/// <param name="Status">The status.</param>
/// <param name="MediaType">The type of the content.</param>
/// <param name="Content">The content.</param>
/// <param name="Location">Where to go next; null to stay.</param>
/// <param name="Cookie">A cookie to set; null for none.</param>
/// <param name="FileName">The name to keep the content under, not to show it; null to show it.</param>
internal sealed record Answer(HttpStatusCode Status, string MediaType, byte[] Content, string? Location = null, string? Cookie = null, string? FileName = null)
{
    /// <summary>A page.</summary>
    public static Answer Page(string html, HttpStatusCode status = HttpStatusCode.OK) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    /// <summary>Sends the browser to another page, with GET.</summary>
    public static Answer Go(string location, string? cookie = null) => new(HttpStatusCode.SeeOther, "text/plain; charset=utf-8", [], location, cookie);

    /// <summary>Sends it. Nothing is kept by the browser, nothing is loaded from elsewhere, no frame shows it, and no content is taken for another type.</summary>
    public void Send(HttpListenerResponse response)
    {
        response.StatusCode = (int)Status;
        response.ContentType = MediaType;
        response.Headers["Cache-Control"] = "no-store";
        // A picture may be an SVG with a style of its own; nothing in it acts, wherever it is opened.
        response.Headers["Content-Security-Policy"] = MediaType.StartsWith("image/", StringComparison.Ordinal)
            ? "default-src 'none'; style-src 'unsafe-inline'; sandbox"
            : "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["X-Frame-Options"] = "DENY";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (Location is not null) response.Headers["Location"] = Location;
        if (Cookie is not null) response.Headers["Set-Cookie"] = Cookie;
        if (FileName is not null) response.Headers["Content-Disposition"] = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(FileName)}";
        response.ContentLength64 = Content.Length;
        response.OutputStream.Write(Content);
        response.Close();
    }
}
