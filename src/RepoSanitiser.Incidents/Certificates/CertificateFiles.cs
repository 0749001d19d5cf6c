using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Incidents.Certificates;

/// <summary>Where the four files of a certificate lie, all mode 0600; the public ones are for passing on.</summary>
/// <param name="Folder">Their folder.</param>
public sealed record CertificatePaths(string Folder)
{
    /// <summary>The restricted form, which checks clones.</summary>
    public string Restricted => Path.Combine(Folder, "restricted.json");

    /// <summary>The same as a page.</summary>
    public string RestrictedPage => Path.Combine(Folder, "restricted.html");

    /// <summary>The public form.</summary>
    public string Public => Path.Combine(Folder, "public.json");

    /// <summary>The same as a page.</summary>
    public string PublicPage => Path.Combine(Folder, "public.html");
}

/// <summary>Keeps certificates in the folders of their incidents, <c>certificates/&lt;n&gt;/</c>, and finds them again.</summary>
/// <param name="key">Signs them.</param>
public sealed class CertificateFiles(FingerprintKey key)
{
    private const string Action = "certificate.write";
    private readonly CertificateJson _json = new(key);

    /// <summary>Writes a certificate. The record gets the hashes of its files, and it names the line that the record stood at.</summary>
    /// <param name="incident">Its incident.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="safeName">Gives a ref's name as anybody may see it.</param>
    public CertificatePaths Write(Incident incident, Certificate certificate, Func<string, string> safeName)
    {
        var root = incident.PathOf("certificates");
        var number = Directory.Exists(root) ? Directory.GetDirectories(root).Length + 1 : 1;
        var paths = new CertificatePaths(Path.Combine(root, $"{number}"));
        incident.Record.Around(Action, certificate.Repository, null, new JsonObject { ["certificate"] = number }, () =>
        {
            var chained = certificate with { Incident = incident.Id, Record = incident.Record.Head };
            var shown = chained.Public(safeName);
            Directory.CreateDirectory(root, PrivateFiles.FolderMode);
            var part = Directory.CreateDirectory(paths.Folder + ".part", PrivateFiles.FolderMode).FullName;
            var parts = new CertificatePaths(part);
            var restricted = WriteFile(parts.Restricted, _json.Write(chained));
            WriteFile(parts.RestrictedPage, CertificatePage.Write(chained));
            var open = WriteFile(parts.Public, _json.Write(shown));
            WriteFile(parts.PublicPage, CertificatePage.Write(shown));
            Directory.Move(part, paths.Folder);
            return new JsonObject { ["certificate"] = number, ["restricted"] = restricted, ["public"] = open };
        });
        return paths;
    }

    /// <summary>The last certificate of an incident for a repository, or for any; null where there is none.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="repository">The git directory; null for any.</param>
    /// <exception cref="ReposanException">It, or the record, is not as it was written.</exception>
    public Certificate? Last(Incident incident, string? repository = null) =>
        Written(incident.Record.Read(), repository).LastOrDefault() is { } line ? Read(incident, line) : null;

    /// <summary>The newest certificate that any incident has for a repository; null where there is none.</summary>
    /// <exception cref="ReposanException">It, or its record, is not as it was written.</exception>
    public (Incident Incident, Certificate Certificate)? Last(IncidentStore store, string repository)
    {
        (Incident Incident, RecordEntry Line)? last = null;
        Incident? changed = null;
        foreach (var incident in store.List().Select(store.Open))
        {
            var check = incident.Record.Verify();
            if (!check.IsWhole) changed = incident;
            foreach (var line in Written(check.Entries, repository))
            {
                if (last is null || line.Time >= last.Value.Line.Time) last = (incident, line);
            }
        }

        // A record that was tampered with is no reason to refuse where another one tells; where none does, it may have been the one.
        return (last?.Incident ?? changed) is { } found && Last(found, repository) is { } certificate ? (found, certificate) : null;
    }

    private static IEnumerable<RecordEntry> Written(IReadOnlyList<RecordEntry> entries, string? repository) => entries.Where(e =>
        e.Step is { Action: Action, Phase: RecordPhase.Result } step && step.After?["restricted"] is not null && (repository is null || step.Target == repository));

    private static string WriteFile(string path, byte[] content)
    {
        File.Delete(path);
        using var file = PrivateFiles.CreateNew(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private Certificate Read(Incident incident, RecordEntry line)
    {
        var path = new CertificatePaths(Path.Combine(incident.PathOf("certificates"), $"{(int?)line.Step.After?["certificate"]}")).Restricted;
        var certificate = _json.ReadFile(path);
        if (Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) != (string?)line.Step.After?["restricted"])
            throw new ReposanException(ExitCode.Refused, $"The certificate {path} is not the one that the record of incident {incident.Id} names.");
        return certificate;
    }
}
