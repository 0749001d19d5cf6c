using System.Text.Json.Nodes;
using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Cli.Scanning;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.History.Proof;
using RepoSanitiser.History.Purging;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli.Proving;

/// <summary>What was asked of a proof.</summary>
/// <param name="Repository">A path or a URL.</param>
internal sealed record ProofRequest(string Repository)
{
    public string? CertificateFile { get; init; }

    public string? Incident { get; init; }

    public string? Backup { get; init; }

    public string? Policy { get; init; }

    /// <summary>Rules of the user's own, which the purge was made with too.</summary>
    public OwnRules OwnRules { get; init; } = OwnRules.None;
}

/// <summary>A proof and where its certificate lies.</summary>
/// <param name="Repository">The repository for people.</param>
/// <param name="Result">What was found.</param>
/// <param name="Files">The new certificate; null where another's was checked with.</param>
internal sealed record Proved(string Repository, ProofResult Result, CertificatePaths? Files);

/// <summary>Makes a proof, and the certificate where it is of a purge that is recorded here.</summary>
internal sealed class ProofRun(CommandContext context)
{
    /// <summary>Proves.</summary>
    /// <exception cref="ReposanException">There is no certificate, or it is not as it was written.</exception>
    public Proved Run(ProofRequest request)
    {
        using var source = ScanSource.Open(request.Repository, context);
        var (incident, given) = Find(request, source.Repository);
        var certificate = given.Certificate;
        var judge = new ContentJudge(PolicyCatalogue.Get(request.Policy ?? certificate.Policy), new DocumentLimits(), own: request.OwnRules);
        var options = new ProofOptions
        {
            Backup = BackupOf(request, certificate, source.Repository),
            ToolVersion = ShowVersion.Version,
            Progress = context.Progress,
        };
        var prover = new Prover(judge, given.Key, context.Clock, options);
        var result = prover.Prove(source.Repository, certificate, context.Cancelled);
        if (incident is null) return new Proved(source.Name, result, null);
        var summary = new JsonObject { ["verdict"] = result.Summary.Verdict, ["remaining"] = result.Summary.Remaining, ["unread"] = result.Summary.Unread };
        incident.Record.Result("prove", certificate.Repository, null, summary);
        return new Proved(source.Name, result, new CertificateFiles(context.Key).Write(incident, result.Certificate, prover.SafeName));
    }

    private (Incident? Incident, GivenCertificate Given) Find(ProofRequest request, Repository repository)
    {
        if (request.CertificateFile is { } file) return (null, GivenCertificate.Read(file, context));
        var files = new CertificateFiles(context.Key);
        if (request.Incident is { } id)
        {
            var incident = context.Incidents().Open(id);
            var last = files.Last(incident) ?? throw new ReposanException(ExitCode.Usage, $"Incident {id} has no certificate: nothing was purged in it.");
            return (incident, GivenCertificate.Of(last, context.Key));
        }

        return Last(files, repository.CommonDirectory) is { } found
            ? (found.Incident, GivenCertificate.Of(found.Certificate, context.Key))
            : throw new ReposanException(
                ExitCode.Usage,
                $"No purge of {Printable.Escape(request.Repository)} is recorded here: give its certificate with --certificate, or name the state folder of its purge with --state.");
    }

    /// <summary>The certificate of the last purge, of those that were not rolled back if there are such.</summary>
    private (Incident Incident, Certificate Certificate)? Last(CertificateFiles files, string repository)
    {
        var purges = RecordedPurges.Of(context.Incidents(), repository);
        foreach (var (incident, _) in purges.Reverse().OrderBy(p => p.Journal.Phase == PurgePhase.RolledBack))
        {
            if (files.Last(incident, repository) is { } certificate) return (incident, certificate);
        }

        return files.Last(context.Incidents(), repository);
    }

    /// <summary>The copy made before: only of the repository that was rewritten can it show what was lost.</summary>
    private string? BackupOf(ProofRequest request, Certificate certificate, Repository repository)
    {
        if (request.Backup is not null) return request.Backup;
        if (certificate.Repository != repository.CommonDirectory) return null;
        if (Directory.Exists(certificate.Backup)) return certificate.Backup;
        context.Say("There is no plain copy made before, so it is not shown that nothing else was lost: restore one with 'reposan backup restore' and name it with --backup.");
        return null;
    }
}
