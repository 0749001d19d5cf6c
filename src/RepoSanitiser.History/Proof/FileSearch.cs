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
        foreach (var file in Below(directory, [Path.Combine(directory, "objects"), .. modules]))
        {
            cancellation.ThrowIfCancellationRequested();
            var place = prefix + SensitiveNames.Safe(judge, Path.GetRelativePath(directory, file));
            if (Read(file, place) is not { } content) continue;
            Tell(place, content);
            if (wanted.IsOrphan(Path.GetFileName(file))) evidence.Remains(RemainderKind.Object, place, "the orphaned LFS object is in the store");
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
        foreach (var file in Below(directory, [Path.Combine(directory, ".git")], nested: true))
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.GetRelativePath(directory, file);
            var place = prefix + SensitiveNames.Safe(judge, path);
            if (Read(file, place) is not { } content) continue;
            Tell(place, content);
            var hits = judge.Judge(content, _classifier.For(path), cancellation).Hits;
            if (hits.Any(h => wanted.IsCell(h.Rule, key.ContentTag(h.Rule, h.Content.Reveal()), h.Value, h.Location))) evidence.Remains(RemainderKind.Cells, place, "the rules see in it what they saw in purged content");
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

    private byte[]? Read(string file, string place)
    {
        evidence.Files++;
        try
        {
            if (new FileInfo(file).Length <= options.MaxObjectBytes) return File.ReadAllBytes(file);
            evidence.Unread(null, place, $"larger than the limit of {options.MaxObjectBytes >> 20} MiB");
        }
        catch (FileNotFoundException)
        {
            // It went while it was looked for: what is gone does not remain.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            evidence.Unread(null, place, "the file can't be read");
        }

        return null;
    }

    /// <summary>Regular files below a folder. Links are not followed: what they lead to is not part of the repository.</summary>
    private IEnumerable<string> Below(string directory, IEnumerable<string> except, bool nested = false)
    {
        var skip = except.ToHashSet(StringComparer.Ordinal);
        var folders = new Stack<string>([directory]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in Entries(folder))
            {
                if (skip.Contains(entry)) continue;
                var kind = FileKinds.Of(entry);
                if (kind == FileKind.Folder && nested && Path.GetFileName(entry) == ".git") _nested.Add(folder);
                else if (kind == FileKind.Folder) folders.Push(entry);
                else if (kind == FileKind.File) yield return entry;
            }
        }
    }

    private string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            evidence.Unread(null, SensitiveNames.Safe(judge, folder), "the folder can't be read");
            return [];
        }
    }
}
