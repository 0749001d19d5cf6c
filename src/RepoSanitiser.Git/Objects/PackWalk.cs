using System.Buffers;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Takes in objects as a walk produces them. A walk gives each thread a visitor of its own. <typeparamref name="TNode"/> is what the
/// visitor wants to know of an object when the objects that are deltas on it arrive.
/// </summary>
public interface IObjectVisitor<TNode>
{
    /// <summary>An object that is stored whole.</summary>
    /// <param name="entry">Its number in the pack.</param>
    /// <param name="type">Its type.</param>
    /// <param name="content">Its bytes, valid only during the call.</param>
    TNode Visit(int entry, ObjectType type, ReadOnlyMemory<byte> content);

    /// <summary>An object made by a delta.</summary>
    /// <param name="entry">Its number in the pack.</param>
    /// <param name="type">Its type.</param>
    /// <param name="content">Its bytes, valid only during the call.</param>
    /// <param name="baseNode">What was returned for the object it is a delta on.</param>
    /// <param name="ops">How its bytes come from that object; valid only during the call.</param>
    TNode VisitDelta(int entry, ObjectType type, ReadOnlyMemory<byte> content, TNode baseNode, List<DeltaOp> ops);

    /// <summary>No more deltas on the object follow: what was returned for it is no longer asked for.</summary>
    void Release(TNode node);

    /// <summary>Whether the walk needs this entry, or any delta below it.</summary>
    bool Wants(int entry);

    /// <summary>An object this reader could not make: corrupt, or too large to hold here. The caller reads it another way.</summary>
    void Missed(int entry);
}

/// <summary>
/// Reads every object of chosen types in a pack once: each stream is inflated once and each delta applied once, by walking each tree of
/// deltas depth first. Trees are handed to the threads one by one; a thread that finds none left takes branches over from another's tree.
/// </summary>
internal sealed class PackWalk(PackFile pack, int threads, long maxObjectBytes, CancellationToken cancellation)
{
    /// <summary>Bytes one thread may hold as bases of deltas still to come; objects beyond are missed, and so read one by one.</summary>
    private const long HeldBytes = 192L << 20;

    private int _nextRoot;

    public void Run<TNode>(ReadOnlySpan<ObjectType> types, Func<IObjectVisitor<TNode>> visitors)
    {
        var wanted = new bool[8];
        foreach (var type in types) wanted[(int)type] = true;
        _nextRoot = 0;
        var branches = new SharedWork<Frame<TNode>>();
        if (threads <= 1 || pack.Roots.Count < 2)
        {
            Work(wanted, visitors(), branches);
            return;
        }

        var all = new IObjectVisitor<TNode>[threads];
        for (var i = 0; i < threads; i++) all[i] = visitors();
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, threads, options, i => Work(wanted, all[i], branches));
    }

    private void Work<TNode>(bool[] wanted, IObjectVisitor<TNode> visitor, SharedWork<Frame<TNode>> branches)
    {
        using var thread = new Descent<TNode>(pack, visitor, maxObjectBytes, branches, cancellation);
        branches.Enter();
        try
        {
            while (Interlocked.Increment(ref _nextRoot) - 1 is var next && next < pack.Roots.Count)
            {
                cancellation.ThrowIfCancellationRequested();
                var root = pack.Roots[next];
                if (wanted[(int)pack.Type[root]] && visitor.Wants(root)) thread.Walk(root);
            }

            while (branches.TryTake(out var branch)) thread.GoOn(branch);
        }
        finally
        {
            branches.Leave();
        }
    }

    /// <summary>An object whose deltas are not all made yet.</summary>
    private struct Frame<TNode>
    {
        public byte[] Buffer;
        public int Length;
        public ObjectType Type;
        public int NextChild;
        public TNode Node;
    }

    private sealed class Descent<TNode>(
        PackFile pack, IObjectVisitor<TNode> visitor, long maxObjectBytes, SharedWork<Frame<TNode>> branches, CancellationToken cancellation) : IDisposable
    {
        private readonly Inflater _inflater = new();
        private readonly List<DeltaOp> _ops = [];
        private readonly List<Frame<TNode>> _frames = [];
        private byte[] _delta = new byte[64 << 10];
        private long _held;

        public void Dispose() => _inflater.Dispose();

        public void Walk(int root)
        {
            var type = pack.Type[root];
            var size = pack.StreamSize[root];
            if (size > maxObjectBytes || !Rent(size, out var buffer))
            {
                MissAll(root);
                return;
            }

            if (!pack.Inflate(root, _inflater, buffer.AsSpan(0, (int)size)))
            {
                Return(buffer, (int)size);
                MissAll(root);
                return;
            }

            var node = visitor.Visit(root, type, buffer.AsMemory(0, (int)size));
            Push(root, type, buffer, (int)size, node);
            Descend();
        }

        /// <summary>Goes on where another thread left off.</summary>
        public void GoOn(Frame<TNode> branch)
        {
            _held += branch.Length;
            _frames.Add(branch);
            Descend();
        }

        private void Descend()
        {
            while (_frames.Count > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_frames.Count > 1 && branches.IsWanted) GiveAway();
                var frame = _frames[^1];
                _frames.RemoveAt(_frames.Count - 1);
                Descend(frame);
            }
        }

        /// <summary>Gives away the branch nearest the root: it is the one with most to come.</summary>
        private void GiveAway()
        {
            var branch = _frames[0];
            _frames.RemoveAt(0);
            _held -= branch.Length;
            branches.Offer(branch);
        }

        /// <summary>Makes the next delta of the frame; keeps the frame only while more deltas follow.</summary>
        private void Descend(Frame<TNode> frame)
        {
            var child = frame.NextChild;
            while (child >= 0 && !visitor.Wants(child)) child = pack.NextSibling[child];
            if (child < 0)
            {
                Release(frame);
                return;
            }

            var made = Make(child, frame, out var buffer, out var size);
            if (!made) MissAll(child);
            var node = made
                ? visitor.VisitDelta(child, frame.Type, buffer.AsMemory(0, size), frame.Node, _ops)
                : default!;
            frame.NextChild = pack.NextSibling[child];
            if (frame.NextChild >= 0) _frames.Add(frame);
            else Release(frame);
            if (made) Push(child, frame.Type, buffer, size, node);
        }

        private bool Make(int entry, in Frame<TNode> parent, out byte[] buffer, out int size)
        {
            buffer = [];
            size = 0;
            var deltaSize = pack.StreamSize[entry];
            if (deltaSize > maxObjectBytes) return false;
            if (_delta.Length < deltaSize) _delta = new byte[Math.Max(deltaSize, _delta.Length * 2L)];
            var delta = _delta.AsSpan(0, (int)deltaSize);
            if (!pack.Inflate(entry, _inflater, delta)) return false;
            var header = Delta.ReadSizes(delta, out var baseSize, out var resultSize);
            if (header == 0 || baseSize != parent.Length || resultSize > maxObjectBytes) return false;
            if (!Rent(resultSize, out buffer)) return false;
            size = (int)resultSize;
            if (Delta.Apply(parent.Buffer.AsSpan(0, parent.Length), delta[header..], buffer.AsSpan(0, size), _ops)) return true;
            Return(buffer, size);
            return false;
        }

        private void Push(int entry, ObjectType type, byte[] buffer, int length, TNode node)
        {
            var frame = new Frame<TNode> { Buffer = buffer, Length = length, Type = type, NextChild = pack.FirstChild[entry], Node = node };
            if (frame.NextChild < 0) Release(frame);
            else _frames.Add(frame);
        }

        private void Release(in Frame<TNode> frame)
        {
            visitor.Release(frame.Node);
            Return(frame.Buffer, frame.Length);
        }

        private void MissAll(int entry)
        {
            var below = new Stack<int>();
            below.Push(entry);
            while (below.TryPop(out var next))
            {
                visitor.Missed(next);
                for (var child = pack.FirstChild[next]; child >= 0; child = pack.NextSibling[child]) below.Push(child);
            }
        }

        private bool Rent(long size, out byte[] buffer)
        {
            if (_held > 0 && _held + size > HeldBytes)
            {
                buffer = [];
                return false;
            }

            _held += size;
            buffer = ArrayPool<byte>.Shared.Rent((int)size);
            return true;
        }

        private void Return(byte[] buffer, int length)
        {
            _held -= length;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
