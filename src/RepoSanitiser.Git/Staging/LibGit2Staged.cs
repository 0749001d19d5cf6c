using LibGit2Sharp;
using LibGit2Repository = LibGit2Sharp.Repository;
using ObjectId = RepoSanitiser.Core.ObjectId;

namespace RepoSanitiser.Git.Staging;

/// <summary>The index as libgit2 reads it, in this process.</summary>
internal sealed class LibGit2Staged : StagedContent
{
    private readonly LibGit2Repository _repository;

    public LibGit2Staged(Repository repository, string? indexFile)
    {
        _repository = Open(repository, indexFile);
        try
        {
            // A merge that is not resolved has several files at a path: git lists them all.
            if (!_repository.Index.IsFullyMerged) throw new LibGit2SharpException("not merged");
            using var changes = _repository.Diff.Compare<TreeChanges>(
                _repository.Head.Tip?.Tree, DiffTargets.Index, null, null, new CompareOptions { Similarity = SimilarityOptions.None });
            Changes = [.. changes.Where(c => c.Exists).Select(c => Of(c.Path, c.Oid, c.Mode)).OrderBy(f => f.Path, StringComparer.Ordinal)];
        }
        catch
        {
            _repository.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<StagedFile> Changes { get; }

    public override StagedFile? Find(string path) => _repository.Index[path] is { } entry ? Of(path, entry.Id, entry.Mode) : null;

    public override byte[]? Read(ObjectId id, long mostBytes)
    {
        try
        {
            if (_repository.Lookup<Blob>(new LibGit2Sharp.ObjectId(id.ToString())) is not { } blob || blob.Size > mostBytes) return null;
            var content = new byte[blob.Size];
            using var stream = blob.GetContentStream();
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is LibGit2SharpException or EndOfStreamException)
        {
            return null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _repository.Dispose();
        base.Dispose(disposing);
    }

    private static LibGit2Repository Open(Repository repository, string? indexFile) => indexFile is null
        ? new LibGit2Repository(repository.GitDirectory)
        : new LibGit2Repository(repository.GitDirectory, new RepositoryOptions { IndexPath = indexFile, WorkingDirectoryPath = Path.GetDirectoryName(repository.GitDirectory) });

    private static StagedFile Of(string path, LibGit2Sharp.ObjectId id, Mode mode) => new(path, new ObjectId(id.RawId), mode == Mode.GitLink);
}
