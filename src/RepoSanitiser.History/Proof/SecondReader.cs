using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// Reads every object of a repository's stores, alternates included, through git's own <c>cat-file --batch-all-objects</c>: nothing of
/// this program's reader of packs is asked, so that a fault of it can't hide what it missed.
/// </summary>
internal sealed class SecondReader(Repository repository, long maxBytes, int threads, IProgressSink progress)
{
    private const int BatchBytes = 4 << 20;
    private const int ProgressStep = 4096;
    private readonly HashSet<ObjectId> _seen = [];
    private readonly List<Unreadable> _unread = [];

    /// <summary>An object that was read.</summary>
    public delegate void Taker(ObjectId id, ObjectType type, ReadOnlyMemory<byte> content);

    /// <summary>Every object that git has, read or not.</summary>
    public IReadOnlySet<ObjectId> Objects => _seen;

    /// <summary>What git could not read, or is over the limit.</summary>
    public IReadOnlyList<Unreadable> Unread => _unread;

    /// <summary>Gives every object to <paramref name="take"/>, from several threads.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ReadAll(Taker take, CancellationToken cancellation)
    {
        // git would not end on an object that is a delta on itself: then each object is asked for by itself.
        if (repository.Circular.Count > 0 || !ReadBatch(take, cancellation)) ReadOneByOne(take, cancellation);
    }

    private bool ReadBatch(Taker take, CancellationToken cancellation)
    {
        using var git = repository.Git.Start("cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer");
        git.StandardInput.Close();
        using var stop = cancellation.Register(static p => ((System.Diagnostics.Process)p!).Kill(), git);
        var errors = git.StandardError.ReadToEndAsync(CancellationToken.None);
        using var batches = new BlockingCollection<Batch>(2 * threads);
        var workers = Enumerable.Range(0, threads).Select(_ => Task.Run(() => Work(batches, take), CancellationToken.None)).ToArray();
        bool whole;
        try
        {
            using var output = new BufferedStream(git.StandardOutput.BaseStream, 256 << 10);
            whole = Fill(output, batches, workers, out var last);
            // What came before the end of the batch was read, whatever ended it.
            batches.Add(last, CancellationToken.None);
        }
        finally
        {
            batches.CompleteAdding();
            Task.WaitAll(workers, CancellationToken.None);
        }

        git.WaitForExit();
        errors.Wait(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return whole && git.ExitCode == 0;
    }

    private bool Fill(BufferedStream output, BlockingCollection<Batch> batches, Task[] workers, out Batch batch)
    {
        batch = new Batch();
        bool ended;
        while (ReadHeader(output, out ended) is { } header)
        {
            var room = header.Size > maxBytes ? Span<byte>.Empty : batch.Room((int)header.Size);
            if (header.Size > maxBytes)
            {
                _unread.Add(new Unreadable(header.Id, null, $"larger than the limit of {maxBytes >> 20} MiB"));
                if (!Skip(output, header.Size)) return false;
            }
            else if (output.ReadAtLeast(room, room.Length, throwOnEndOfStream: false) < room.Length)
            {
                return false;
            }
            else
            {
                batch.Add(header.Id, header.Type, room.Length);
            }

            if (output.ReadByte() != '\n') return false;
            if (_seen.Add(header.Id) && _seen.Count % ProgressStep == 0) progress.Report("reading every object with git", _seen.Count, 0);
            if (batch.Bytes < BatchBytes) continue;
            if (workers.Any(w => w.IsFaulted)) return false;
            batches.Add(batch);
            batch = new Batch();
        }

        return ended;
    }

    private static void Work(BlockingCollection<Batch> batches, Taker take)
    {
        try
        {
            foreach (var batch in batches.GetConsumingEnumerable()) batch.Give(take);
        }
        catch
        {
            foreach (var _ in batches.GetConsumingEnumerable())
            {
                // The one that fills must not wait for ever; the failure is told when the workers are waited for.
            }

            throw;
        }
    }

    /// <summary>git ends the batch at a corrupt object: what it has not told yet is asked for by name.</summary>
    private void ReadOneByOne(Taker take, CancellationToken cancellation)
    {
        var listed = repository.Git.Run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)");
        var rest = new List<ObjectId>();
        foreach (var line in listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ObjectId.TryParse(line.AsSpan(), out var id) && _seen.Add(id)) rest.Add(id);
        }

        if (listed.ExitCode != 0) _unread.Add(new Unreadable(null, "objects", "git can't list all objects"));
        new CatFile(repository).Read(
            rest,
            maxBytes,
            (id, type, content) =>
            {
                cancellation.ThrowIfCancellationRequested();
                take(id, type, content);
            },
            (id, _, reason) => _unread.Add(new Unreadable(id, null, reason)));
    }

    /// <summary>The next object; null at the end, and where git says something else (that an object is missing): then there is more.</summary>
    private static (ObjectId Id, ObjectType Type, long Size)? ReadHeader(Stream output, out bool ended)
    {
        Span<byte> line = stackalloc byte[128];
        var length = 0;
        ended = false;
        for (int next; (next = output.ReadByte()) is not '\n'; line[length++] = (byte)next)
        {
            ended = next < 0 && length == 0;
            if (next < 0 || length == line.Length) return null;
        }

        var words = Encoding.ASCII.GetString(line[..length]).Split(' ');
        return words.Length == 3 && ObjectId.TryParse(words[0].AsSpan(), out var id) && long.TryParse(words[2], out var size)
            ? (id, ObjectTypes.Parse(words[1]), size)
            : null;
    }

    private static bool Skip(Stream output, long size)
    {
        var block = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            for (var left = size; left > 0;)
            {
                var read = output.Read(block, 0, (int)Math.Min(left, block.Length));
                if (read == 0) return false;
                left -= read;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private sealed class Batch
    {
        private readonly List<(ObjectId Id, ObjectType Type, int Start, int Length)> _objects = [];
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(BatchBytes / 2);

        public int Bytes { get; private set; }

        public Span<byte> Room(int length)
        {
            if (_bytes.Length < Bytes + length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Bytes + length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
                _bytes.AsSpan(0, Bytes).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = larger;
            }

            return _bytes.AsSpan(Bytes, length);
        }

        public void Add(ObjectId id, ObjectType type, int length)
        {
            _objects.Add((id, type, Bytes, length));
            Bytes += length;
        }

        public void Give(Taker take)
        {
            foreach (var (id, type, start, length) in _objects) take(id, type, _bytes.AsMemory(start, length));
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
