using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>What is to change in a history.</summary>
public sealed record RewriteRequest
{
    /// <summary>Says which entries of trees are touched.</summary>
    public required IEntrySelection Selection { get; init; }

    /// <summary>Says what becomes of them, by the numbers that the selection gave; asked once all are known.</summary>
    public required Func<IReadOnlyList<EntryFate>> Settle { get; init; }

    /// <summary>What becomes of a blob that a ref or a tag names.</summary>
    public required Func<int, EntryFate> LooseBlob { get; init; }

    /// <summary>What becomes of a blob that is a note.</summary>
    public required Func<int, EntryFate> NoteBlob { get; init; }

    /// <summary>What changes in messages and names.</summary>
    public TextEdits Edits { get; init; } = new();

    /// <summary>Commits and tags in which the edits change something, by number.</summary>
    public IReadOnlySet<int> Edited { get; init; } = new HashSet<int>();

    /// <summary>Commits and tags whose message goes, by number.</summary>
    public IReadOnlySet<int> WithoutMessage { get; init; } = new HashSet<int>();

    /// <summary>What a ref is called from now on; null where it goes.</summary>
    public Func<string, string?> RefName { get; init; } = static name => name;

    /// <summary>Whether commits stay of which nothing is left.</summary>
    public bool KeepEmpty { get; init; }

    /// <summary>Whether replacements of objects (<c>refs/replace</c>) go.</summary>
    public bool DropReplacements { get; init; }

    /// <summary>Bytes of the largest commit or tag that is read.</summary>
    public long MaxObjectBytes { get; init; } = 128L << 20;
}

/// <summary>What becomes of a ref.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of ref it is.</param>
/// <param name="Old">What it names.</param>
/// <param name="New">What it names from now on; null where it goes.</param>
/// <param name="NewName">Its name from now on.</param>
public sealed record ChangedRef(string Name, RefKind Kind, ObjectId Old, ObjectId? New, string NewName);

/// <summary>A symbolic ref that stands for another ref from now on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Old">The ref it stands for.</param>
/// <param name="New">The one from now on; null where that goes: then it goes too, but for a HEAD, which waits for a branch to be born.</param>
public sealed record ChangedSymbolicRef(string Name, string Old, string? New);

/// <summary>What a rewrite makes of a history.</summary>
public sealed record RewriteOutcome
{
    /// <summary>Commits that are not as they were, parents before children.</summary>
    public required IReadOnlyList<ChangedCommit> Commits { get; init; }

    /// <summary>Tags that are not as they were.</summary>
    public required IReadOnlyList<ChangedTag> Tags { get; init; }

    /// <summary>Refs that are not as they were.</summary>
    public required IReadOnlyList<ChangedRef> Refs { get; init; }

    /// <summary>Symbolic refs that stand for another ref.</summary>
    public required IReadOnlyList<ChangedSymbolicRef> SymbolicRefs { get; init; }

    /// <summary>All stashes from now on, newest first; as they were where none changed.</summary>
    public required IReadOnlyList<StashEntry> Stashes { get; init; }

    /// <summary>Stashes there were.</summary>
    public required int StashesBefore { get; init; }

    /// <summary>Trees that changed, each counted for each path it lies at.</summary>
    public required int Trees { get; init; }

    /// <summary>Commits that refs and stashes reach.</summary>
    public required int CommitsInAll { get; init; }

    /// <summary>Objects made.</summary>
    public required int Made { get; init; }

    /// <summary>Objects whose notes go because they go themselves.</summary>
    public required int NotesGone { get; init; }

    /// <summary>Words in new messages that still name a commit that was left out.</summary>
    public required int NamesLeft { get; init; }
}

/// <summary>
/// Rewrites a history: which trees change is found first (<see cref="TreeSurvey"/>), what becomes of their entries is settled, then come
/// new trees, new commits, tags and notes, and last what each ref names. Nothing in the repository changes by that: what is made goes
/// into a pack, if there is one, and the rest is the outcome.
/// </summary>
internal sealed class HistoryRewriter(
    Repository repository, ObjectStore store, HistoryGraph graph, RefTable refs, NewObjects objects, RewriteRequest request, CancellationToken cancellation)
{
    private readonly ObjectReader _reader = new(repository, request.MaxObjectBytes, store);

    /// <summary>The paths that entries are said to be touched at.</summary>
    public required PathTable Paths { get; init; }

    /// <summary>What the messages of commits name.</summary>
    public required CommitMentions Mentions { get; init; }

    /// <summary>Works it all out.</summary>
    /// <exception cref="ReposanException">Something a ref reaches is missing or damaged (refused).</exception>
    public RewriteOutcome Run()
    {
        var reach = Reach.Of(graph, refs);
        var commits = graph.Commits.Where(c => reach.Of(c.Index) != 0).ToList();
        Soundness.Check(graph, reach, commits);
        Soundness.CheckNames(graph, commits.Select(c => c.Tree).Concat(reach.Trees));
        var ordinary = commits.FindAll(c => reach.IsOrdinary(c.Index));
        var survey = TreeSurvey.Take(graph, Paths, ordinary.Select(c => c.Tree).Concat(reach.Trees), request.Selection, cancellation);
        if (objects.AreKept) survey.Pair(FirstParents(ordinary));
        var trees = TreeRewriter.Run(graph, survey, request.Settle(), objects, repository.Format, cancellation);

        var texts = new RewriteTexts(graph, Mentions, request.Edits, request.Edited, request.WithoutMessage);
        var rewriter = new CommitRewriter(graph, _reader, objects, texts, request.KeepEmpty, repository.Format);
        rewriter.Rewrite(ordinary, c => trees.Of(c.Tree), reach.IsStashOnly, cancellation);
        var tags = new TagRewriter(
            graph, trees, rewriter, texts, request.LooseBlob, _reader, objects, ObjectHash.Of(ObjectType.Tree, [], repository.Format));
        var notes = new NoteRewriter(graph, tags, request.NoteBlob, objects, repository.Format);
        rewriter.Rewrite(commits.FindAll(c => !reach.IsOrdinary(c.Index)), c => notes.Of(c.Tree), _ => false, cancellation);

        var changes = new RefChanges(graph, tags, request);
        return new RewriteOutcome
        {
            Refs = changes.Of(refs),
            SymbolicRefs = changes.SymbolicOf(refs),
            Stashes = changes.Stashes(refs, texts, rewriter),
            StashesBefore = refs.Stashes.Count,
            Commits = rewriter.Changed,
            Tags = tags.Changed,
            Trees = trees.Changed + notes.Changed,
            CommitsInAll = commits.Count,
            Made = objects.Count,
            NotesGone = notes.Gone.Count,
            NamesLeft = texts.NamesLeft,
        };
    }

    private static IEnumerable<(int RootTree, int Before)> FirstParents(List<Commit> commits)
    {
        var trees = commits.ToDictionary(c => c.Index, c => c.Tree);
        foreach (var commit in commits)
        {
            if (commit.Parents is [var first, ..] && trees.TryGetValue(first, out var before)) yield return (commit.Tree, before);
        }
    }
}
