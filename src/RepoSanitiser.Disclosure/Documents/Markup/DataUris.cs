using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>Where a data URI lies in a text.</summary>
/// <param name="TypeStart">Where its media type begins.</param>
/// <param name="TypeLength">Bytes of its media type, with its parameters.</param>
/// <param name="Start">Where its payload begins.</param>
/// <param name="Length">Bytes of its payload.</param>
/// <param name="IsBase64">Whether the payload is base64; else it is percent-encoded.</param>
internal readonly record struct DataUri(int TypeStart, int TypeLength, int Start, int Length, bool IsBase64)
{
    public ReadOnlySpan<byte> Type(ReadOnlySpan<byte> text) => text.Slice(TypeStart, TypeLength);

    public ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}

/// <summary>Takes data URIs out of markup and opens them as members.</summary>
internal static class DataUris
{
    private const int MaxHead = 200;

    private static readonly SearchValues<byte> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_%\r\n \t"u8);

    private static readonly SearchValues<byte> PlainBase64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private static readonly SearchValues<byte> Ends = SearchValues.Create("\"'()<> \t\r\n\\"u8);

    /// <summary>Opens every data URI of a text.</summary>
    /// <returns>The text with the content of data URIs overwritten by blanks, so that positions stay; the same where there is none.</returns>
    public static ReadOnlyMemory<byte> Open(Source source, ReadingSession session)
    {
        var text = source.Bytes;
        byte[]? copy = null;
        var count = 0;
        for (var at = 0; Next(text, ref at, out var uri);)
        {
            if (session.MembersLeft == 0)
            {
                session.AddPart(ReadingSession.Join(source.Member, NameOf(count + 1)), Outcome.Unread(session.OverMembers));
                break;
            }

            OpenOne(source, NameOf(++count), uri.Type(text), uri.Payload(text), uri.IsBase64, session);
            copy ??= text.ToArray();
            Blank(copy.AsSpan(uri.Start, uri.Length));
        }

        return copy ?? source.Content;
    }

    /// <summary>The name of a member: data URIs are numbered from 1.</summary>
    public static string NameOf(int number) => $"data URI {number}";

    /// <summary>Finds the next data URI of a text, and moves behind it.</summary>
    public static bool Next(ReadOnlySpan<byte> text, ref int at, out DataUri uri)
    {
        uri = default;
        while (at < text.Length)
        {
            var found = text[at..].IndexOf("data:"u8);
            if (found < 0) return false;
            at += found + "data:"u8.Length;
            var head = text[at..Math.Min(text.Length, at + MaxHead)];
            var comma = head.IndexOf((byte)',');
            if (comma < 0 || head[..comma].IndexOfAny(Ends) >= 0 || !head[..comma].ContainsAny("/;"u8)) continue;
            var start = at + comma + 1;
            var isBase64 = head[..comma].IndexOf(";base64"u8) >= 0;
            var length = isBase64 ? text[start..].IndexOfAnyExcept(Base64Characters) : text[start..].IndexOfAny(Ends);
            if (length < 0) length = text.Length - start;
            uri = new DataUri(at, comma, start, length, isBase64);
            at = start + length;
            return true;
        }

        return false;
    }

    /// <summary>What the payload of a data URI stands for. Null where it is corrupt.</summary>
    public static byte[]? Content(ReadOnlySpan<byte> payload, bool isBase64)
    {
        var plain = payload.Contains((byte)'%') || !isBase64 ? PercentDecode(payload) : payload;
        return isBase64 ? Decode(plain.TrimEnd(" \t\r\n"u8)) : plain.ToArray();
    }

    /// <summary>The type of a file by its first bytes, where that is all there is to know of it: most of what is embedded is pictures,
    /// and they need not be decoded. Null where the content is to be opened.</summary>
    public static FileType? Peek(ReadOnlySpan<byte> base64, string extension)
    {
        var head = base64[..Math.Min(base64.Length, 96)];
        var end = head.IndexOfAnyExcept(PlainBase64);
        if (end >= 0) head = head[..end];
        Span<byte> bytes = stackalloc byte[72];
        return Base64.DecodeFromUtf8(head[..(head.Length & ~3)], bytes, out _, out var written, isFinalBlock: false) == OperationStatus.Done
            ? FileTypes.Detect(bytes[..written], extension)
            : null;
    }

    /// <summary>Decodes base64, with or without line breaks. Null where it is none.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> base64)
    {
        var output = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Base64.DecodeFromUtf8(base64, output, out _, out var written) == OperationStatus.Done ? output[..written] : null;
    }

    /// <summary>The extension that a media type stands for.</summary>
    public static string ExtensionOf(ReadOnlySpan<byte> mediaType)
    {
        var end = mediaType.IndexOf((byte)';');
        return Encoding.ASCII.GetString(end < 0 ? mediaType : mediaType[..end]).ToLowerInvariant() switch
        {
            "text/csv" or "application/csv" => ".csv",
            "text/tab-separated-values" => ".tsv",
            "text/html" => ".html",
            "text/css" => ".css",
            "text/plain" => ".txt",
            "text/markdown" => ".md",
            "text/latex" => ".tex",
            "application/json" or "text/json" => ".json",
            "application/javascript" or "text/javascript" or "application/x-javascript" => ".js",
            "image/svg+xml" => ".svg",
            "image/png" => ".png",
            "image/jpeg" or "image/jpg" => ".jpeg",
            "image/gif" => ".gif",
            "application/pdf" => ".pdf",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => ".xlsx",
            "application/vnd.ms-fontobject" => ".eot",
            var type when type.EndsWith("+json", StringComparison.Ordinal) => ".json",
            _ => "",
        };
    }

    private static void OpenOne(Source source, string name, ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload, bool isBase64, ReadingSession session)
    {
        var member = ReadingSession.Join(source.Member, name);
        if (isBase64 && Peek(payload, ExtensionOf(type)) is { } file)
        {
            session.AddMember(source.Member, name, file);
            return;
        }

        var plain = payload.Contains((byte)'%') || !isBase64 ? PercentDecode(payload) : payload;
        if (plain.Length > session.BytesLeft)
        {
            session.AddPart(member, Outcome.Unread(session.OverBytes));
            return;
        }

        var content = isBase64 ? Decode(plain.TrimEnd(" \t\r\n"u8)) : plain.ToArray();
        if (content is null)
        {
            session.AddPart(member, Outcome.Unread("corrupt base64"));
            return;
        }

        session.Expanded(content.Length);
        session.OpenMember(source.Member, name, content, ExtensionOf(type), source.Depth);
    }

    private static ReadOnlySpan<byte> PercentDecode(ReadOnlySpan<byte> text)
    {
        var output = new byte[text.Length];
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'%' && i + 2 < text.Length && Utf8Parser.TryParse(text.Slice(i + 1, 2), out byte value, out var used, 'x') && used == 2)
            {
                output[written++] = value;
                i += 2;
            }
            else
            {
                output[written++] = text[i];
            }
        }

        return output.AsSpan(0, written);
    }

    private static void Blank(Span<byte> span)
    {
        while (!span.IsEmpty)
        {
            var line = span.IndexOf((byte)'\n');
            span[..(line < 0 ? span.Length : line)].Fill((byte)' ');
            if (line < 0) return;
            span = span[(line + 1)..];
        }
    }
}
