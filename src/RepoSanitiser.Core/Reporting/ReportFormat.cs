namespace RepoSanitiser.Core.Reporting;

/// <summary>The forms a report can take.</summary>
public enum ReportFormat
{
    /// <summary>For a terminal.</summary>
    Text,

    /// <summary>For programs: everything that is known, one object.</summary>
    Json,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,

    /// <summary>One page that opens offline.</summary>
    Html,
}

/// <summary>Writes a report in the form asked for.</summary>
public static class ReportWriter
{
    /// <summary>
    /// Writes <paramref name="report"/> to <paramref name="destination"/>, which stays open. The same report gives the same bytes.
    /// </summary>
    /// <param name="report">What to say.</param>
    /// <param name="format">In which form.</param>
    /// <param name="destination">Where to; text is UTF-8 without a byte order mark.</param>
    /// <param name="text">How the text form looks; the other forms don't look at it.</param>
    public static void Write(Report report, ReportFormat format, Stream destination, TextReportOptions text)
    {
        switch (format)
        {
            case ReportFormat.Json:
                JsonReport.Write(report, destination);
                break;
            case ReportFormat.Sarif:
                SarifReport.Write(report, destination);
                break;
            case ReportFormat.Html:
                HtmlReport.Write(report, destination);
                break;
            default:
                using (var writer = new StreamWriter(destination, leaveOpen: true)) TextReport.Write(report, writer, text);
                break;
        }
    }
}
