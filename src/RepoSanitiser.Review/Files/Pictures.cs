namespace RepoSanitiser.Review.Files;

/// <summary>Pictures that a browser may draw. What a file claims by its name has to be what its first bytes are.</summary>
internal static class Pictures
{
    /// <summary>The type to tell a browser; null for what is no picture, or not the one it claims to be.</summary>
    public static string? MediaTypeOf(string path, ReadOnlySpan<byte> content) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" when content.Length > 8 && content[0] == 0x89 && content[1..4].SequenceEqual("PNG"u8) => "image/png",
        ".jpg" or ".jpeg" when content.Length > 3 && content[0] == 0xff && content[1] == 0xd8 => "image/jpeg",
        ".gif" when content.StartsWith("GIF8"u8) => "image/gif",
        ".svg" => "image/svg+xml",
        _ => null,
    };
}
