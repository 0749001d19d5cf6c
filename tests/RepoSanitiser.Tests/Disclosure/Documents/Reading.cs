using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Tests.Disclosure.Documents;

/// <summary>Reads made-up content and shows tables as people write them down.</summary>
internal static class Reading
{
    public static DocumentSet Read(string text, string extension, DocumentLimits? limits = null, OutputLabel label = OutputLabel.None) =>
        Read(Encoding.UTF8.GetBytes(text), extension, limits, label);

    public static DocumentSet Read(byte[] bytes, string extension, DocumentLimits? limits = null, OutputLabel label = OutputLabel.None) =>
        new DocumentReader(limits ?? new DocumentLimits()).Read(bytes, new FileContext(extension, label), CancellationToken.None);

    public static IReadOnlyList<TableDocument> Tables(this DocumentSet set) => [.. set.Documents.OfType<TableDocument>()];

    public static Table Table(this DocumentSet set) => Assert.Single(set.Tables()).Table;

    public static string Text(this DocumentSet set) => Show(Assert.Single(set.Documents.OfType<TextDocument>()));

    public static string[] Types(this DocumentSet set) => [.. set.Documents.OfType<FileDocument>().Select(f => f.Type)];

    public static string[] Members(this DocumentSet set) => [.. set.Tables().Select(t => t.Member ?? "")];

    public static string Show(TextDocument document) => Encoding.UTF8.GetString(document.Text.Bytes.Span);

    /// <summary>Rows as lines, cells divided by bars, a double bar under the headers.</summary>
    public static string[] Show(this Table table) =>
        [.. Enumerable.Range(0, table.RowCount).Select(row =>
            string.Join('|', Enumerable.Range(0, table.Width(row)).Select(column => table.GetString(row, column))))];
}
