using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// Looks through the files outside the object stores: all of a git directory (refs, reflogs, heads, index, LFS files, leftovers of git's
/// and others' tools), and all of a work tree, tracked, untracked or ignored.
/// </summary>
/// <param name="wanted">What is looked for.</param>
/// <param name="judge">Says what files of a work tree hold.</param>
/// <param name="key">Keys what it says.</param>
/// <param name="evidence">Takes what is found.</param>
/// <param name="options">Limits.</param>
internal sealed class FileSearch(Wanted wanted, ContentJudge judge, FingerprintKey key, Evidence evidence, ProofOptions options)
{
    private readonly PathClassifier _classifier = new(new StudyDeclarations());
    private readonly List<string> _nested = [];

    /// <summary>Repositories that lie in work trees and are none of their submodules.</summary>
    public IReadOnlyList<string> Nested => _nested;

    /// <summary>Looks through a git directory but for its object store and its submodules' directories, which are looked through by themselves.</summary>
    /// <param name="directory">The git directory.</param>
    /// <param name="prefix">What stands before paths in it.</param>
    /// <param name="modules">The git directories of its submodules.</param>
    /// <param name="cancellation">Ends the search between files.</param>
    public void SearchGitDirectory(string directory, string prefix, IEnumerable<string> modules, CancellationToken cancellation)
    {
        foreach (var file in Walk.Files(directory, new HashSet<string>([Path.Combine(directory, "objects"), .. modules], StringComparer.Ordinal)))
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.GetRelativePath(directory, file.Text);
            var place = prefix + SensitiveNames.Safe(judge, wanted.Names.SafeRef(path));
            if (Read(file, place) is not { } content) continue;
            Tell(place, content);
            if (IsIn("logs", path)) TellReflog(place, content);
            if (IsIn("info", path) && wanted.Names.IsInList(content)) evidence.Remains(RemainderKind.Named, place, "names a file or folder by the name that was replaced");
            if (wanted.Names.NamesRef(path, content)) evidence.Remains(RemainderKind.Named, place, "names a ref by the name that was replaced");
            if (wanted.IsOrphan(Path.GetFileName(path))) evidence.Remains(RemainderKind.Object, place, "the orphaned LFS object is in the store");
            foreach (var id in wanted.InHex(content).Concat(wanted.InBinary(content)).Distinct())
                evidence.Remains(RemainderKind.Named, place, $"names the {wanted.What(id)}", id);
        }
    }

    /// <summary>Looks through a work tree.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="prefix">What stands before paths in it.</param>
    /// <param name="cancellation">Ends the search between files.</param>
    public void SearchWorkTree(string directory, string prefix, CancellationToken cancellation)
    {
        foreach (var file in Walk.Files(directory, new HashSet<string>([Path.Combine(directory, ".git")], StringComparer.Ordinal), TakeNested))
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.GetRelativePath(directory, file.Text);
            var place = prefix + SensitiveNames.Safe(judge, wanted.Names.Safe(path));
            if (wanted.Names.IsIn(path)) evidence.Remains(RemainderKind.Named, place, "a file or folder has a name that was replaced");
            if (Read(file, place) is not { } content) continue;
            Tell(place, content);
            var hits = judge.Judge(content, _classifier.For(path), cancellation).Hits;
            if (hits.Any(h => wanted.IsCell(h.Rule, key.ContentTag(h.Rule, h.Content.Reveal()), h.Value, h.Location))) evidence.Remains(RemainderKind.Cells, place, "the rules see in it what they saw in purged content");
        }
    }

    private static bool IsIn(string folder, string path) =>
        path.StartsWith(folder + "/", StringComparison.Ordinal) || (path.StartsWith("worktrees/", StringComparison.Ordinal) && path.Contains($"/{folder}/", StringComparison.Ordinal));

    /// <summary>Looks for messages in a reflog, which has each in a line, after the ids and the name, and often after what was done.</summary>
    private void TellReflog(string place, byte[] content)
    {
        foreach (var line in Encoding.Latin1.GetString(content).Split('\n'))
        {
            if (line.Split('\t', 2) is not [_, var message]) continue;
            Tell(place, Encoding.Latin1.GetBytes(message));
            if (message.Split(": ", 2) is [_, var subject]) Tell(place, Encoding.Latin1.GetBytes(subject));
        }
    }

    private void Tell(string place, byte[] content)
    {
        var seen = wanted.Content.Look(content);
        var inside = seen.Inside ? ", packed in it" : "";
        if (seen.Whole) evidence.Remains(RemainderKind.Content, place, $"a file has purged content{inside}");
        if (seen.Lines > 0) evidence.Remains(RemainderKind.Lines, place, $"a file has offending lines{inside}");
        if (seen.Unread is { } reason) evidence.Unread(null, place, reason);
    }

    private byte[]? Read(RawPath file, string place)
    {
        evidence.Files++;
        try
        {
            if (FileWalk.Read(file, options.MaxObjectBytes) is { } content) return content;
            evidence.Unread(null, place, $"larger than the limit of {options.MaxObjectBytes >> 20} MiB");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It went while it was looked for: what is gone does not remain.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            evidence.Unread(null, place, "the file can't be read");
        }

        return null;
    }

    private FileWalk Walk => new(f => evidence.Unread(null, SensitiveNames.Safe(judge, f.Text), "the folder can't be read"));

    private void TakeNested(RawPath folder)
    {
        if (folder.IsNameable) _nested.Add(folder.Text);
        else evidence.Unread(null, SensitiveNames.Safe(judge, folder.Text), "a repository in a folder whose name is not UTF-8, which can't be opened: rename the folder");
    }
}
