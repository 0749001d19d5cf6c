using System.Globalization;

namespace RepoSanitiser.Review.Pages;

/// <summary>Addresses of the pages. All are escaped: fit for an attribute as they are.</summary>
internal static class Addresses
{
    public static string Request(string id) => $"/requests/{Uri.EscapeDataString(id)}";

    public static string File(string id, string path) => $"{Request(id)}/file?path={Uri.EscapeDataString(path)}";

    public static string Picture(string id, string path) => $"{Request(id)}/picture?path={Uri.EscapeDataString(path)}";

    public static string Bytes(string id, string path) => $"{Request(id)}/bytes?path={Uri.EscapeDataString(path)}";

    /// <summary>A part of a table, in an order.</summary>
    public static string Part(string file, Part part) => string.Create(
        CultureInfo.InvariantCulture,
        $"{file}&amp;view=table&amp;table={part.Table}&amp;page={part.Page}&amp;from={part.From}{(part.Sort is null ? "" : $"&amp;sort={part.Sort}&amp;order={(part.Descending ? "down" : "up")}")}");

    public static string Text(string file, int page) => string.Create(CultureInfo.InvariantCulture, $"{file}&amp;view=text&amp;page={page}");
}

/// <summary>Which part of a table is shown, and in what order. All from 1.</summary>
/// <param name="Table">Which table of the file.</param>
/// <param name="Page">Which page of its rows.</param>
/// <param name="From">The first column shown.</param>
/// <param name="Sort">The column that it is sorted by; null for the file's own order.</param>
/// <param name="Descending">Whether the largest come first.</param>
internal sealed record Part(int Table, int Page, int From, int? Sort, bool Descending);
