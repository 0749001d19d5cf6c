namespace RepoSanitiser.Review.Files;

/// <summary>An earlier version of a file.</summary>
/// <param name="Name">What it is, in words: <c>the last release</c>.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record EarlierFile(string Name, byte[] Content);
