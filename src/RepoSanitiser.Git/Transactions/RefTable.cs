using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Transactions;

/// <summary>What kind of thing a ref is to a rewrite.</summary>
public enum RefKind
{
    /// <summary>A branch.</summary>
    Branch,

    /// <summary>A tag.</summary>
    Tag,

    /// <summary>Notes on objects.</summary>
    Note,

    /// <summary>The newest stash.</summary>
    Stash,

    /// <summary>A replacement of an object by another.</summary>
    Replace,

    /// <summary>A pull request, as a mirror fetches them: a server lets nobody change it.</summary>
    Pull,

    /// <summary>What a remote's branch was when it was last fetched.</summary>
    Remote,

    /// <summary>The HEAD of a work tree.</summary>
    Head,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A ref as it stands.</summary>
/// <param name="Name">Its full name; those of a linked work tree begin with <c>worktrees/NAME/</c>.</param>
/// <param name="Target">The object it names.</param>
/// <param name="Symbolic">The ref it stands for, where it is a symbolic one.</param>
public sealed record RefState(string Name, ObjectId Target, string? Symbolic)
{
    /// <summary>What kind of ref it is.</summary>
    public RefKind Kind { get; } = KindOf(Name);

    /// <summary>The kind that a name says.</summary>
    public static RefKind KindOf(string name) => name switch
    {
        "refs/stash" => RefKind.Stash,
        _ when name.StartsWith("refs/heads/", StringComparison.Ordinal) => RefKind.Branch,
        _ when name.StartsWith("refs/tags/", StringComparison.Ordinal) => RefKind.Tag,
        _ when name.StartsWith("refs/notes/", StringComparison.Ordinal) => RefKind.Note,
        _ when name.StartsWith("refs/replace/", StringComparison.Ordinal) => RefKind.Replace,
        _ when name.StartsWith("refs/pull/", StringComparison.Ordinal) => RefKind.Pull,
        _ when name.StartsWith("refs/remotes/", StringComparison.Ordinal) => RefKind.Remote,
        _ when name == "HEAD" || name.EndsWith("/HEAD", StringComparison.Ordinal) => RefKind.Head,
        _ => RefKind.Other,
    };
}

/// <summary>An entry of the stash, newest first.</summary>
/// <param name="Commit">The stash's commit.</param>
/// <param name="Line">Who, when and what: the reflog's line after both ids.</param>
public sealed record StashEntry(ObjectId Commit, string Line);

/// <summary>Every ref of a repository and of its work trees, and all stashes.</summary>
public sealed class RefTable
{
    private readonly List<RefState> _refs = [];
    private readonly List<StashEntry> _stashes = [];

    private RefTable()
    {
    }

    /// <summary>The refs.</summary>
    public IReadOnlyList<RefState> Refs => _refs;

    /// <summary>The stashes, newest first.</summary>
    public IReadOnlyList<StashEntry> Stashes => _stashes;

    /// <summary>Reads them.</summary>
    /// <exception cref="ReposanException">A ref is broken (refused).</exception>
    public static RefTable Read(Repository repository)
    {
        var table = new RefTable();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in repository.WorkTrees)
        {
            var prefix = tree.Name.Length == 0 ? "" : $"worktrees/{tree.Name}/";
            var git = new GitRunner(tree.GitDirectory);
            table.ReadRefs(git, prefix, names);
            table.ReadHead(git, prefix);
        }

        if (!repository.UsesReftable) table.ReadStashes(repository);
        return table;
    }

    private void ReadRefs(GitRunner git, string prefix, HashSet<string> names)
    {
        var listed = git.Run("for-each-ref", "--format=%(objectname) %(refname)%00%(symref)");
        if (listed.ExitCode != 0 || listed.Error.Contains("broken ref", StringComparison.Ordinal))
            throw new ReposanException(ExitCode.Refused, "A ref is broken, so nothing can be said of what it held: see git for-each-ref, and delete or repair it first.");
        foreach (var line in listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var end = line.IndexOf('\0', StringComparison.Ordinal);
            if (space < 0 || end < space || !ObjectId.TryParse(line.AsSpan(0, space), out var id)) continue;
            var name = line[(space + 1)..end];
            var symbolic = end + 1 < line.Length ? line[(end + 1)..] : null;
            if (names.Add(name)) _refs.Add(new RefState(name, id, symbolic));
            else if (prefix.Length > 0 && IsPerWorkTree(name)) _refs.Add(new RefState(prefix + name, id, symbolic));
        }
    }

    private static bool IsPerWorkTree(string name) =>
        name.StartsWith("refs/bisect/", StringComparison.Ordinal)
        || name.StartsWith("refs/worktree/", StringComparison.Ordinal)
        || name.StartsWith("refs/rewritten/", StringComparison.Ordinal);

    private void ReadHead(GitRunner git, string prefix)
    {
        var id = git.Run("rev-parse", "--verify", "-q", "HEAD");
        if (id.ExitCode != 0 || !ObjectId.TryParse(id.Text.AsSpan().Trim(), out var target)) return;
        var symbolic = git.Run("symbolic-ref", "-q", "HEAD");
        _refs.Add(new RefState(prefix + "HEAD", target, symbolic.ExitCode == 0 ? symbolic.Text.TrimEnd('\n') : null));
    }

    private void ReadStashes(Repository repository)
    {
        var file = Path.Combine(repository.CommonDirectory, "logs", "refs", "stash");
        if (!File.Exists(file)) return;
        // One character a byte: messages need not be UTF-8.
        foreach (var line in File.ReadAllText(file, System.Text.Encoding.Latin1).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', 3);
            if (words.Length == 3 && ObjectId.TryParse(words[1], out var id)) _stashes.Add(new StashEntry(id, words[2]));
        }

        _stashes.Reverse();
    }
}
