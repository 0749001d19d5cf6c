using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Differencing;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.History.Checking;

/// <summary>
/// Compares the files of a check with each other, and with an earlier release: versions of a file by its name, a group with its parts by
/// the headers and rows of their tables. Files that share neither are never set beside each other.
/// </summary>
internal sealed class Comparing(Policy policy, CheckJudging judging, CheckOptions options, CancellationToken cancellation)
{
    private const int MostTables = 16;
    private const int MostOfEach = 100;
    private const int MostWholes = 10;

    private readonly TableComparison _comparison = new(policy);
    private readonly Lock _lock = new();
    private readonly List<(CheckedContent File, TableOutline Outline)> _seen = [];
    private readonly Dictionary<CheckedContent, FileTables> _read = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes note of a table that was read, for <see cref="Files"/>.</summary>
    public void Saw(CheckedContent file, TableDocument document, int ordinal)
    {
        if (ordinal >= MostTables || TableOutline.Of(document.Table, ordinal) is not { } outline) return;
        lock (_lock) _seen.Add((file, outline));
    }

    /// <summary>Compares the files of the check with each other.</summary>
    public void Files()
    {
        var files = _seen.GroupBy(s => s.File).ToDictionary(g => g.Key, g => g.Select(s => s.Outline).OrderBy(o => o.Ordinal).ToList());
        foreach (var group in files.Keys.GroupBy(NameOf, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var versions = group.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
            for (var i = 1; i < versions.Count; i++) Versions(versions[i], versions[i - 1], SharesHeaders(files[versions[i]], files[versions[i - 1]]));
            Forget(versions);
        }

        var alike = _seen.GroupBy(s => (s.Outline.Headers, s.Outline.Labels)).Select(g => g.Select(s => s.File).Distinct().ToList());
        foreach (var group in alike.Where(g => g.Count > 1))
        {
            Parts([.. group.OrderBy(f => f.Path, StringComparer.Ordinal)]);
            Forget(group);
        }
    }

    /// <summary>Compares the files of the check with those of an earlier release.</summary>
    /// <param name="files">The files of the check.</param>
    /// <param name="earlier">The files of the release.</param>
    public void Against(IReadOnlyList<CheckedContent> files, IReadOnlyList<CheckedContent> earlier)
    {
        var byName = earlier.ToLookup(NameOf, StringComparer.Ordinal);
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            var match = byName[NameOf(file)].MaxBy(f => (CommonEnd(f.Path, file.Path), f.Path), Longest.Instance);
            if (match is null || match.Length > options.MaxFileBytes || file.Length > options.MaxFileBytes) continue;
            Versions(file, match, mayDiffer: true);
            Forget([file, match]);
        }
    }

    private void Versions(CheckedContent here, CheckedContent there, bool mayDiffer)
    {
        if (!mayDiffer) return;
        cancellation.ThrowIfCancellationRequested();
        judging.Add(here, _comparison.Versions(TablesOf(here), TablesOf(there), judging.Safe(there.Shown), () => Documents(here)));
    }

    /// <summary>
    /// A group and its parts among files whose tables have the same headers and the same rows. Among very many such files only names
    /// say which of them is the whole: each with each would take longer than the check.
    /// </summary>
    private void Parts(List<CheckedContent> group)
    {
        var isLarge = group.Count > MostOfEach;
        var wholes = isLarge ? [.. group.OrderBy(f => FileNames.WordsWithoutWhole(NameOf(f)).Count).Take(MostWholes)] : group;
        foreach (var whole in wholes)
        {
            foreach (var part in group)
            {
                if (part == whole || NameOf(part) == NameOf(whole)) continue;
                cancellation.ThrowIfCancellationRequested();
                var isNamed = FileNames.IsPartOf(NameOf(part), NameOf(whole));
                if (isNamed || !isLarge)
                    judging.Add(part, _comparison.Part(TablesOf(part), TablesOf(whole), isNamed, judging.Safe(whole.Shown), () => Documents(part)));
            }
        }
    }

    private FileTables TablesOf(CheckedContent file)
    {
        if (!_read.TryGetValue(file, out var known)) _read.Add(file, known = FileTables.Of(Documents(file)));
        return known;
    }

    private IReadOnlyList<TableDocument> Documents(CheckedContent file)
    {
        if (file.Reread() is { } bytes) return FileTables.Read(bytes, file.Context, cancellation);
        judging.TakeUnread(new CoverageItem(null, file.Shown, ReadState.Unread, "could not be read again, so nothing was compared with it"));
        return [];
    }

    private void Forget(IEnumerable<CheckedContent> files)
    {
        foreach (var file in files) _read.Remove(file);
    }

    private static bool SharesHeaders(List<TableOutline> one, List<TableOutline> other) => one.Exists(o => other.Exists(t => t.Headers == o.Headers));

    private static string NameOf(CheckedContent file) => file.Path[(file.Path.LastIndexOf('/') + 1)..];

    private static int CommonEnd(string one, string other)
    {
        var length = 0;
        while (length < one.Length && length < other.Length && one[^(length + 1)] == other[^(length + 1)]) length++;
        return length;
    }

    private sealed class Longest : IComparer<(int Length, string Path)>
    {
        public static Longest Instance { get; } = new();

        public int Compare((int Length, string Path) x, (int Length, string Path) y) =>
            x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x.Path, y.Path);
    }
}
