using System.Diagnostics;
using System.Security.Cryptography;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>
/// Brings blobs into a repository as one pack, handed to <c>git index-pack</c> while it is written. git inflates and hashes every one of
/// them again, looks for collisions, and the pack counts only once all of it has passed; until then nothing of it can be found. For one
/// thread; two at once in one repository do not disturb each other.
/// </summary>
internal sealed class BlobPack : IDisposable
{
    // zlib of the runtime packs at 2 about as close as git add does at its own 1.
    private const int Level = 2;

    private readonly Repository _repository;
    private readonly Process _git;
    private readonly Stream _input;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly IncrementalHash _hash;
    private readonly Deflater _deflater = new(Level);

    /// <param name="repository">Where the blobs go.</param>
    /// <param name="count">How many will be added, each content once.</param>
    public BlobPack(Repository repository, int count)
    {
        _repository = repository;
        _hash = IncrementalHash.CreateHash(repository.Format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        _git = repository.Git.Start("-c", "core.fsync=none", "index-pack", "--stdin", "--threads=1");
        _input = _git.StandardInput.BaseStream;
        _output = _git.StandardOutput.ReadToEndAsync();
        _error = _git.StandardError.ReadToEndAsync();
        Write(PackBytes.Header(count));
    }

    /// <summary>Adds a blob.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="IOException">git has ended early.</exception>
    public ObjectId Add(ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[PackBytes.MostHeader];
        Write(header[..PackBytes.WriteHeader(header, (int)ObjectType.Blob, content.Length)]);
        Write(_deflater.Deflate(content));
        return ObjectHash.Of(ObjectType.Blob, content, _repository.Format);
    }

    /// <summary>Ends the pack and waits until git has taken it.</summary>
    /// <exception cref="IOException">git has ended early.</exception>
    /// <exception cref="GitFailedException">git did not take it.</exception>
    public void End()
    {
        _input.Write(_hash.GetHashAndReset());
        _input.Close();
        _git.WaitForExit();
        Task.WaitAll(_output, _error);
        if (_git.ExitCode != 0) throw new GitFailedException(_error.Result);
    }

    /// <summary>Stops git where the pack was not ended: nothing of it counts then.</summary>
    public void Dispose()
    {
        if (!_git.HasExited) _git.Kill(entireProcessTree: true);
        _git.WaitForExit();
        _git.Dispose();
        _hash.Dispose();
        _deflater.Dispose();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _input.Write(bytes);
    }
}
