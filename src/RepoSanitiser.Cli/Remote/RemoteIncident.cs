using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli.Remote;

/// <summary>Finds the incident that a command about a repository on GitHub belongs to, and its certificate.</summary>
internal static class RemoteIncident
{
    /// <summary>The incident that <c>--incident</c> names, else the one in which something was last done with the repository; null for none.</summary>
    public static Incident? Find(CommandContext context, RepositoryName name, string? id)
    {
        var store = context.Incidents();
        return id is not null
            ? store.Open(id)
            : store.List().Select(store.Open)
                .Select(i => (Incident: i, Last: i.Record.Verify().Entries.LastOrDefault(e => RepositoryName.TryParse(e.Step.Target) == name)))
                .Where(i => i.Last is not null).OrderBy(i => i.Last!.Time).LastOrDefault().Incident;
    }

    /// <summary>What was purged: by the file that was named, else by the incident's last certificate; null where there is neither.</summary>
    public static GivenCertificate? Certificate(CommandContext context, Incident? incident, string? file)
    {
        if (file is not null) return GivenCertificate.Read(file, context);
        return incident is not null && new CertificateFiles(context.Key).Last(incident) is { } last ? GivenCertificate.Of(last, context.Key) : null;
    }

    /// <summary>A certificate that has to be there.</summary>
    /// <exception cref="ReposanException">There is none (usage).</exception>
    public static GivenCertificate CertificateOrFail(CommandContext context, Incident? incident, string? file) => Certificate(context, incident, file) ?? throw new ReposanException(
        ExitCode.Usage, "Nothing is known of a purge: name its incident with --incident, or its certificate with --certificate.");
}
