namespace RepoSanitiser.GitHub.Client;

/// <summary>What was read in this run, by its ETag: reading it again costs nothing of the limit where it has not changed.</summary>
internal sealed class AnswerCache
{
    private const int MostBytesOfOne = 1 << 20;
    private const long MostBytes = 64 << 20;

    private readonly Dictionary<(Uri Url, string Accept), Kept> _kept = [];
    private long _bytes;

    /// <summary>An answer that may still hold.</summary>
    public sealed record Kept(string ETag, RestAnswer Answer);

    /// <summary>The answer kept for a URL; null where there is none.</summary>
    public Kept? Find(Uri url, string accept) => _kept.GetValueOrDefault((url, accept));

    /// <summary>Keeps an answer that has an ETag.</summary>
    public void Keep(Uri url, string accept, RestAnswer answer)
    {
        if (_kept.Remove((url, accept), out var old)) _bytes -= old.Answer.Body.Length;
        if (answer.Header("ETag") is not { } tag || answer.Body.Length > MostBytesOfOne || _bytes + answer.Body.Length > MostBytes) return;
        _kept[(url, accept)] = new Kept(tag, answer);
        _bytes += answer.Body.Length;
    }
}
