namespace RepoSanitiser.Disclosure.Differencing;

/// <summary>A hash by which labels are compared (FNV-1a): no name is kept, and none is given away because it never leaves the process.</summary>
internal static class TextHash
{
    public const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Goes on with one more text: upper case and lower case are the same, blanks around it are nothing.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<byte> text)
    {
        foreach (var value in text.Trim((byte)' ')) hash = (hash ^ (value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value)) * Prime;
        return (hash ^ 0xff) * Prime;
    }
}
