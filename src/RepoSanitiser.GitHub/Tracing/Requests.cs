using System.Globalization;
using System.Text;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.GitHub.Tracing;

/// <summary>
/// Requests written out, to be sent by people. None has a value, a path or a finding in it. The one to GitHub Support has the first changed
/// commits, which Support needs; all others have no old id.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="page">Its page.</param>
/// <param name="certificate">What was purged; null where nothing was yet.</param>
public sealed class Requests(RepositoryName repository, Uri page, Certificate? certificate)
{
    /// <summary>All that can be written now, by file name.</summary>
    /// <param name="copies">The list of copies.</param>
    public IReadOnlyDictionary<string, string> All(IReadOnlyList<Copy> copies)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["software-heritage.txt"] = SoftwareHeritage(),
            ["wayback-machine.txt"] = Wayback(),
            ["package-mirrors.txt"] = Mirrors(),
            ["services.txt"] = Services(),
            ["fork-owners.txt"] = ForkOwners(copies),
            ["clone-holders.txt"] = CloneHolders(),
        };
        if (certificate is not null) all["github-support.txt"] = Support(certificate, copies);
        return all;
    }

    private string Support(Certificate purged, IReadOnlyList<Copy> copies)
    {
        var pulls = copies.Where(c => c is { Kind: CopyKind.PullRequest, IsOpen: true, Holds: RemoteProof.Holding.Named }).ToList();
        var number = Math.Max(pulls.Count, purged.PullRequests);
        var text = new StringBuilder();
        text.AppendLine("To: GitHub Support, https://support.github.com/contact (category: remove sensitive data)").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Subject: Removal of sensitive data from {repository}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Repository: {repository} ({page})");
        text.AppendLine(CultureInfo.InvariantCulture, $"Affected pull requests: {number}");
        if (pulls.Count > 0) text.AppendLine(CultureInfo.InvariantCulture, $"  {string.Join(", ", pulls.Select(p => "#" + p.Id["pull:".Length..]))}");
        text.AppendLine("First changed commits:");
        foreach (var id in purged.FirstChanged) text.AppendLine(CultureInfo.InvariantCulture, $"  {id}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Orphaned LFS objects: {(purged.OrphanedLfs.Count == 0 ? "none" : purged.OrphanedLfs.Count)}");
        foreach (var id in purged.OrphanedLfs) text.AppendLine(CultureInfo.InvariantCulture, $"  {id}");
        text.AppendLine().AppendLine("We rewrote the history of this repository to remove outputs of a health study that could identify patients, and force-pushed all");
        text.AppendLine("branches and tags. Please dereference or delete the pull requests, run garbage collection on the server, and remove cached views")
            .AppendLine("and the orphaned LFS objects.").AppendLine();
        text.AppendLine("Why rotating credentials does not help: this is no credential. What was exposed are data about people's health, which can't be")
            .AppendLine("changed or revoked; removing every copy is the only mitigation.").AppendLine();
        text.AppendLine(Forks(copies));
        return text.ToString();
    }

    private static string Forks(IReadOnlyList<Copy> copies)
    {
        var forks = copies.Where(c => c.Kind == CopyKind.Fork).ToList();
        if (forks.Count == 0) return "Forks: none that we know of.";
        var open = forks.Count(f => f.IsOpen && f.Holds != RemoteProof.Holding.None);
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"Forks: {forks.Count}, of which {open} may still hold it and whose owners we are asking.");
        foreach (var fork in forks) text.AppendLine(CultureInfo.InvariantCulture, $"  {fork.Id["fork:".Length..]}: {Word(fork)}");
        return text.ToString().TrimEnd();
    }

    private static string Word(Copy copy) => copy switch
    {
        { State: CopyState.Unreachable } => "not reachable",
        { State: CopyState.Proved } => "clean, we checked",
        { State: CopyState.Cleaned } => "clean or deleted, its owner says",
        { Holds: RemoteProof.Holding.Named } => "holds it",
        { Holds: RemoteProof.Holding.None } => "does not hold it",
        { State: CopyState.Asked } => "owner asked",
        _ => "not known yet",
    };

    private string SoftwareHeritage() => $"""
        To: Software Heritage, see https://www.softwareheritage.org/about/legal/content-policy/ (data protection officer: dpo@inria.fr)
        Subject: Removal of personal data archived from {page}

        The repository at {page} held, by mistake, data from which people could be identified: health data in the sense
        of Article 9 of the GDPR. We have removed them from its history. Under Article 17 we ask you to remove the archived visits of this
        origin, with the content that they alone reach, from the archive and its mirrors, and to tell us when it is done.

        Please do not archive the origin again until we say so. We can name the objects on a secure way if you need them.

        """;

    private string Wayback() => $"""
        To: Internet Archive, info@archive.org
        Subject: Exclusion of {page} from the Wayback Machine

        We maintain the repository at {page}. It held, by mistake, data from which people could be identified. Please exclude
        {page} and everything below it, with the archives and raw files that the host serves for it, from the Wayback Machine:

          {page}*
          https://raw.githubusercontent.com/{repository}/*
          https://codeload.github.com/{repository}/*

        The period: all of it. We can show that we control the repository in any way you like.

        """;

    private string Mirrors() => $"""
        To: the registry, and each mirror of it that is known

        A package made from {page} held, by mistake, data from which people could be identified. Please remove the
        versions that we list below, with their archives, from the registry, from its caches and from what it hands to mirrors.

          [the package and its versions]

        """;

    private string Services() => $"""
        To: the support of each service that was connected to {page}

        The repository at {page} held, by mistake, data from which people could be identified. Please delete every
        clone, cache, build, artifact, index and log that your service keeps of it, and tell us when it is done. Disconnecting the
        repository does not do that by itself with most services.

        """;

    private string ForkOwners(IReadOnlyList<Copy> copies)
    {
        var owners = copies.Where(c => c is { Kind: CopyKind.Fork, IsOpen: true } && c.Holds != RemoteProof.Holding.None).ToList();
        var list = owners.Count == 0 ? "  (none is open)\n" : string.Concat(owners.Select(o => $"  {o.Id["fork:".Length..]} (@{o.Holder})\n"));
        return $"""
            To: the owners of the forks below, each by themselves and not in a public issue
            Subject: Please delete your fork of {repository}

            Your fork has files in its history that should never have been published, and that could identify people. Please delete the fork
            and every clone of it, and answer this message when you have. If you have work of your own in it, answer before you do: we
            help you to bring it over to the cleaned history. Please do not look at the files, pass them on, or merge into the old history.

            Forks:
            {list}
            """;
    }

    private string CloneHolders() => $"""
        To: everybody who has or had a clone of {repository}, each by themselves
        Subject: Please clean or delete your clone of {repository}

        Files in the history of this repository should never have been in it, and could identify people. They were removed; your clone
        still has them. Please stop pushing from it now: one push brings everything back. Then either delete it with all its copies, or
        clean it with the file that we send you, kit.json, and reposan:

          reposan clean-clone PATH --certificate kit.json --copy clone:YOURLOGIN
          reposan clean-clone PATH --certificate kit.json --copy clone:YOURLOGIN --apply -o receipt.json

        If you deleted it:

          reposan clean-clone PATH --certificate kit.json --copy clone:YOURLOGIN --deleted -o receipt.json

        Send receipt.json back to us; it has nothing of the files in it. Think of other machines, backups and shared folders too.

        """;
}
