using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Disclosure.Differencing;

/// <summary>The tables of one file as far as they can be compared: their outlines and counts, without the file's content.</summary>
public sealed class FileTables
{
    private readonly List<(TableOutline? Outline, TableFigures? Figures)> _tables;

    private FileTables(List<(TableOutline? Outline, TableFigures? Figures)> tables) => _tables = tables;

    /// <summary>A file without tables.</summary>
    public static FileTables None { get; } = new([]);

    /// <summary>How many tables the file has.</summary>
    public int Count => _tables.Count;

    /// <summary>Takes the counts out of a file's tables.</summary>
    public static FileTables Of(IReadOnlyList<TableDocument> documents) => new([.. documents.Select(d =>
        TableOutline.Of(d.Table, 0) is { } outline ? ((TableOutline?)outline, TableFigures.Of(d)) : (null, null))]);

    /// <summary>Reads the tables of a file.</summary>
    public static IReadOnlyList<TableDocument> Read(ReadOnlyMemory<byte> content, FileContext context, CancellationToken cancellation) =>
        [.. new DocumentReader(new DocumentLimits()).Read(content, context, cancellation).Documents.OfType<TableDocument>()];

    /// <summary>Pairs of tables that belong together: of the same headers, each used once, else of the same place in their files.</summary>
    internal IEnumerable<(int Table, TableFigures Here, TableFigures There)> PairsWith(FileTables other)
    {
        var used = new bool[other.Count];
        for (var i = 0; i < Count; i++)
        {
            if (_tables[i] is not ({ } outline, { } figures)) continue;
            var match = other._tables.FindIndex(t => t.Outline?.Headers == outline.Headers);
            while (match >= 0 && used[match]) match = other._tables.FindIndex(match + 1, t => t.Outline?.Headers == outline.Headers);
            if (match < 0) match = i < other.Count && !used[i] ? i : -1;
            if (match < 0 || other._tables[match].Figures is not { } others) continue;
            used[match] = true;
            yield return (i, figures, others);
        }
    }
}
