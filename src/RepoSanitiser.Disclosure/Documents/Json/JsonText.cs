using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RepoSanitiser.Disclosure.Documents.Json;

/// <summary>JSON as parsed, with where each value lies in the text.</summary>
internal sealed class JsonText : IDisposable
{
    /// <summary>Larger texts are read as text only: the parsed form takes several times their size.</summary>
    public const int MaxBytes = 64 << 20;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64, AllowDuplicateProperties = true,
    };

    private readonly ReadOnlyMemory<byte> _text;
    private readonly JsonDocument _document;

    private JsonText(ReadOnlyMemory<byte> text, JsonDocument document) => (_text, _document) = (text, document);

    public JsonElement Root => _document.RootElement;

    /// <summary>Parses a text. Python's NaN and Infinity are taken for empty strings.</summary>
    /// <returns>Null where it is not JSON, nested too deeply or too large.</returns>
    public static JsonText? Parse(ReadOnlyMemory<byte> text)
    {
        if (text.Length > MaxBytes) return null;
        if (TryParse(text) is { } parsed) return parsed;
        return text.Span.IndexOf("NaN"u8) >= 0 || text.Span.IndexOf("Infinity"u8) >= 0 ? TryParse(WithoutNaN(text.Span)) : null;
    }

    /// <summary>The byte offset of a value in the text.</summary>
    public int Offset(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(_text.Span), ref MemoryMarshal.GetReference(raw));
    }

    public void Dispose() => _document.Dispose();

    private static JsonText? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return new JsonText(text, JsonDocument.Parse(text, Options));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] WithoutNaN(ReadOnlySpan<byte> text)
    {
        var copy = text.ToArray();
        Replace(copy, "-Infinity"u8, "\"\"       "u8);
        Replace(copy, "Infinity"u8, "\"\"      "u8);
        Replace(copy, "NaN"u8, "\"\" "u8);
        return copy;
    }

    private static void Replace(Span<byte> text, ReadOnlySpan<byte> word, ReadOnlySpan<byte> by)
    {
        for (var at = 0; at < text.Length;)
        {
            var found = text[at..].IndexOf(word);
            if (found < 0) return;
            at += found;
            // Within a string the word stays.
            var before = text[..at].TrimEnd(" \t\r\n"u8);
            if (before.IsEmpty || before[^1] is (byte)':' or (byte)',' or (byte)'[') by.CopyTo(text[at..]);
            at += word.Length;
        }
    }
}
