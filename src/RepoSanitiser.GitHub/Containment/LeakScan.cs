using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment.Effects;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>What a scan of what GitHub keeps beside the history came to.</summary>
/// <param name="Scanned">How many were read.</param>
/// <param name="Found">Those in which something was found: to be deleted.</param>
/// <param name="Unread">Those that could not be read wholly, and why; they stay, for a person to look at.</param>
public sealed record LeakScanResult(int Scanned, IReadOnlyList<Delete> Found, IReadOnlyList<UnreadPart> Unread);

/// <summary>Downloads release files, artifacts and logs, and looks for the leak in them. Nothing of them is kept.</summary>
/// <param name="github">GitHub.</param>
/// <param name="judge">Says what content holds.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class LeakScan(IGitHub github, ContentJudge judge, IProgressSink progress)
{
    private const int MostRefusals = 3;

    /// <summary>Scans.</summary>
    public async Task<LeakScanResult> ScanAsync(Snapshot snapshot, IReadOnlyList<Delete> candidates, CancellationToken cancelled)
    {
        var extensions = snapshot.Assets.ToDictionary(a => a.Id, a => a.Extension);
        var (found, unread, scanned, refusals) = (new List<Delete>(), new List<UnreadPart>(), 0, 0);
        var now = new Now(github, snapshot.Name, cancelled);
        foreach (var candidate in candidates)
        {
            progress.Report("scanning what GitHub keeps", scanned + unread.Count, candidates.Count);
            var part = $"{Delete.Words(candidate.What)} {candidate.Id}";
            if (refusals >= MostRefusals)
            {
                unread.Add(new UnreadPart(part, "GitHub refused the ones before it."));
                continue;
            }

            try
            {
                if (await ContentAsync(snapshot.Name, candidate, cancelled) is not { } content)
                {
                    // Gone in the meantime, or kept from this token: the list of what is there says which.
                    if (!await candidate.IsReachedAsync(now)) unread.Add(new UnreadPart(part, "GitHub lists it, and says that it is not there."));
                    continue;
                }

                refusals = 0;
                var extension = candidate.What == Deletable.Asset ? extensions.GetValueOrDefault(candidate.Id, FileContext.NamelessExtension) : ".zip";
                var judgement = judge.Judge(content, new FileContext(extension, OutputLabel.Output), cancelled);
                if (judgement.Hits.Count > 0) found.Add(candidate);
                else if (ReasonUnread(judgement) is { } reason) unread.Add(new UnreadPart(part, reason));
                else scanned++;
            }
            catch (GitHubException e) when (e.Failure is not (GitHubFailure.Unauthorised or GitHubFailure.Limited))
            {
                refusals = e.Failure == GitHubFailure.Forbidden ? refusals + 1 : 0;
                unread.Add(new UnreadPart(part, e.Message));
            }
        }

        return new LeakScanResult(scanned + found.Count, found, unread);
    }

    private static string? ReasonUnread(Judgement judgement)
    {
        if (judgement.State == ReadState.Unread) return $"It could not be read: {judgement.Reason}.";
        return judgement.Parts.FirstOrDefault(p => p.State == ReadState.Unread) is { } part ? $"A file in it could not be read: {part.Reason}." : null;
    }

    private Task<byte[]?> ContentAsync(RepositoryName name, Delete candidate, CancellationToken cancelled) => candidate.What switch
    {
        Deletable.Asset => github.AssetContentAsync(name, candidate.Id, cancelled),
        Deletable.Artifact => github.ArtifactContentAsync(name, candidate.Id, cancelled),
        _ => github.RunLogsAsync(name, candidate.Id, cancelled),
    };
}
