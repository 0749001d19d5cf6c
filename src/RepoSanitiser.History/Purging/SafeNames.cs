using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Purging;

/// <summary>Masks what in a path or a ref's name may identify somebody, wherever a plan or a certificate shows it.</summary>
public static class SafeNames
{
    /// <summary>By the rules of a judge.</summary>
    public static Func<string, string> By(ContentJudge judge)
    {
        var known = new System.Collections.Concurrent.ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        return name => known.GetOrAdd(name, n => SensitiveNames.Safe(judge, n));
    }
}
