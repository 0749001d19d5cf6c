using System.Text;

namespace RepoSanitiser.Git.Transactions;

/// <summary>
/// Files of a work tree whose names are no UTF-8, which this runtime can't open, and symbolic links, whose target may be none: git removes
/// and writes them, through an index that is made for it, and follows no link out of the work tree.
/// </summary>
/// <param name="gitDirectory">The work tree's git directory.</param>
/// <param name="folder">Its files.</param>
internal sealed class RawNames(string gitDirectory, string folder)
{
    private string IndexFile => Path.Combine(gitDirectory, "reposan-index");

    /// <summary>Whether a path, one character a byte, is no UTF-8.</summary>
    public static bool AreIn(string raw) =>
        !Ascii.IsValid(raw) && !System.Text.Unicode.Utf8.IsValid(Encoding.Latin1.GetBytes(raw));

    /// <summary>Removes files, with the folders that this leaves empty. Those that are gone already are none.</summary>
    /// <param name="raw">Their paths, one character a byte.</param>
    /// <returns>Files that could not be removed.</returns>
    public int Remove(IReadOnlyList<string> raw) =>
        Run(null, raw, "--literal-pathspecs", "rm", "-f", "-q", "--sparse", "--ignore-unmatch", "--pathspec-from-file=-", "--pathspec-file-nul");

    /// <summary>Writes files as a tree has them.</summary>
    /// <param name="tree">The tree that has them.</param>
    /// <param name="raw">Their paths, one character a byte.</param>
    /// <param name="replaces">Whether also those that are there are written.</param>
    /// <returns>Files that could not be written.</returns>
    public int Write(string tree, IReadOnlyList<string> raw, bool replaces)
    {
        var failed = Run(tree, raw, ["checkout-index", "-q", .. replaces ? (string[])["-f"] : [], "-z", "--stdin"]);
        // A file that is there and stays is no failure.
        return replaces ? failed : 0;
    }

    private int Run(string? tree, IReadOnlyList<string> raw, params string[] arguments)
    {
        if (raw.Count == 0) return 0;
        var git = new GitRunner(gitDirectory) { IndexFile = IndexFile };
        try
        {
            File.Delete(IndexFile + ".lock");
            var filled = tree is null ? git.Run(stream => stream.Write(Entries(raw)), "update-index", "-z", "--index-info") : git.Run("read-tree", tree);
            if (filled.ExitCode != 0) return raw.Count;
            var paths = Encoding.Latin1.GetBytes(string.Concat(raw.Select(r => r + "\0")));
            var ended = git.Run(
                stream => stream.Write(paths),
                [.. WorkTreeFiles.WithoutFilters(git), "-c", "core.autocrlf=false", "-c", "core.eol=lf", "-C", folder, "--work-tree=" + folder, .. arguments]);
            return ended.ExitCode == 0 ? 0 : raw.Count;
        }
        finally
        {
            File.Delete(IndexFile);
        }
    }

    /// <summary>Entries for an index of which only the paths count.</summary>
    private byte[] Entries(IReadOnlyList<string> raw)
    {
        var any = new string('1', new GitRunner(gitDirectory).Run("rev-parse", "--show-object-format").Text.Trim() == "sha256" ? 64 : 40);
        return Encoding.Latin1.GetBytes(string.Concat(raw.Select(r => $"100644 {any}\t{r}\0")));
    }
}
