using System.Runtime.ExceptionServices;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Release.Publishing;

/// <summary>
/// Brings approved contents into a clone: each is read once, and hashed and written from the same buffer, on all processors. git hashes
/// what it takes in once more, so that the ids that come back stand for the approved bytes and no others.
/// </summary>
internal sealed class ApprovedBlobs(Repository repository)
{
    /// <summary>Writes the contents.</summary>
    /// <returns>The id of each, by the SHA-256 of its bytes.</returns>
    /// <exception cref="ReposanException">A content is not what was approved any more (refused).</exception>
    /// <exception cref="IOException">git has ended early.</exception>
    /// <exception cref="GitFailedException">git did not take them.</exception>
    public IReadOnlyDictionary<string, ObjectId> Write(IReadOnlyList<ReleaseContent> contents, CancellationToken cancellation)
    {
        var distinct = contents.DistinctBy(c => c.Sha256).ToList();
        var ids = new ObjectId[distinct.Count];
        var packs = Math.Min(Environment.ProcessorCount, distinct.Count);
        try
        {
            Parallel.For(0, packs, pack => WritePart(distinct, pack, packs, ids, cancellation));
        }
        catch (AggregateException e)
        {
            // Why the first stopped says more than that git was stopped.
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(i => i is ReposanException or OperationCanceledException) ?? e.InnerExceptions[0]);
        }

        return distinct.Zip(ids).ToDictionary(p => p.First.Sha256, p => p.Second, StringComparer.Ordinal);
    }

    private void WritePart(List<ReleaseContent> contents, int part, int parts, ObjectId[] ids, CancellationToken cancellation)
    {
        using var pack = new BlobPack(repository, (contents.Count - part + parts - 1) / parts);
        for (var i = part; i < contents.Count; i += parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = contents[i].ReadApproved() ?? throw new ReposanException(
                ExitCode.Refused, $"'{Printable.Escape(contents[i].Path)}' is not what was approved any more, so nothing was published: ask for it anew.");
            ids[i] = pack.Add(bytes);
        }

        pack.End();
    }
}
