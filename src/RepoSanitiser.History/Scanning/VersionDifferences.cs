using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Differencing;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Scanning;

/// <summary>
/// Compares each version of an output with the one that a commit put in its place: what two commits give away together. Findings lie in
/// the later version.
/// </summary>
internal sealed class VersionDifferences(Repository repository, ContentJudge judge, FingerprintKey key, ObjectTable objects, ScanOptions options)
{
    private readonly TableComparison _comparison = new(judge.Policy);

    /// <summary>Whether git could not list all versions, so that not all were compared.</summary>
    public bool Failed { get; private set; }

    /// <summary>What the rule about differences says of each later version.</summary>
    /// <param name="tips">The commits whose history is followed.</param>
    /// <param name="contextOf">What is known of a path.</param>
    /// <param name="cancellation">Ends the comparison.</param>
    public IReadOnlyList<JudgedBlob> Find(IReadOnlyList<ObjectId> tips, Func<string, FileContext> contextOf, CancellationToken cancellation)
    {
        var found = new Dictionary<(int Blob, FileContext Context), List<RuleHit>>();
        var byPath = Replacements(tips).Where(r => IsOutput(contextOf(r.Path))).Distinct().GroupBy(r => r.Path, StringComparer.Ordinal).ToList();
        for (var i = 0; i < byPath.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            options.Progress.Report("comparing versions", i, byPath.Count);
            Compare(contextOf(byPath[i].Key), [.. byPath[i].Select(r => (r.Before, r.After))], found, cancellation);
        }

        return [.. found.Select(f => new JudgedBlob(
            f.Key.Blob, f.Key.Context, new Judged(ReadState.Read, null, Sighting.Of(Distinct(f.Value), key, objects[f.Key.Blob].ToString(), options.KeepValues), [])))];
    }

    private void Compare(
        FileContext context, List<(ObjectId Before, ObjectId After)> pairs, Dictionary<(int Blob, FileContext Context), List<RuleHit>> found, CancellationToken cancellation)
    {
        var tables = new Dictionary<ObjectId, FileTables>();
        new CatFile(repository).Read(
            [.. pairs.Select(p => p.Before).Concat(pairs.Select(p => p.After)).Distinct()],
            options.MaxObjectBytes,
            (id, type, content) =>
            {
                if (type == ObjectType.Blob) tables[id] = FileTables.Of(FileTables.Read(content, context, cancellation));
            },
            static (_, _, _) => { });
        foreach (var (before, after) in pairs)
        {
            var blob = objects.Find(after);
            if (blob < 0 || !tables.TryGetValue(before, out var old) || !tables.TryGetValue(after, out var now)) continue;
            var hits = _comparison.Versions(now, old, "an earlier version", () => FileTables.Read(Content(after), context, cancellation));
            if (hits.Count == 0) continue;
            if (!found.TryGetValue((blob, context), out var list)) found.Add((blob, context), list = []);
            list.AddRange(hits);
        }
    }

    /// <summary>Each time that a commit put one version of a file in the place of another, by any line of history.</summary>
    private IEnumerable<(string Path, ObjectId Before, ObjectId After)> Replacements(IReadOnlyList<ObjectId> tips)
    {
        var listed = repository.Git.RunWithInput(
            string.Concat(tips.Select(t => $"{t}\n")),
            "log", "--stdin", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=M", "--format=", "--no-ext-diff", "--no-textconv", "--no-show-signature");
        Failed |= listed.ExitCode != 0;
        var fields = Encoding.UTF8.GetString(listed.Output).Split('\0');
        for (var i = 0; i + 1 < fields.Length; i++)
        {
            // ":100644 100644 before after M", then the path.
            if (fields[i].TrimStart('\n') is not [':', ..] || fields[i].TrimStart('\n').Split(' ') is not [_, _, var before, var after, _]) continue;
            if (ObjectId.TryParse(before, out var old) && ObjectId.TryParse(after, out var now)) yield return (fields[i + 1], old, now);
            i++;
        }
    }

    private byte[] Content(ObjectId id)
    {
        byte[] content = [];
        new CatFile(repository).Read([id], options.MaxObjectBytes, (_, _, bytes) => content = bytes.ToArray(), static (_, _, _) => { });
        return content;
    }

    private static bool IsOutput(FileContext context) => context.Label is OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive;

    /// <summary>A version that came after several others says the same of a cell once.</summary>
    private static List<RuleHit> Distinct(List<RuleHit> hits) => [.. hits.DistinctBy(h => (h.Location, h.Content))];
}
