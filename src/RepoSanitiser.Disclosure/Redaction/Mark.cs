namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>What takes the place of what can't be shown.</summary>
internal static class Mark
{
    /// <summary>The mark as text.</summary>
    public const string Text = "[REDACTED]";

    /// <summary>The mark as UTF-8.</summary>
    public static byte[] Bytes { get; } = "[REDACTED]"u8.ToArray();
}
