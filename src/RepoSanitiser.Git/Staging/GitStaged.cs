using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Staging;

/// <summary>The index as git itself lists it.</summary>
internal sealed class GitStaged : StagedContent
{
    private const string Submodule = "160000";
    private readonly Repository _repository;
    private readonly Dictionary<string, StagedFile> _files = new(StringComparer.Ordinal);
    private readonly List<StagedFile> _changes = [];

    public GitStaged(Repository repository, string? indexFile)
    {
        _repository = repository;
        // A work tree's index and head are its own.
        var git = new GitRunner(repository.GitDirectory) { IndexFile = indexFile };
        var before = new HashSet<(string, string)>();
        // Of a branch without a commit there is no tree.
        var head = git.Run("ls-tree", "-r", "-z", "--full-tree", "HEAD");
        if (head.ExitCode == 0)
        {
            foreach (var (path, words) in Entries(head.Output)) before.Add((path, words[2]));
        }

        var index = git.Run("ls-files", "-s", "-z");
        if (index.ExitCode != 0) throw new ReposanException(ExitCode.Refused, "git can't read the index: run git status to see why.");
        foreach (var (path, words) in Entries(index.Output))
        {
            if (!ObjectId.TryParse(words[1], out var id)) continue;
            var file = new StagedFile(path, id, words[0] == Submodule);
            _files.TryAdd(path, file);
            if (!before.Contains((path, words[1]))) _changes.Add(file);
        }
    }

    public override IReadOnlyList<StagedFile> Changes => _changes;

    public override StagedFile? Find(string path) => _files.GetValueOrDefault(path);

    public override byte[]? Read(ObjectId id, long mostBytes)
    {
        byte[]? content = null;
        new CatFile(_repository).Read([id], mostBytes, (_, type, bytes) => content = type == ObjectType.Blob ? bytes.ToArray() : null, static (_, _, _) => { });
        return content;
    }

    /// <summary>Entries of a listing: words, a tab, a path, a zero.</summary>
    private static IEnumerable<(string Path, string[] Words)> Entries(byte[] listing)
    {
        foreach (var entry in Encoding.UTF8.GetString(listing).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && entry[..tab].Split(' ') is { Length: 3 } words) yield return (entry[(tab + 1)..], words);
        }
    }
}
