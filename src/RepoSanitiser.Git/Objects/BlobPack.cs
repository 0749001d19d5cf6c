using System.Collections.Concurrent;
using System.Security.Cryptography;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Brings blobs into a repository as one pack with its index. Threads may add at once: each hashes and deflates for itself. Nothing of it
/// can be found before it ends. In one pack, so that git does not look for deltas between them when it sends them on.
/// </summary>
internal sealed class BlobPack : IDisposable
{
    // At these the two pack about as close as git add does at its own 1.
    private static readonly int Level = LibDeflate.IsThere ? 1 : 2;

    private readonly Repository _repository;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash;
    private readonly ConcurrentBag<Deflater> _deflaters = [];
    private readonly List<PackedObject> _objects = [];
    private readonly int _count;

    /// <param name="repository">Where the blobs go.</param>
    /// <param name="count">How many will be added, each content once.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public BlobPack(Repository repository, int count)
    {
        (_repository, _count) = (repository, count);
        var folder = Directory.CreateDirectory(Path.Combine(repository.CommonDirectory, "objects", "pack")).FullName;
        _path = Path.Combine(folder, "tmp_pack_blobs");
        _file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        _hash = IncrementalHash.CreateHash(repository.Format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        Write(PackBytes.Header(count));
    }

    /// <summary>Adds a blob.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="IOException">It can't be written.</exception>
    public ObjectId Add(ReadOnlySpan<byte> content)
    {
        var id = ObjectHash.Of(ObjectType.Blob, content, _repository.Format);
        if (!_deflaters.TryTake(out var deflater)) deflater = new Deflater(Level);
        var packed = deflater.Deflate(content);
        Span<byte> header = stackalloc byte[PackBytes.MostHeader];
        header = header[..PackBytes.WriteHeader(header, (int)ObjectType.Blob, content.Length)];
        var checksum = Inflater.Checksum(packed, Inflater.Checksum(header));
        lock (_objects)
        {
            _objects.Add(new PackedObject(id, _file.Position, checksum));
            Write(header);
            Write(packed);
        }

        _deflaters.Add(deflater);
        return id;
    }

    /// <summary>Ends the pack; from now on the repository has what was added.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public void End()
    {
        if (_objects.Count != _count) throw new InvalidOperationException("other blobs were added than were announced");
        var checksum = _hash.GetHashAndReset();
        _file.Write(checksum);
        _file.Dispose();
        var name = Path.Combine(Path.GetDirectoryName(_path)!, "pack-" + Convert.ToHexStringLower(checksum));
        var index = PackIndexFile.Of(_objects, checksum, _repository.Format);
        File.WriteAllBytes(_path + ".idx", index);
        // A pack counts from when its index is there.
        File.Move(_path, name + ".pack");
        File.Move(_path + ".idx", name + ".idx");
    }

    /// <summary>Takes away what did not come to its end.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        foreach (var deflater in _deflaters) deflater.Dispose();
        File.Delete(_path);
        File.Delete(_path + ".idx");
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _file.Write(bytes);
    }
}
