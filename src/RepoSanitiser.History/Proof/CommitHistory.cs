using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Refs;

namespace RepoSanitiser.History.Proof;

/// <summary>What refs, heads and stashes of a repository reach, as git tells it.</summary>
internal sealed class CommitHistory
{
    private CommitHistory(Dictionary<ObjectId, ObjectId[]> parents, List<ObjectId> oldestFirst)
    {
        Parents = parents;
        OldestFirst = oldestFirst;
    }

    /// <summary>The parents of each commit.</summary>
    public IReadOnlyDictionary<ObjectId, ObjectId[]> Parents { get; }

    /// <summary>All commits, none before its parents.</summary>
    public IReadOnlyList<ObjectId> OldestFirst { get; }

    /// <summary>Whether a root is one that a purge has to keep: a ref, a head that is on no branch, a stash. Other reflogs are let go.</summary>
    public static bool IsKept(Root root) => root.Kind switch
    {
        RootKind.Ref => true,
        RootKind.PseudoRef => root.Name == "HEAD" || root.Name.EndsWith("/HEAD", StringComparison.Ordinal),
        RootKind.Reflog => root.Name.StartsWith("stash@", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Reads what some objects reach.</summary>
    public static CommitHistory Of(Repository repository, IEnumerable<ObjectId> from)
    {
        var parents = new Dictionary<ObjectId, ObjectId[]>();
        var order = new List<ObjectId>();
        using var git = repository.Git.Start("rev-list", "--parents", "--topo-order", "--reverse", "--ignore-missing", "--stdin");
        var errors = git.StandardError.ReadToEndAsync();
        var feed = Task.Run(() =>
        {
            using var input = git.StandardInput;
            foreach (var id in from.Distinct()) input.Write(id + "\n");
        });
        while (git.StandardOutput.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var id = ObjectId.Parse(words[0]);
            parents[id] = [.. words.Skip(1).Select(w => ObjectId.Parse(w))];
            order.Add(id);
        }

        git.WaitForExit();
        Task.WaitAll(errors, feed);
        return new CommitHistory(parents, order);
    }
}
