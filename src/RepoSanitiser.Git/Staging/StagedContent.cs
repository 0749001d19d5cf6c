using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Staging;

/// <summary>What the next commit would bring: the index, never the files of the work tree.</summary>
public abstract class StagedContent : IDisposable
{
    /// <summary>Opens the index of a repository, through libgit2 where that is as sure as git, else through git.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="indexFile">The index to read, absolute: git names another one to a hook for part of a commit; null for the repository's own.</param>
    /// <param name="links">A private folder for the names that libgit2 is loaded by.</param>
    /// <param name="say">Told in one sentence which of the two reads, and why.</param>
    public static StagedContent Open(Repository repository, string? indexFile, string links, Action<string> say)
    {
        var why = repository.Format == ObjectFormat.Sha256 ? "libgit2 reads no SHA-256 repository" : LibGit2.Load(links);
        if (why is null)
        {
            try
            {
                var staged = new LibGit2Staged(repository, indexFile);
                say("The index is read by libgit2.");
                return staged;
            }
            catch (Exception e) when (LibGit2.IsOwn(e))
            {
                why = "libgit2 can't read this index";
            }
        }

        say($"The index is read by git: {why}.");
        return new GitStaged(repository, indexFile);
    }

    /// <summary>Files that are staged and differ from HEAD, in order of their paths. A file that is only removed brings nothing.</summary>
    public abstract IReadOnlyList<StagedFile> Changes { get; }

    /// <summary>The file staged at a path, changed or not; null for none.</summary>
    public abstract StagedFile? Find(string path);

    /// <summary>The content of a blob; null where the store does not have it, or it is larger than the limit.</summary>
    public abstract byte[]? Read(ObjectId id, long mostBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what was opened.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
