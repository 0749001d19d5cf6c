using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Writes a pack. A delta may be on an object that only the repository has: <c>git index-pack --fix-thin</c> adds it, and makes
/// every object again and hashes it before the pack counts. Contents are deflated and written on a thread of its own, in the order
/// they were added in; what fails there is thrown by the next call. Itself it is for one thread.
/// </summary>
internal sealed class NewPack : IDisposable
{
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;
    private const int Waiting = 512;

    private readonly FileStream _file;
    private readonly ObjectFormat _format;
    private readonly Deflater _deflater = new();
    private readonly Dictionary<ObjectId, int> _numbers = [];
    private readonly List<byte> _depths = [];
    private readonly List<long> _offsets = [];
    private readonly BlockingCollection<Entry> _queue = new(Waiting);
    private readonly Task _writing;

    /// <param name="file">An empty file, read and written.</param>
    /// <param name="format">The repository's hash.</param>
    public NewPack(FileStream file, ObjectFormat format)
    {
        _file = file;
        _format = format;
        _file.Write(PackBytes.Header(0));
        _writing = Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How many deltas may follow each other: git's own default.</summary>
    public static int MostDeltas => 50;

    /// <summary>Objects in it.</summary>
    public int Count => _depths.Count;

    /// <summary>Adds a whole object.</summary>
    public void Add(ObjectType type, ObjectId id, ReadOnlySpan<byte> content)
    {
        if (_numbers.TryAdd(id, Count)) Put((int)type, 0, -1, default, content);
    }

    /// <summary>How many deltas lead to an object of this pack; -1 where it is not in it.</summary>
    public int Depth(ObjectId id) => _numbers.TryGetValue(id, out var number) ? _depths[number] : -1;

    /// <summary>Adds an object that is not in it yet as a delta on another.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="source">The other's id.</param>
    /// <param name="depth">How many deltas lead to the other.</param>
    /// <param name="delta">The delta.</param>
    public void AddDelta(ObjectId id, ObjectId source, int depth, ReadOnlySpan<byte> delta)
    {
        var known = _numbers.GetValueOrDefault(source, -1);
        _numbers.Add(id, Count);
        Put(known >= 0 ? OffsetDelta : ReferenceDelta, depth + 1, known, source, delta);
    }

    /// <summary>Ends the pack: its count and its checksum. The file stands at its beginning then.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void End()
    {
        _queue.CompleteAdding();
        _writing.GetAwaiter().GetResult();
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(count, Count);
        var end = _file.Position;
        _file.Position = 8;
        _file.Write(count);
        _file.Flush();
        _file.Position = 0;
        using var hash = IncrementalHash.CreateHash(_format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int read; _file.Position < end && (read = _file.Read(buffer)) > 0;) hash.AppendData(buffer.AsSpan(0, read));
        _file.Write(hash.GetHashAndReset());
        _file.Flush(flushToDisk: true);
        _file.Position = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.CompleteAdding();
        // What failed was thrown before, or comes after a failure that matters more.
        ((IAsyncResult)_writing).AsyncWaitHandle.WaitOne();
        _queue.Dispose();
        _deflater.Dispose();
        _file.Dispose();
    }

    private void Put(int type, int depth, int source, ObjectId sourceId, ReadOnlySpan<byte> content)
    {
        _depths.Add((byte)Math.Min(depth, byte.MaxValue));
        var held = ArrayPool<byte>.Shared.Rent(content.Length);
        content.CopyTo(held);
        try
        {
            _queue.Add(new Entry(type, source, sourceId, held, content.Length));
        }
        catch (InvalidOperationException) when (_writing.Exception is { } failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerException!);
        }
    }

    private void WriteAll()
    {
        try
        {
            foreach (var entry in _queue.GetConsumingEnumerable())
            {
                Write(entry);
                ArrayPool<byte>.Shared.Return(entry.Held);
            }
        }
        catch
        {
            // Nobody takes what waits: without this the other side would wait for ever.
            _queue.CompleteAdding();
            while (_queue.TryTake(out _)) continue;
            throw;
        }
    }

    private void Write(in Entry entry)
    {
        var start = _file.Position;
        _offsets.Add(start);
        Span<byte> header = stackalloc byte[PackBytes.MostHeader];
        _file.Write(header[..PackBytes.WriteHeader(header, entry.Type, entry.Length)]);
        if (entry.Type == OffsetDelta) Back(start - _offsets[entry.Source]);
        if (entry.Type == ReferenceDelta)
        {
            Span<byte> bytes = stackalloc byte[32];
            entry.SourceId.CopyTo(bytes);
            _file.Write(bytes[..entry.SourceId.Length]);
        }

        _file.Write(_deflater.Deflate(entry.Held.AsSpan(0, entry.Length)));
    }

    private void Back(long distance)
    {
        Span<byte> bytes = stackalloc byte[10];
        var at = bytes.Length;
        bytes[--at] = (byte)(distance & 0x7f);
        while ((distance >>= 7) > 0) bytes[--at] = (byte)(0x80 | (--distance & 0x7f));
        _file.Write(bytes[at..]);
    }

    /// <summary>An object that waits to be written: whole, or a delta on one that has a number here, or on one by its id.</summary>
    private readonly record struct Entry(int Type, int Source, ObjectId SourceId, byte[] Held, int Length);
}
