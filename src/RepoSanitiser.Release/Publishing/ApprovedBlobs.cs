using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Release.Publishing;

/// <summary>
/// Brings approved contents into a clone: each is read once, and hashed and written from the same buffer, on all processors. The id that
/// comes back stands for the approved bytes and no others: whoever takes it in hashes them again, as every git does.
/// </summary>
internal sealed class ApprovedBlobs(Repository repository)
{
    /// <summary>Writes the contents.</summary>
    /// <returns>The id of each, by the SHA-256 of its bytes.</returns>
    /// <exception cref="ReposanException">A content is not what was approved any more, or the study repository has another under its id (refused).</exception>
    /// <exception cref="IOException">They can't be written.</exception>
    public IReadOnlyDictionary<string, ObjectId> Write(IReadOnlyList<ReleaseContent> contents, CancellationToken cancellation)
    {
        var distinct = contents.DistinctBy(c => c.Sha256).ToList();
        var ids = new ConcurrentDictionary<string, ObjectId>(StringComparer.Ordinal);
        using var pack = new BlobPack(repository, distinct.Count);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(distinct, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                content => ids[content.Sha256] = pack.Add(content.ReadApproved() ?? throw Refused(content, "is not what was approved any more, so nothing was published: ask for it anew.")));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(i => i is ReposanException) ?? e.InnerExceptions[0]);
        }

        RefuseOthers(distinct, ids);
        pack.End();
        return ids;
    }

    /// <summary>What the study repository has under one of these ids already has to be the same: of two that share an id, git keeps the first.</summary>
    private void RefuseOthers(List<ReleaseContent> contents, ConcurrentDictionary<string, ObjectId> ids)
    {
        var approved = contents.ToLookup(c => ids[c.Sha256]);
        var there = new List<ObjectId>();
        var git = new CatFile(repository);
        git.Check([.. approved.Select(a => a.Key)], (id, type, _) =>
        {
            if (type != ObjectType.None) there.Add(id);
        });
        git.Read(there, int.MaxValue, (id, _, bytes) => Compare(id, Convert.ToHexStringLower(SHA256.HashData(bytes.Span))), (id, _, _) => Compare(id, ""));

        void Compare(ObjectId id, string sha256)
        {
            if (approved[id].FirstOrDefault(c => c.Sha256 != sha256) is { } other)
                throw Refused(other, "has the id of another content that the study repository has, or has damaged, so nothing was published: run git fsck on it.");
        }
    }

    private static ReposanException Refused(ReleaseContent content, string why) => new(ExitCode.Refused, $"'{Printable.Escape(content.Path)}' {why}");
}
