using RepoSanitiser.Core;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>What kind of object a leak is in: <see cref="ObjectReference.Type"/> in words, and <c>blob</c> and
/// <c>lfs</c>.</summary>
public enum LeakIn
{
    /// <summary>The content of a blob.</summary>
    Blob,

    /// <summary>The message of a commit.</summary>
    Commit,

    /// <summary>The message of an annotated tag.</summary>
    Tag,

    /// <summary>A file name in a tree.</summary>
    Tree,

    /// <summary>The name of a ref; the id is what it points at.</summary>
    Ref,

    /// <summary>A file of the LFS store; the id is the SHA-256 of its content.</summary>
    Lfs,
}

/// <summary>One planted leak, and all that a scan has to say of it.</summary>
public sealed record Leak
{
    /// <summary>Where it was planted and as what, in words: the name of a test case.</summary>
    public required string Name { get; init; }

    /// <summary>The rule that must find it.</summary>
    public required string Rule { get; init; }

    /// <summary>The least severity a scan may give it.</summary>
    public required Severity MinimumSeverity { get; init; }

    /// <summary>What kind of object it is in.</summary>
    public LeakIn In { get; init; } = LeakIn.Blob;

    /// <summary>The object's id in hex.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The secret as it stands in the object, or in the member of the container that the object is.</summary>
    public required string Literal { get; init; }

    /// <summary>Every path the object ever had in a tree or an index, sorted; empty where it had none.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The first commit that has it; null where none has.</summary>
    public string? IntroducedBy { get; init; }

    /// <summary>Full names of the refs that reach it, <c>refs/stash</c> and notes included, sorted; empty: none. They are refs of
    /// the study, or of the submodule that <see cref="Store"/> names.</summary>
    public IReadOnlyList<string> Refs { get; init; } = [];

    /// <summary>What holds it though it is no ref, as git names it: <c>FETCH_HEAD</c>, <c>index</c>, <c>logs/HEAD</c>; or
    /// null.</summary>
    public string? OtherRoot { get; init; }

    /// <summary>The git directory that stores it: the study's own, a submodule's in it, or the one it borrows objects
    /// from.</summary>
    public required string Store { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Rule})";
}

/// <summary>A file that must raise nothing.</summary>
/// <param name="Path">Its path on <c>main</c>.</param>
/// <param name="Blob">Its id.</param>
public sealed record CleanFile(string Path, string Blob);

/// <summary>A study repository with everything planted in it.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Leaks">What a scan has to find.</param>
/// <param name="CleanFiles">What it must not.</param>
public sealed record PlantedStudy(RepositoryBuilder Repository, IReadOnlyList<Leak> Leaks, IReadOnlyList<CleanFile> CleanFiles);
