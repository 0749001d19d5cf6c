using System.Globalization;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Incidents.Notices;

/// <summary>
/// The first notice of a possible breach, to be sent before everything is known. It holds no value and no object id, and says what its
/// sender has to fill in.
/// </summary>
/// <param name="Recipients">Whom to tell: names and addresses.</param>
/// <param name="Repository">Where it leaked.</param>
/// <param name="Reporter">Who found it, as this machine knows them.</param>
/// <param name="Found">When.</param>
public sealed record Notice(IReadOnlyList<(string Name, string Address)> Recipients, string Repository, string Reporter, DateTimeOffset Found)
{
    /// <summary>What the record calls it.</summary>
    public const string Action = "notice";

    /// <summary>The subject.</summary>
    public string Subject => $"Possible data breach in {Printable.Escape(Repository)}";

    /// <summary>The text.</summary>
    public string Text => $"""
        Outputs that may identify patients were found in the repository {Printable.Escape(Repository)}
        on {Found.UtcDateTime.ToString("yyyy-MM-dd 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture)} (reported by {Printable.Escape(Reporter)}).

        Being done now: the repository is made private, access from outside is
        reduced, and what could copy it further is switched off. Nothing is deleted
        from its history before you agree.

        To fill in by hand, as far as it is known, without any value:
        - which files, and what kind of data:
        - since when they could be read, and by whom:
        - who else was told:

        Please answer with whom to inform, and whether the history may be rewritten.
        """.ReplaceLineEndings("\n");

    /// <summary>Where to send it, as a line.</summary>
    public string To => string.Join(", ", Recipients.Select(r => $"{r.Name} <{r.Address}>"));

    /// <summary>The notice as a mail that opens as a draft (RFC 5322).</summary>
    public byte[] Mail()
    {
        var mail = new StringBuilder();
        mail.Append(CultureInfo.InvariantCulture, $"X-Unsent: 1\nTo: {string.Join(", ", Recipients.Select(r => $"{Phrase(r.Name)} <{OneLine(r.Address)}>"))}\n");
        mail.Append(CultureInfo.InvariantCulture, $"Subject: {Phrase(Subject)}\nDate: {Found.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)}\n");
        mail.Append("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n").Append(Text).Append('\n');
        return Encoding.UTF8.GetBytes(mail.ToString().ReplaceLineEndings("\r\n"));
    }

    /// <summary>Writes the mail into an incident's folder, once: what was sent does not change afterwards.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="ReposanException">It can't be written.</exception>
    public string WriteTo(Incident incident)
    {
        var path = incident.PathOf("notice.eml");
        try
        {
            if (File.Exists(path)) return path;
            using var file = PrivateFiles.CreateNew(path);
            file.Write(Mail());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Refused, $"The notice of incident {incident.Id} can't be written: check the state folder's disk and permissions.", e);
        }

        incident.Record.Result(Action, Repository);
        return path;
    }

    /// <summary>A header's text: letters beyond ASCII are encoded (RFC 2047).</summary>
    private static string Phrase(string text)
    {
        text = OneLine(text);
        return text.All(char.IsAscii) ? text : $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
    }

    private static string OneLine(string text) => Printable.Escape(text).Replace('<', '(').Replace('>', ')').Replace(',', ' ');
}
