using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>What became of a commit that is not as it was.</summary>
/// <param name="Old">Its id.</param>
/// <param name="New">The id of what it was made into; null where it was left out, because nothing was left of it.</param>
/// <param name="Stand">The id of the commit that stands for it where refs and children named it; null for none.</param>
/// <param name="IsFirst">Whether all its parents are as they were: the change begins here.</param>
/// <param name="LostSignature">Whether it was signed, or held a signed tag, and no longer is or does.</param>
public sealed record ChangedCommit(ObjectId Old, ObjectId? New, ObjectId? Stand, bool IsFirst, bool LostSignature);

/// <summary>
/// Makes the new commits: those whose tree, texts or ancestors change. All others keep their bytes, and so their ids and signatures,
/// and are not even read.
/// </summary>
internal sealed class CommitRewriter
{
    private const int Batch = 4096;
    private const int NotSeen = -2;

    private readonly HistoryGraph _graph;
    private readonly ObjectReader _reader;
    private readonly NewObjects _objects;
    private readonly RewriteTexts _texts;
    private readonly bool _keepEmpty;
    private readonly Dictionary<int, Commit> _commits;
    private readonly int[] _survivor;
    private readonly Dictionary<int, ObjectId> _ids = [];
    private readonly Dictionary<int, ObjectId> _trees = [];
    private readonly HashSet<int> _pruned = [];
    private readonly Ancestry _original;
    private readonly Ancestry _made;
    private readonly Pruning _pruning;
    private readonly ObjectId _emptyTree;
    private readonly List<ChangedCommit> _changed = [];

    public CommitRewriter(HistoryGraph graph, ObjectReader reader, NewObjects objects, RewriteTexts texts, bool keepEmpty, ObjectFormat format)
    {
        _graph = graph;
        _reader = reader;
        _objects = objects;
        _texts = texts;
        _keepEmpty = keepEmpty;
        _commits = graph.Commits.ToDictionary(c => c.Index);
        _survivor = new int[graph.Objects.Count];
        Array.Fill(_survivor, NotSeen);
        _original = new Ancestry(graph.Objects.Count);
        _made = new Ancestry(graph.Objects.Count);
        _pruning = new Pruning(_original, _made, _pruned.Contains);
        _emptyTree = ObjectHash.Of(ObjectType.Tree, [], format);
    }

    /// <summary>Commits that are not as they were.</summary>
    public IReadOnlyList<ChangedCommit> Changed => _changed;

    /// <summary>The commit that stands for another from now on, by the number of the one it was made from; -1 for none.</summary>
    public int Survivor(int commit) => _survivor[commit] == NotSeen ? commit : _survivor[commit];

    /// <summary>The id of a surviving commit.</summary>
    public ObjectId Id(int survivor) => _ids.TryGetValue(survivor, out var id) ? id : _graph.Objects[survivor];

    /// <summary>The id that a commit itself has from now on: not that of what stands for it; null where it was left out.</summary>
    public ObjectId? Own(int commit) => _pruned.Contains(commit) || Survivor(commit) != commit ? null : Id(commit);

    /// <summary>Makes what becomes of some commits.</summary>
    /// <param name="commits">The commits, parents before children; none that was made before.</param>
    /// <param name="newTree">The tree a commit has from now on.</param>
    /// <param name="keepsShape">Whether a commit keeps all its parents and stays, also empty, as a stash does.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Rewrite(IReadOnlyList<Commit> commits, Func<Commit, ObjectId> newTree, Func<int, bool> keepsShape, CancellationToken cancellation)
    {
        var touched = new HashSet<int>();
        foreach (var commit in commits)
        {
            _original.Add(commit.Index, commit.Parents);
            var tree = newTree(commit);
            if (tree != _graph.Objects[commit.Tree]) _trees[commit.Index] = tree;
            if (_trees.ContainsKey(commit.Index) || _texts.Edits(commit.Index) || Array.Exists(commit.Parents, touched.Contains) || Array.Exists(commit.Parents, WasChanged))
                touched.Add(commit.Index);
        }

        var order = touched.Count == 0 ? commits : new MentionOrder(_texts.Mentions).Sort(commits, touched);
        var batches = Batches(order, touched);
        var reading = batches.Count > 0 ? Read(batches[0], touched) : null;
        for (var i = 0; i < batches.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = reading!.GetAwaiter().GetResult();
            // What comes next is read while this is made.
            if (i + 1 < batches.Count) reading = Read(batches[i + 1], touched);
            foreach (var commit in batches[i]) Take(commit, bytes.GetValueOrDefault(_graph.Objects[commit.Index]), keepsShape(commit.Index));
        }
    }

    /// <summary>Commits in the order given, cut where enough of them are to be read.</summary>
    private static List<List<Commit>> Batches(IReadOnlyList<Commit> order, HashSet<int> touched)
    {
        var batches = new List<List<Commit>>();
        var read = Batch;
        foreach (var commit in order)
        {
            if (read >= Batch)
            {
                batches.Add([]);
                read = 0;
            }

            batches[^1].Add(commit);
            if (touched.Contains(commit.Index)) read++;
        }

        return batches;
    }

    private Task<Dictionary<ObjectId, byte[]>> Read(List<Commit> batch, HashSet<int> touched) => Task.Run(() =>
    {
        var bytes = new Dictionary<ObjectId, byte[]>();
        _reader.Read([.. batch.Where(c => touched.Contains(c.Index)).Select(c => _graph.Objects[c.Index])], (id, _, content) => bytes[id] = content.ToArray());
        return bytes;
    });

    private bool WasChanged(int commit) => _survivor[commit] != NotSeen && (_survivor[commit] != commit || _ids.ContainsKey(commit));

    private void Take(Commit commit, byte[]? bytes, bool keepsShape)
    {
        if (bytes is null || !(_trees.ContainsKey(commit.Index) || _texts.Edits(commit.Index) || Array.Exists(commit.Parents, WasChanged)))
        {
            _survivor[commit.Index] = commit.Index;
            _made.Add(commit.Index, commit.Parents);
            return;
        }

        var parents = keepsShape || _keepEmpty
            ? new NewParents([.. commit.Parents.Select(Survivor).Where(p => p >= 0)], -1)
            : _pruning.Parents(commit.Parents, Survivor);
        var isFirst = !Array.Exists(commit.Parents, WasChanged);
        if (keepsShape && parents.Parents.Length < commit.Parents.Length)
        {
            LeaveOut(commit, -1, isFirst);
        }
        else if (!keepsShape && !_keepEmpty && _pruning.Prunes(parents, commit.Parents, WasEmpty(commit), s => Tree(commit.Index) == (s < 0 ? _emptyTree : Tree(s))))
        {
            LeaveOut(commit, parents.Sole >= 0 ? parents.Sole : parents.Parents is [var first, ..] ? first : -1, isFirst);
        }
        else
        {
            Make(commit, bytes, parents.Parents, isFirst);
        }
    }

    private void LeaveOut(Commit commit, int stand, bool isFirst)
    {
        _pruned.Add(commit.Index);
        _survivor[commit.Index] = stand;
        _changed.Add(new ChangedCommit(_graph.Objects[commit.Index], null, stand < 0 ? null : Id(stand), isFirst, false));
    }

    private void Make(Commit commit, byte[] bytes, int[] parents, bool isFirst)
    {
        var ids = Array.ConvertAll(parents, Id);
        var message = _texts.Message(bytes.AsSpan(CommitText.MessageStart(bytes)), commit.Index, Own);
        var made = CommitText.Commit(bytes, Tree(commit.Index), ids, message, _texts.All, ids.Contains, out var lost);
        var id = _objects.Add(ObjectType.Commit, made);
        _survivor[commit.Index] = commit.Index;
        _made.Add(commit.Index, parents);
        if (id == _graph.Objects[commit.Index]) return;
        _ids[commit.Index] = id;
        _changed.Add(new ChangedCommit(_graph.Objects[commit.Index], id, id, isFirst, lost));
    }

    private ObjectId Tree(int commit) => _trees.TryGetValue(commit, out var tree) ? tree : _graph.Objects[_commits[commit].Tree];

    private bool WasEmpty(Commit commit)
    {
        if (commit.Parents.Length > 0) return _commits[commit.Parents[0]].Tree == commit.Tree;
        return _graph.Objects[commit.Tree] == _emptyTree;
    }
}
