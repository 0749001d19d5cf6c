using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Review.Files;

/// <summary>A table of a file with what is to be seen in it.</summary>
/// <param name="Document">The table.</param>
/// <param name="Hits">Findings by cell, 0-based.</param>
/// <param name="Changes">What changed since the earlier version; null where there is none to compare with.</param>
internal sealed record ReviewedTable(TableDocument Document, ILookup<(int Row, int Column), RuleHit> Hits, CellChanges? Changes)
{
    /// <summary>The table itself.</summary>
    public Table Table => Document.Table;
}

/// <summary>How a file can be looked at.</summary>
internal enum FileLook
{
    /// <summary>As text, beside its tables if it has any.</summary>
    Text,

    /// <summary>As a picture that a browser draws.</summary>
    Picture,

    /// <summary>Only by taking the bytes to a program of one's own.</summary>
    Bytes,
}

/// <summary>The bytes of a file of a request, read once and judged.</summary>
internal sealed class ReviewedFile
{
    private readonly Lazy<string[]> _lines;

    public ReviewedFile(byte[] content, string path, Judgement judgement, IReadOnlyList<ReviewedTable> tables, EarlierFile? earlier)
    {
        (Content, Judgement, Tables, Earlier) = (content, judgement, tables, earlier);
        MediaType = Pictures.MediaTypeOf(path, content);
        Look = MediaType is not null ? FileLook.Picture : IsText(content) ? FileLook.Text : FileLook.Bytes;
        _lines = new(() => Look == FileLook.Bytes ? [] : Encoding.UTF8.GetString(content).ReplaceLineEndings("\n").Split('\n'));
    }

    /// <summary>The bytes.</summary>
    public byte[] Content { get; }

    /// <summary>What the rules say of them, and of them beside the earlier version.</summary>
    public Judgement Judgement { get; }

    /// <summary>Its tables.</summary>
    public IReadOnlyList<ReviewedTable> Tables { get; }

    /// <summary>What it is compared with; null for nothing.</summary>
    public EarlierFile? Earlier { get; }

    /// <summary>How it can be looked at.</summary>
    public FileLook Look { get; }

    /// <summary>The type that a browser is told, for a picture; else null.</summary>
    public string? MediaType { get; }

    /// <summary>Its lines, for a file that is text.</summary>
    public IReadOnlyList<string> Lines => _lines.Value;

    /// <summary>Findings that no table shows.</summary>
    public IEnumerable<RuleHit> HitsOutsideTables
    {
        get
        {
            var shown = Tables.SelectMany(t => t.Hits).SelectMany(h => h).ToHashSet(ReferenceEqualityComparer.Instance);
            return Judgement.Hits.Where(h => !shown.Contains(h));
        }
    }

    private static bool IsText(ReadOnlySpan<byte> content) => !content.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(content);
}
