using System.Collections.Specialized;
using System.Net;
using System.Text;
using System.Web;
using RepoSanitiser.Core;

namespace RepoSanitiser.Review.Serving;

/// <summary>Fields of an address or of a form.</summary>
/// <param name="fields">The fields.</param>
internal sealed class Form(NameValueCollection fields)
{
    private const int MostBytes = 256 << 10;

    /// <summary>A field; null where there is none.</summary>
    public string? this[string name] => fields[name];

    /// <summary>A field that is a whole number from 1 on; 1 where it is none.</summary>
    public int Number(string name) => int.TryParse(fields[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;

    /// <summary>The fields of the address.</summary>
    public static Form OfAddress(HttpListenerRequest request) => new(HttpUtility.ParseQueryString(request.Url!.Query));

    /// <summary>The fields that were sent.</summary>
    /// <exception cref="ReposanException">There are more than a person writes (usage).</exception>
    public static Form OfBody(HttpListenerRequest request)
    {
        var bytes = new byte[MostBytes + 1];
        var length = request.InputStream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes) throw new ReposanException(ExitCode.Usage, "That is more text than fits: shorten the comment.");
        return new Form(HttpUtility.ParseQueryString(Encoding.UTF8.GetString(bytes, 0, length)));
    }
}
