using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Objects;

/// <summary>Computes the id that content has as an object.</summary>
public static class ObjectHash
{
    /// <summary>The id of an object of this type and content.</summary>
    public static ObjectId Of(ObjectType type, ReadOnlySpan<byte> content, ObjectFormat format)
    {
        // git's way to name content, not a protection of anything.
        using var hash = IncrementalHash.CreateHash(format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{type.Name()} {content.Length}\0"));
        hash.AppendData(content);
        return new ObjectId(hash.GetHashAndReset());
    }
}
