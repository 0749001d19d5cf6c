using System.Text;

namespace RepoSanitiser.History.Scanning;

/// <summary>Reads messages that are not in UTF-8, as their <c>encoding</c> header says (<c>i18n.commitEncoding</c>).</summary>
internal static class MessageEncoding
{
    private static ReadOnlySpan<byte> Header => "encoding "u8;

    /// <summary>A message in UTF-8; null where it is so already, or in an encoding that is not known.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> message)
    {
        foreach (var range in headers.Split((byte)'\n'))
        {
            if (headers[range].StartsWith(Header)) return Find(Encoding.Latin1.GetString(headers[range][Header.Length..])) is { } encoding ? Encoding.UTF8.GetBytes(encoding.GetString(message)) : null;
        }

        return null;
    }

    private static Encoding? Find(string name)
    {
        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } known) return known;
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
