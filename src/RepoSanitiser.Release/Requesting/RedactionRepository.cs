using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Release.Requesting;

/// <summary>
/// The git repository that a workspace is, or lies in: what is committed below the workspace, by paths from there, and by whom. A linked work
/// tree has a HEAD of its own, and that one counts.
/// </summary>
internal sealed class RedactionRepository
{
    private readonly string _folder;
    private readonly string _prefix;
    private readonly ObjectFormat _format;
    private readonly GitRunner _git;
    private readonly Dictionary<string, (ObjectId Blob, bool IsFile)> _committed = new(StringComparer.Ordinal);

    private RedactionRepository(string folder, Repository repository, string prefix)
    {
        (_folder, _prefix, _format, _git) = (folder, prefix, repository.Format, new GitRunner(repository.GitDirectory));
        // Where HEAD names no commit yet, nothing is committed.
        if (_git.Run("rev-parse", "--verify", "--quiet", "HEAD").ExitCode != 0) return;
        var listed = _git.Run(["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", "HEAD", "--", .. prefix.Length > 0 ? [prefix] : Array.Empty<string>()]);
        if (listed.ExitCode != 0) throw Unreadable();
        foreach (var line in listed.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var isBelow = tab > 0 && line.AsSpan(tab + 1).StartsWith(prefix, StringComparison.Ordinal);
            if (isBelow && line[..tab].Split(' ') is [var mode, _, var id] && ObjectId.TryParse(id, out var blob))
                _committed[line[(tab + 1 + prefix.Length)..]] = (blob, mode is "100644" or "100755");
        }
    }

    /// <summary>The repository of a folder; null where it lies in none.</summary>
    /// <exception cref="ReposanException">There is one that can't be read (refused).</exception>
    public static RedactionRepository? Around(string folder) =>
        Repository.Around(folder) is (var repository, var prefix) ? new RedactionRepository(folder, repository, prefix) : null;

    /// <summary>What is committed.</summary>
    public IEnumerable<string> Paths => _committed.Keys;

    /// <summary>Whether bytes are what is committed at a path; false where nothing is.</summary>
    public bool Has(string path, ReadOnlySpan<byte> content) =>
        _committed.TryGetValue(path, out var entry) && entry.IsFile && ObjectHash.Of(ObjectType.Blob, content, _format) == entry.Blob;

    /// <summary>E-mail addresses of all who committed a version of some files.</summary>
    /// <exception cref="ReposanException">The history can't be read (refused).</exception>
    public IReadOnlyList<string> AuthorsOf(IReadOnlyList<string> paths)
    {
        var people = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        // From the root, wherever the process happens to be: a submodule's settings name its work tree.
        foreach (var some in paths.Where(_committed.ContainsKey).Select(p => $":(top,literal){_prefix}{p}").Chunk(500))
        {
            var log = _git.Run(["log", "--full-history", "--no-use-mailmap", "--no-show-signature", "--format=%ae%n%ce", "HEAD", "--", .. some]);
            if (log.ExitCode != 0) throw Unreadable();
            people.UnionWith(log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. people];
    }

    private ReposanException Unreadable() =>
        new(ExitCode.Refused, $"git can't read the history of {Printable.Escape(_folder)}: run git fsck there to see why.");
}
