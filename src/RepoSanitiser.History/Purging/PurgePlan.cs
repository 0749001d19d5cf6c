using RepoSanitiser.Core;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.History.Purging;

/// <summary>A file of history that a purge treats.</summary>
/// <param name="Id">The blob.</param>
/// <param name="Paths">The paths at which it is treated, safe to show.</param>
/// <param name="New">What lies there from now on, one for each content made; empty where the file goes.</param>
/// <param name="StaysAt">Paths at which the very same content stays, because they were not selected.</param>
public sealed record PurgedBlob(ObjectId Id, IReadOnlyList<string> Paths, IReadOnlyList<ObjectId> New, IReadOnlyList<string> StaysAt);

/// <summary>An entry that is treated: a blob at a path.</summary>
/// <param name="Path">Its path, one character a byte; null for a blob that no tree names.</param>
/// <param name="Old">The blob.</param>
/// <param name="New">The blob in its place; null where the entry goes.</param>
public sealed record TreatedPath(string? Path, ObjectId Old, ObjectId? New);

/// <summary>Everything that a purge will do. It is made the same way for a dry run and for a real one.</summary>
public sealed record PurgePlan
{
    /// <summary>Files treated, by id.</summary>
    public required IReadOnlyList<PurgedBlob> Blobs { get; init; }

    /// <summary>Each blob at each path, with what takes its place.</summary>
    public required IReadOnlyList<TreatedPath> Treated { get; init; }

    /// <summary>Names of files and folders that are others from now on, one character a byte.</summary>
    public required IReadOnlyDictionary<string, string> NewNames { get; init; }

    /// <summary>What becomes of commits, tags, trees and refs.</summary>
    public required RewriteOutcome Outcome { get; init; }

    /// <summary>Commits and tags, by old id, whose message or names change.</summary>
    public required IReadOnlyList<ObjectId> TreatedTexts { get; init; }

    /// <summary>Files of the LFS store that nothing names any more, by SHA-256.</summary>
    public required IReadOnlyList<string> OrphanedLfs { get; init; }

    /// <summary>Blobs selected that no ref reaches, and that go with all else that is unreachable.</summary>
    public required IReadOnlyList<ObjectId> Unreachable { get; init; }

    /// <summary>Submodules whose own store holds something selected: they are repositories of their own.</summary>
    public required IReadOnlyList<SubmoduleHolding> SubmodulesHoldingIt { get; init; }

    /// <summary>Findings of the report that a rewrite of files and messages does not reach: in names, and elsewhere.</summary>
    public required int FindingsInNames { get; init; }

    /// <summary>Purged contents whose hash stays in the ledger of releases, because nobody withdrew them.</summary>
    public required int StandingInLedger { get; init; }

    /// <summary>What is done with what was selected.</summary>
    public required Treatment Treatment { get; init; }

    /// <summary>How many files that were selected stay what they are, because there is nothing in them to treat.</summary>
    public required int LeftAsTheyAre { get; init; }

    /// <summary>What was given to select files, and selects none: options, with their value where that is a path or a glob; safe to show.</summary>
    public required IReadOnlyList<string> Unused { get; init; }

    /// <summary>Why there is nothing to do.</summary>
    public string WhyNothing => (LeftAsTheyAre, Treatment) switch
    {
        (0, _) => "what was selected is not in this repository, is to be kept, or was treated before",
        (var files, Treatment.Redact) => $"there is nothing to redact in the {files} files that were selected",
        (var files, Treatment.ReplaceText) => $"none of the texts is in the {files} files that were selected",
        var (files, _) => $"the {files} files that were selected were treated before",
    };

    /// <summary>Whether there is anything to do.</summary>
    public bool ChangesAnything =>
        Outcome.Refs.Count > 0 || Outcome.Commits.Count > 0 || Outcome.Tags.Count > 0 || Outcome.Stashes.Count != Outcome.StashesBefore || Unreachable.Count > 0;

    /// <summary>The blobs that are nowhere in the repository afterwards.</summary>
    public IEnumerable<ObjectId> Purged => Blobs.Where(b => b.StaysAt.Count == 0).Select(b => b.Id).Concat(Unreachable);
}
