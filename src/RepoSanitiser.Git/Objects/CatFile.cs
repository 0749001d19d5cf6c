using System.Diagnostics;
using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Reads objects through <c>git cat-file --batch</c>. git ends the whole batch at a corrupt object: then that object is reported and a
/// new batch goes on after it.
/// </summary>
internal sealed class CatFile(Repository repository)
{
    /// <summary>Types and sizes; <see cref="ObjectType.None"/> for an object that git can't read or does not have.</summary>
    public void Check(IReadOnlyList<ObjectId> ids, Action<ObjectId, ObjectType, long> found)
    {
        ids = Answerable(ids, id => found(id, ObjectType.None, 0));
        for (var next = 0; next < ids.Count;)
        {
            using var session = new Session(repository, "--batch-check", ids, next);
            while (next < ids.Count && session.ReadHeader(out var type, out var size))
            {
                found(ids[next++], type, size);
            }

            if (next < ids.Count) found(ids[next++], ObjectType.None, 0);
        }
    }

    /// <summary>Contents. <paramref name="failed"/> gets each object that could not be read whole, with the reason.</summary>
    public void Read(
        IReadOnlyList<ObjectId> ids,
        long maxBytes,
        Action<ObjectId, ObjectType, ReadOnlyMemory<byte>> found,
        Action<ObjectId, ObjectType, string> failed)
    {
        ids = Answerable(ids, id => failed(id, ObjectType.None, "corrupt"));
        var buffer = Array.Empty<byte>();
        for (var next = 0; next < ids.Count;)
        {
            using var session = new Session(repository, "--batch", ids, next);
            while (next < ids.Count && session.ReadHeader(out var type, out var size))
            {
                if (type == ObjectType.None)
                {
                    failed(ids[next++], type, "missing or corrupt");
                    continue;
                }

                if (size > maxBytes)
                {
                    failed(ids[next++], type, "over the size limit");
                    if (!session.Skip(size)) break;
                    continue;
                }

                if (buffer.Length < size) buffer = new byte[Math.Max(size, Math.Min(2L * buffer.Length, Array.MaxLength))];
                if (!session.ReadContent(buffer.AsSpan(0, (int)size))) break;
                found(ids[next++], type, buffer.AsMemory(0, (int)size));
            }

            if (next < ids.Count) failed(ids[next++], ObjectType.None, "corrupt");
        }
    }

    private IReadOnlyList<ObjectId> Answerable(IReadOnlyList<ObjectId> ids, Action<ObjectId> leaveOut)
    {
        if (repository.Circular.Count == 0) return ids;
        foreach (var id in ids.Where(repository.Circular.Contains)) leaveOut(id);
        return [.. ids.Where(id => !repository.Circular.Contains(id))];
    }

    private sealed class Session : IDisposable
    {
        private readonly Process _process;
        private readonly BufferedStream _output;
        private readonly StringBuilder _line = new();

        public Session(Repository repository, string mode, IReadOnlyList<ObjectId> ids, int first)
        {
            _process = repository.Git.Start("cat-file", mode, "--buffer");
            _output = new BufferedStream(_process.StandardOutput.BaseStream, 64 << 10);
            _process.ErrorDataReceived += static (_, _) => { };
            _process.BeginErrorReadLine();
            _ = Task.Run(() => Feed(ids, first));
        }

        public bool ReadHeader(out ObjectType type, out long size)
        {
            type = ObjectType.None;
            size = 0;
            _line.Clear();
            int next;
            while ((next = _output.ReadByte()) is not (-1 or '\n')) _line.Append((char)next);
            if (next == -1) return false;
            var words = _line.ToString().Split(' ');
            if (words.Length == 3 && long.TryParse(words[2], out size)) type = ObjectTypes.Parse(words[1]);
            return true;
        }

        public bool ReadContent(Span<byte> content) =>
            _output.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length && _output.ReadByte() == '\n';

        public bool Skip(long size)
        {
            Span<byte> block = stackalloc byte[4096];
            for (var left = size + 1; left > 0;)
            {
                var read = _output.Read(block[..(int)Math.Min(left, block.Length)]);
                if (read == 0) return false;
                left -= read;
            }

            return true;
        }

        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill();
            _process.Dispose();
        }

        private void Feed(IReadOnlyList<ObjectId> ids, int first)
        {
            try
            {
                using var input = _process.StandardInput;
                input.NewLine = "\n";
                for (var i = first; i < ids.Count; i++) input.WriteLine(ids[i].ToString());
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // git has ended early; the reader sees that by the end of its output and goes on in a new batch.
            }
        }
    }
}
