using System.Buffers.Text;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents.Markup;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>Redacts what data URIs in a text hold: each as a file of its own, put back in the encoding it had.</summary>
internal sealed class EmbeddedRedactor(ContentRedactor contents)
{
    /// <summary>Plans the edits of all payloads that change.</summary>
    public List<Edit> Plan(ReadOnlyMemory<byte> text, FileContext context, Pass pass)
    {
        var edits = new List<Edit>();
        var number = 0;
        for (var at = 0; DataUris.Next(text.Span, ref at, out var uri);)
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            number++;
            if (DataUris.Content(uri.Payload(text.Span), uri.IsBase64) is not { } content) continue;
            var inner = context with { Extension = DataUris.ExtensionOf(uri.Type(text.Span)) };
            var redacted = pass.Within(DataUris.NameOf(number), () => contents.Redact(content, inner, pass));
            if (redacted.Span.SequenceEqual(content)) continue;
            edits.Add(new Edit(uri.Start, uri.Start + uri.Length, uri.IsBase64 ? Base64Of(redacted.Span) : PercentEncoded(redacted.Span)));
        }

        return edits;
    }

    /// <summary>Content as base64.</summary>
    public static byte[] Base64Of(ReadOnlySpan<byte> content)
    {
        var output = new byte[Base64.GetMaxEncodedToUtf8Length(content.Length)];
        _ = Base64.EncodeToUtf8(content, output, out _, out var written);
        return output[..written];
    }

    private static byte[] PercentEncoded(ReadOnlySpan<byte> content)
    {
        var output = new StringBuilder(content.Length * 2);
        foreach (var b in content)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~') output.Append((char)b);
            else output.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return Encoding.ASCII.GetBytes(output.ToString());
    }
}
