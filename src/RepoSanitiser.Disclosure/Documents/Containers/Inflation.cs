using System.Buffers;

namespace RepoSanitiser.Disclosure.Documents.Containers;

/// <summary>What could be unpacked of a compressed stream.</summary>
/// <param name="Content">The bytes, up to the limit or to where the stream broke off.</param>
/// <param name="Outcome">Read, or why there should be more.</param>
internal readonly record struct Inflated(ReadOnlyMemory<byte> Content, Outcome Outcome);

/// <summary>Unpacks streams, counting what comes out: declared sizes are never trusted.</summary>
internal static class Inflation
{
    private const int Chunk = 128 << 10;

    /// <summary>Unpacks a stream to its end or to the limit of the blob.</summary>
    public static Inflated Inflate(Stream stream, ReadingSession session)
    {
        var output = new ArrayBufferWriter<byte>(Chunk);
        var outcome = Outcome.Read;
        try
        {
            while (true)
            {
                session.Cancellation.ThrowIfCancellationRequested();
                var left = session.BytesLeft - output.WrittenCount;
                var read = stream.Read(output.GetSpan(Chunk)[..(int)Math.Min(Chunk, left + 1)]);
                if (read == 0) break;
                if (read > left)
                {
                    output.Advance((int)left);
                    outcome = Outcome.Unread(session.OverBytes);
                    break;
                }

                output.Advance(read);
            }
        }
        catch (InvalidDataException)
        {
            outcome = Outcome.Unread("corrupt");
        }

        session.Expanded(output.WrittenCount);
        return new Inflated(output.WrittenMemory, outcome);
    }
}
