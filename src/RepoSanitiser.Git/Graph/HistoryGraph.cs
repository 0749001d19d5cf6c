using System.Buffers;
using System.Collections.Concurrent;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Graph;

/// <summary>Takes in the text of a commit or a tag while the graph is read; called from several threads.</summary>
/// <param name="index">The object's number.</param>
/// <param name="type">Commit or tag.</param>
/// <param name="content">Headers, an empty line and the message; valid only during the call.</param>
public delegate void MessageSink(int index, ObjectType type, ReadOnlyMemory<byte> content);

/// <summary>Every commit, tree and tag of a store, reachable or not.</summary>
public sealed class HistoryGraph
{
    private readonly ConcurrentDictionary<int, Commit> _commits = new();
    private readonly ConcurrentDictionary<int, TagObject> _tags = new();
    private readonly ConcurrentBag<int> _malformed = [];
    private Task<IReadOnlyList<Commit>> _order = Task.FromResult<IReadOnlyList<Commit>>([]);

    private HistoryGraph(ObjectTable objects)
    {
        Objects = objects;
        Trees = new TreeTable(objects.Count);
    }

    /// <summary>The table that numbers the objects.</summary>
    public ObjectTable Objects { get; }

    /// <summary>All trees.</summary>
    public TreeTable Trees { get; }

    /// <summary>All commits, parents before children, else by time.</summary>
    public IReadOnlyList<Commit> Commits => _order.GetAwaiter().GetResult();

    /// <summary>All commits in no order, at hand before the order is.</summary>
    public IEnumerable<Commit> UnorderedCommits => _commits.Values;

    /// <summary>Annotated tags by their numbers.</summary>
    public IReadOnlyDictionary<int, TagObject> Tags => _tags;

    /// <summary>Commits, trees and tags that could be inflated but not understood.</summary>
    public IReadOnlyCollection<int> Malformed => _malformed;

    /// <summary>Reads the graph. Objects that can't be read are named by the store.</summary>
    public static HistoryGraph Read(
        ObjectStore store, ObjectFormat format, long maxObjectBytes, int threads, MessageSink messages, CancellationToken cancellation)
    {
        var graph = new HistoryGraph(store.Table);
        Walk(ObjectType.Commit, ObjectType.Tag);
        // The order is found while the trees are read.
        graph._order = Task.Run(graph.Order, cancellation);
        Walk(ObjectType.Tree);
        return graph;

        void Walk(params ObjectType[] types) => store.Walk(types, () => new Visitor(graph, format, messages), maxObjectBytes, threads, cancellation);
    }

    /// <summary>Follows annotated tags to what they point at; -1 where that is not in the store.</summary>
    public int Peel(int index)
    {
        var seen = 0;
        while (index >= 0 && _tags.TryGetValue(index, out var tag) && seen++ < _tags.Count) index = tag.Target;
        return index;
    }

    /// <summary>Puts the commits in order. What is left over are its own ancestors, which only an index that lies about ids can make.</summary>
    private IReadOnlyList<Commit> Order()
    {
        var order = CommitOrder.Sort(_commits);
        if (order.Count == _commits.Count) return order;
        foreach (var circular in _commits.Keys.Except(order.Select(c => c.Index))) _malformed.Add(circular);
        return order;
    }

    private sealed class Visitor(HistoryGraph graph, ObjectFormat format, MessageSink messages) : IStoreVisitor<TreeNode>
    {
        private readonly TreeParser _trees = new(graph.Objects, graph.Trees, format);

        public TreeNode Visit(int index, ObjectType type, ReadOnlyMemory<byte> content)
        {
            if (type == ObjectType.Tree)
            {
                var node = _trees.Parse(index, content.Span, record: true);
                if (node.Rented is null) graph._malformed.Add(index);
                return node;
            }

            ReadHeaders(index, type, content);
            return default;
        }

        public TreeNode VisitDelta(int index, ObjectType type, ReadOnlyMemory<byte> content, TreeNode baseNode, List<DeltaOp> ops)
        {
            if (type != ObjectType.Tree || baseNode.Rented is null) return Visit(index, type, content);
            var node = _trees.ParseDelta(index, content.Span, baseNode, ops);
            if (node.Rented is null) graph._malformed.Add(index);
            return node;
        }

        public TreeNode Revisit(int index, ObjectType type, ReadOnlyMemory<byte> content) =>
            type == ObjectType.Tree ? _trees.Parse(index, content.Span, record: false) : default;

        public void Release(TreeNode node)
        {
            if (node.Rented is not null) ArrayPool<int>.Shared.Return(node.Rented);
        }

        public bool Wants(int index) => true;

        private void ReadHeaders(int index, ObjectType type, ReadOnlyMemory<byte> content)
        {
            var understood = type == ObjectType.Commit
                ? HeaderParser.ReadCommit(index, content.Span, graph.Objects.Find) is { } commit && graph._commits.TryAdd(index, commit)
                : HeaderParser.ReadTag(index, content.Span, graph.Objects.Find) is { } tag && graph._tags.TryAdd(index, tag);
            if (!understood) graph._malformed.Add(index);
            messages(index, type, content);
        }
    }
}
