using System.Text;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>UTF-8 text with line numbers found only when a rule asks for them.</summary>
/// <param name="bytes">UTF-8; malformed sequences are kept as they are and count one character a byte.</param>
public sealed class Text(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The text.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>The 1-based line and column (in characters) of a byte offset.</summary>
    public (int Line, int Column) Position(int offset)
    {
        var before = Bytes.Span[..offset];
        var line = before.Count((byte)'\n') + 1;
        var start = before.LastIndexOf((byte)'\n') + 1;
        return (line, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }
}
