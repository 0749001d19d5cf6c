using RepoSanitiser.GitHub.RemoteProof;

namespace RepoSanitiser.GitHub.Tracing;

/// <summary>What kind of copy it is.</summary>
public enum CopyKind
{
    /// <summary>A fork on GitHub.</summary>
    Fork,

    /// <summary>The clone of somebody with access, who may have one.</summary>
    Clone,

    /// <summary>A pull request, whose refs nobody but GitHub's support can change.</summary>
    PullRequest,

    /// <summary>Files of a release, and the archives that GitHub makes of its tag.</summary>
    Release,

    /// <summary>Artifacts and caches of workflows.</summary>
    Actions,

    /// <summary>A package.</summary>
    Package,

    /// <summary>The Pages site.</summary>
    Pages,

    /// <summary>The wiki, which is a repository of its own.</summary>
    Wiki,

    /// <summary>A repository that has this one as a submodule.</summary>
    Submodule,

    /// <summary>Old history that GitHub keeps after a push that replaced it.</summary>
    Replaced,

    /// <summary>A service outside GitHub.</summary>
    Outside,
}

/// <summary>How far a copy is dealt with.</summary>
public enum CopyState
{
    /// <summary>It is known, and nothing was done.</summary>
    Found,

    /// <summary>Whoever holds it was asked.</summary>
    Asked,

    /// <summary>They say that it is clean or gone.</summary>
    Cleaned,

    /// <summary>It was shown to be clean or gone.</summary>
    Proved,

    /// <summary>It can't be reached: nobody answers, or it is not there any more and nobody knows where it went.</summary>
    Unreachable,
}

/// <summary>A copy of what leaked, or a place where one may be.</summary>
/// <param name="Id">What commands call it: <c>fork:OWNER/REPO</c>, <c>clone:LOGIN</c>, <c>pull:7</c>, <c>release:123</c>, <c>pages</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Where">Where it is and what is to be done, for people.</param>
/// <param name="Holder">The account to ask; null where there is none.</param>
/// <param name="Holds">Whether it holds what was purged.</param>
public sealed record Copy(string Id, CopyKind Kind, string Where, string? Holder = null, Holding Holds = Holding.Unknown)
{
    /// <summary>How far it is dealt with.</summary>
    public CopyState State { get; init; }

    /// <summary>What somebody noted, or how the state came about.</summary>
    public string? Note { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Whether something is still to be done.</summary>
    public bool IsOpen => State is CopyState.Found or CopyState.Asked;
}
