using System.IO.Compression;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Containers;

namespace RepoSanitiser.Disclosure.Redaction.Packing;

/// <summary>Unpacks the parts of a zip file and packs it again with some of them changed; the others stay as they were packed.</summary>
internal static class ZipRewriter
{
    /// <summary>The parts, in the order of the file.</summary>
    /// <exception cref="RedactionRefused">A part can't be unpacked whole.</exception>
    public static IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> Parts(ReadOnlyMemory<byte> zip, DocumentLimits limits, CancellationToken cancellation)
    {
        var session = new ReadingSession(limits, cancellation);
        using var archive = new ZipArchive(new MemoryStreamOver(zip), ZipArchiveMode.Read);
        var parts = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (var entry in archive.Entries)
        {
            var unpacked = ZipReader.Unpack(entry, session);
            if (unpacked.Outcome.State != ReadState.Read) throw new RedactionRefused($"A part of it can't be unpacked ({unpacked.Outcome.Reason}): save it anew.");
            parts.Add((entry.FullName, unpacked.Content));
        }

        return parts;
    }

    /// <summary>Packs the file again.</summary>
    /// <param name="zip">The file.</param>
    /// <param name="changed">New contents, by the place of the part in the file; null for a part that goes.</param>
    public static byte[] Replace(ReadOnlyMemory<byte> zip, IReadOnlyDictionary<int, ReadOnlyMemory<byte>?> changed)
    {
        using var packed = new MemoryStream();
        packed.Write(zip.Span);
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entries = archive.Entries.ToList();
            foreach (var (index, content) in changed)
            {
                if (content is not { } kept)
                {
                    entries[index].Delete();
                    continue;
                }

                using var part = entries[index].Open();
                part.SetLength(0);
                part.Write(kept.Span);
            }
        }

        return packed.ToArray();
    }
}
