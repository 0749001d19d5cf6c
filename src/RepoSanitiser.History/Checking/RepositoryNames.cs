namespace RepoSanitiser.History.Checking;

/// <summary>Judges the names that paths of a repository are made of, each once.</summary>
internal static class RepositoryNames
{
    public static void Judge(IEnumerable<string> paths, CheckJudging judging)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            for (var end = path.Length; end > 0 && seen.Add(path[..end]); end = path.LastIndexOf('/', end - 1))
            {
                var name = path[(path.LastIndexOf('/', end - 1) + 1)..end];
                judging.TakeName(path[..end], path[..end], name);
            }
        }
    }
}
