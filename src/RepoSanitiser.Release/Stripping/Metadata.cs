namespace RepoSanitiser.Release.Stripping;

/// <summary>A file without what it says beside its content.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Removed">What was taken out, in words; nothing where the bytes are as they were.</param>
public sealed record StrippedFile(byte[] Content, IReadOnlyList<string> Removed);

/// <summary>A file may hold metadata that can't be taken out. The message says what to do.</summary>
public sealed class MetadataRefusedException(string message) : Exception(message);

/// <summary>
/// Takes out of files what says who made them, when, with what and from which folder: metadata of images, properties of documents,
/// outputs of notebooks. Stripping what is stripped changes nothing.
/// </summary>
public static class Metadata
{
    /// <summary>Strips a file. What it is, its bytes say, except for text.</summary>
    /// <param name="path">Its path, for its extension.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="MetadataRefusedException">It is of a kind that holds metadata, and can't be stripped.</exception>
    public static StrippedFile Strip(string path, byte[] content)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        return content.AsSpan() switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngMetadata.Strip(content),
            [0xFF, 0xD8, 0xFF, ..] => JpegMetadata.Strip(content),
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => PdfMetadata.Strip(content),
            [0x1F, 0x8B, ..] when extension is ".svgz" => SvgMetadata.StripPacked(content),
            [(byte)'P', (byte)'K', 3, 4, ..] => OfficeMetadata.Strip(content),
            [(byte)'G', (byte)'I', (byte)'F', ..] or [(byte)'I', (byte)'I', (byte)'*', 0, ..] or [(byte)'M', (byte)'M', 0, (byte)'*', ..] or [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..]
                => throw new MetadataRefusedException("Its metadata can't be taken out here: save the figure as SVG or PNG."),
            _ when extension is ".svg" => SvgMetadata.Strip(content),
            _ when extension is ".ipynb" => NotebookOutputs.Strip(content),
            _ => new StrippedFile(content, []),
        };
    }

    /// <summary>What a file still holds, in words; nothing where it can leave.</summary>
    public static IReadOnlyList<string> Left(string path, byte[] content)
    {
        try
        {
            return Strip(path, content).Removed;
        }
        catch (MetadataRefusedException e)
        {
            return [e.Message];
        }
    }
}
