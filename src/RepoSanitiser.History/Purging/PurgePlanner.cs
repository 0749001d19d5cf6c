using System.Collections.Concurrent;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Purging;

/// <summary>
/// Works out what a purge does: selection → entries of trees → new contents → new trees, commits, tags and notes → refs. The repository
/// is only read. For a real run the new objects are put into a pack beside it; a dry run makes the same plan without.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="request">What to purge.</param>
/// <param name="safe">Masks what in a path may identify somebody.</param>
/// <param name="progress">Where progress is shown.</param>
public sealed class PurgePlanner(Repository repository, PurgeRequest request, Func<string, string> safe, IProgressSink progress)
{
    /// <summary>Makes the plan.</summary>
    /// <param name="pack">An empty file for the new objects, which it ends as a pack; null for a dry run.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ReposanException">The request contradicts itself or the repository (usage), or something in the repository
    /// can't be read and so can't be purged (refused).</exception>
    public PurgePlan Plan(FileStream? pack, CancellationToken cancellation)
    {
        if (request.Treatment == Treatment.Redact && request.Redact is null)
            throw new ReposanException(ExitCode.Refused, "Nothing here can redact files: choose another treatment.");
        progress.Report("reading the history", 0, 0);
        var refs = RefTable.Read(repository);
        RefuseReplacements(refs);
        DroppedRefs.Check(request.DropRefs, refs);
        using var store = ObjectStore.Open(repository);
        var edits = Edits();
        var edited = new ConcurrentDictionary<int, bool>();
        var mentions = new CommitMentions(store, repository.Format);
        var graph = HistoryGraph.Read(store, repository.Format, request.MaxObjectBytes, request.Threads, (index, type, content) =>
        {
            mentions.Take(index, type, content.Span);
            if (edits.Any && CommitText.Changes(content.Span, edits)) edited[index] = true;
        }, cancellation);
        RefuseDamage(store);

        progress.Report("selecting files", 0, 0);
        var paths = new PathTable(graph.Trees.Names);
        var content = new BlobSelection(request, repository, store, graph, cancellation);
        var blobs = content.Find();
        var kept = Kept(graph, paths, blobs);
        var rename = request.TextPlaces.HasFlag(TextPlaces.Paths) ? NewName : (Func<string, string?>?)null;
        var ledgers = ReleaseLedgers.Read(graph, new ObjectReader(repository, request.MaxObjectBytes, store));
        var selection = new PurgeSelection(graph, paths, request.Paths, blobs, request.MatchAll, kept, rename, ledgers);
        // Where else the content lies is found while the history is rewritten.
        var elsewhere = request.Paths.Count > 0 || kept.Count > 0 || request.Treatment == Treatment.Redact
            ? Task.Run(() => BlobPaths.Find(graph, [], graph.UnorderedCommits, dangling: false), cancellation)
            : null;
        using var made = pack is null ? null : new NewPack(pack, repository.Format);
        var objects = new NewObjects(repository.Format, made);
        var treatments = new Treatments(request, repository, store, graph, objects, ledgers, Contexts(graph, paths, elsewhere, selection));
        var rewrite = Request(graph, edits, edited, selection, treatments);
        var outcome = new HistoryRewriter(repository, store, graph, refs, objects, rewrite, cancellation) { Paths = paths, Mentions = mentions }.Run();
        RefuseRefusals(treatments);
        progress.Report("writing new objects", 0, 0);
        made?.End();
        return Summary(graph, selection, treatments, outcome, blobs, elsewhere?.GetAwaiter().GetResult(), cancellation) with
        {
            TreatedTexts = [.. edited.Keys.Concat(WithoutMessage(graph)).Distinct().Select(i => graph.Objects[i])],
            Unused = [.. selection.Unused.Select(p => $"{(p.Path is null ? "--glob" : "--path")} {safe(p.Given)}"), .. content.Unused],
        };
    }

    private RewriteRequest Request(HistoryGraph graph, TextEdits edits, ConcurrentDictionary<int, bool> edited, PurgeSelection selection, Treatments treatments) => new()
    {
        Selection = selection,
        Settle = () =>
        {
            progress.Report("rewriting", 0, 0);
            return treatments.Settle(selection.Selected);
        },
        LooseBlob = blob => selection.SelectsLoose(blob) ? treatments.Loose(blob) : default,
        NoteBlob = blob => selection.SelectsNote(blob) ? treatments.Loose(blob) : default,
        Edits = edits,
        Edited = edited.Keys.ToHashSet(),
        WithoutMessage = WithoutMessage(graph),
        RefName = NewRefName,
        KeepEmpty = request.KeepEmpty,
        DropReplacements = request.DropReplacements == true,
        MaxObjectBytes = request.MaxObjectBytes,
    };

    private HashSet<int> WithoutMessage(HistoryGraph graph) =>
        (request.Findings?.Messages ?? new HashSet<ObjectId>()).Select(graph.Objects.Find).Where(i => i >= 0).ToHashSet();

    private TextEdits Edits()
    {
        TextEdit? edit = request.Replacements is { } rules ? text => rules.Replace(text) : null;
        return new TextEdits
        {
            Message = request.TextPlaces.HasFlag(TextPlaces.Messages) ? edit : null,
            Person = request.TextPlaces.HasFlag(TextPlaces.People) ? edit : null,
            TagName = request.TextPlaces.HasFlag(TextPlaces.Refs) ? edit : null,
        };
    }

    private string? NewName(string raw)
    {
        if (request.Replacements?.Replace(Encoding.Latin1.GetBytes(raw)) is not { } made) return null;
        var name = Encoding.Latin1.GetString(made);
        return name.Length > 0 && name.AsSpan().IndexOfAny('/', '\0') < 0 && name is not ("." or "..") && !name.Equals(".git", StringComparison.OrdinalIgnoreCase)
            ? name
            : throw new ReposanException(ExitCode.Usage, "A replacement makes a file's name empty, or one that git does not take: choose another.");
    }

    private string? NewRefName(string name)
    {
        if (request.DropRefs.Contains(name, StringComparer.Ordinal)) return null;
        if (!request.TextPlaces.HasFlag(TextPlaces.Refs) || name.Split('/', 3) is not ["refs", var kind, var rest]) return name;
        return request.Replacements?.Replace(Encoding.UTF8.GetBytes(rest)) is { } made ? $"refs/{kind}/{Encoding.UTF8.GetString(made)}" : name;
    }

    private void RefuseReplacements(RefTable refs)
    {
        var count = refs.Refs.Count(r => r.Kind == RefKind.Replace);
        if (count > 0 && request.DropReplacements is null)
            throw new ReposanException(ExitCode.Refused, $"{count} objects are replaced by others (refs/replace), so the history that people see is not the one that is stored: say --replacements drop or --replacements keep.");
    }

    private static void RefuseDamage(ObjectStore store)
    {
        if (store.Unreadable.Count > 0)
            throw new ReposanException(ExitCode.Refused, $"{store.Unreadable.Count} packs or objects can't be read, so nothing can be said of what lies there: run git fsck and repair the repository first; nothing was changed.");
    }

    private static void RefuseRefusals(Treatments treatments)
    {
        if (treatments.Refused.Count == 0) return;
        var reasons = treatments.Refused.Select(r => $"{r.Value}{(r.Key.Extension is "" or FileContext.NamelessExtension ? "" : " " + Printable.Escape(r.Key.Extension))} because {r.Key.Reason.TrimEnd('.')}");
        throw new ReposanException(ExitCode.Refused, $"Some of the files can't be redacted ({string.Join("; ", reasons)}), and nothing was changed: remove those first, in a purge of their own (--treatment remove, with --glob beside the selection and --match all), then redact the others.");
    }

    /// <summary>The files that stay: all that a revision has, at their paths.</summary>
    private HashSet<(int Blob, int Path)> Kept(HistoryGraph graph, PathTable paths, bool[]? blobs)
    {
        if (request.KeepAt is not { } revision) return [];
        var found = repository.Git.Run("rev-parse", "--verify", "-q", "--end-of-options", revision + "^{tree}");
        if (found.ExitCode != 0 || !ObjectId.TryParse(found.Text.AsSpan().Trim(), out var id) || graph.Objects.Find(id) is not (>= 0 and var top))
            throw new ReposanException(ExitCode.Usage, $"There is no revision '{Printable.Escape(revision)}': give --keep-at a branch, a tag or a commit.");
        var kept = new HashSet<(int Blob, int Path)>();
        var waiting = new Stack<(int Tree, int Path)>([(top, PathTable.Root)]);
        while (waiting.TryPop(out var at))
        {
            foreach (var entry in graph.Trees.Entries(at.Tree))
            {
                if (entry.Object < 0 || entry.Kind == EntryKind.Submodule) continue;
                var path = paths.Add(at.Path, entry.Name);
                if (entry.Kind == EntryKind.Blob) kept.Add((entry.Object, path));
                else if (graph.Trees.Has(entry.Object)) waiting.Push((entry.Object, path));
            }
        }

        if (request.Paths.Count == 0 || !request.MatchAll)
        {
            var contradicted = blobs is null ? 0 : kept.Count(k => blobs[k.Blob]);
            if (contradicted > 0)
                throw new ReposanException(ExitCode.Refused, $"{contradicted} of the files at {Printable.Escape(revision)} are among those to be purged, so they can't be kept: clean them in a new commit first.");
        }

        return kept;
    }

    private Func<int, FileContext> Contexts(HistoryGraph graph, PathTable paths, Task<BlobPaths>? all, PurgeSelection selection)
    {
        if (request.Treatment != Treatment.Redact) return _ => default;
        var known = new Lazy<PathClassifier>(() =>
        {
            var declarations = new StudyDeclarations();
            DeclarationReader.Read(declarations, all!.GetAwaiter().GetResult(), graph, repository, request.MaxObjectBytes);
            return new PathClassifier(declarations);
        });
        return path => path < 0 ? PathClassifier.Nameless : known.Value.For(NameTable.Decode(selection.Raw(path)));
    }

    private PurgePlan Summary(
        HistoryGraph graph, PurgeSelection selection, Treatments treatments, RewriteOutcome outcome, bool[]? blobs, BlobPaths? elsewhere, CancellationToken cancellation)
    {
        progress.Report("summing up", 0, 0);
        var treated = new PlanBlobs(graph, selection, treatments, elsewhere, safe);
        var list = treated.List();
        // What was treated before is selected, and stays where it is.
        var reached = selection.Selected.Select(s => s.Blob).Concat(treatments.LooseOnes.Select(l => l.Blob)).ToHashSet();
        var lfs = new OrphanedLfs(repository, graph, request).Find(list.Where(b => b.StaysAt.Count == 0).Select(b => b.Id).ToHashSet(), cancellation);
        return new PurgePlan
        {
            Blobs = list,
            Treated = treated.Paths(),
            NewNames = selection.NewNames,
            Outcome = outcome,
            TreatedTexts = [],
            Treatment = request.Treatment,
            LeftAsTheyAre = treatments.LeftAsTheyAre(selection.Selected),
            Unused = [],
            OrphanedLfs = lfs,
            Unreachable = blobs is null || request.MatchAll || request.Treatment == Treatment.ReplaceText
                ? [] : [.. blobs.Index().Where(b => b.Item && !reached.Contains(b.Index)).Select(b => graph.Objects[b.Index])],
            SubmodulesHoldingIt = SubmoduleStores.Holding(repository, [.. list.Select(b => b.Id), .. request.Blobs], safe),
            StandingInLedger = treatments.StandingInLedger,
            FindingsInNames = request.Findings is { } findings && request.TextPlaces == TextPlaces.None ? findings.InNames + findings.Unplaced : 0,
        };
    }
}
