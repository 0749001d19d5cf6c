using System.Text;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>What the commits that refs reach hold, asked of git: a few processes for however many commits.</summary>
internal sealed class CommitTrees
{
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private readonly Dictionary<string, string> _refs;
    private readonly Dictionary<string, (string Tree, int Parents)> _shapes;
    private readonly Dictionary<string, string[]> _entries = new(StringComparer.Ordinal) { [EmptyTree] = [] };

    /// <param name="git">Asks the repository.</param>
    /// <param name="whole">Whether folders are looked into, or are entries themselves.</param>
    public CommitTrees(GitCli git, bool whole)
    {
        _refs = git.Lines("for-each-ref", "--format=%(refname) %(objectname)").Select(l => l.Split(' ')).ToDictionary(w => w[0], w => w[1], StringComparer.Ordinal);
        _shapes = git.Lines("log", "--all", "--format=%H %T %P").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(w => w[0], w => (w[1], w.Length - 2), StringComparer.Ordinal);
        var trees = _shapes.Values.Select(s => s.Tree).Distinct(StringComparer.Ordinal).Where(t => t != EmptyTree);
        // A tree is what it has that the empty one has not.
        var pairs = Encoding.ASCII.GetBytes(string.Concat(trees.Select(t => $"{EmptyTree} {t}\n")));
        string[] arguments = ["diff-tree", "--stdin", "--no-renames", .. whole ? (string[])["-r"] : []];
        var (tree, found) = ("", new List<string>());
        foreach (var line in git.Feed(pairs, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ':')
            {
                End();
                tree = line.Split(' ')[1];
                continue;
            }

            // ":000000 MODE ZEROS ID A<tab>PATH" below "EMPTY TREE".
            var (words, path) = (line.Split('\t', 2)[0].Split(' '), line.Split('\t', 2)[1]);
            found.Add($"{words[1]} {path} {words[3]}");
        }

        End();

        void End()
        {
            if (tree.Length > 0) _entries[tree] = [.. found.Order(StringComparer.Ordinal)];
            found.Clear();
        }
    }

    /// <summary>What a ref names; null for nothing.</summary>
    public string? At(string name) => _refs.GetValueOrDefault(name);

    /// <summary>The entries of a commit, each as its mode, path and id, in the order of these; none where there is no commit.</summary>
    public string[] Of(string? commit) => commit is null ? [] : _entries[_shapes[commit].Tree];

    /// <summary>The tree of a commit, and how many parents it has.</summary>
    public (string Tree, int Parents) Shape(string commit) => _shapes[commit];
}
