using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>A study with a secret, and what purging it is checked by.</summary>
public abstract class PurgeTestBase : IDisposable
{
    /// <summary>Content that is purged.</summary>
    protected const string Secret = "patient,age\n17,42\n";

    /// <summary>Makes an empty study.</summary>
    protected PurgeTestBase()
    {
        Study = RepositoryBuilder.Create(Folder);
        Purger = new Purger(Folder);
    }

    private protected Purger Purger { get; }

    /// <summary>A folder that goes with the test.</summary>
    protected TempFolder Folder { get; } = new();

    /// <summary>The study.</summary>
    protected RepositoryBuilder Study { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A first commit without the secret, and a second one with it.</summary>
    /// <returns>The second commit, and the secret's blob.</returns>
    protected (string Clean, string Leaky, string Blob) Leak()
    {
        var clean = Study.Write("readme.md", "A study.\n").Commit("Begin");
        var leaky = Study.Write("secret.txt", Secret).Write("more.txt", "more\n").Commit("Add results");
        return (clean, leaky, Study.Resolve("HEAD:secret.txt"));
    }

    /// <summary>Fails where any object of a repository has one of the ids, or where git finds fault with it.</summary>
    protected static void AssertGone(RepositoryBuilder repository, params string[] ids)
    {
        Assert.NotEmpty(ids);
        var all = repository.Git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)");
        foreach (var id in ids) Assert.DoesNotContain(id, all, StringComparer.Ordinal);
        var checkedBy = repository.Git.Try("fsck", "--full", "--no-dangling", "--no-progress");
        Assert.True(checkedBy.ExitCode == 0, checkedBy.Error + checkedBy.Text);
    }

    /// <summary>Fails where an object is not there: what is to be gone afterwards has to be there before.</summary>
    protected static void AssertThere(RepositoryBuilder repository, params string[] ids)
    {
        foreach (var id in ids) repository.TypeOf(id);
    }
}
