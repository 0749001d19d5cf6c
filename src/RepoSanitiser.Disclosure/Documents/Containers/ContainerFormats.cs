namespace RepoSanitiser.Disclosure.Documents.Containers;

/// <summary>Knows containers by their first bytes and by their name.</summary>
internal static class ContainerFormats
{
    /// <summary>Whether opening it would give members.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> bytes, string extension) =>
        IsGzip(bytes) || IsZip(bytes) || IsTar(bytes, extension);

    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    /// <summary>A local file header, or the end record of an empty or split archive.</summary>
    public static bool IsZip(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] or [(byte)'P', (byte)'K', 7, 8, ..];

    public static bool IsTar(ReadOnlySpan<byte> bytes, string extension) =>
        (bytes.Length >= 512 && bytes[257..].StartsWith("ustar"u8)) || (extension is ".tar" && bytes.Length >= 512);
}
