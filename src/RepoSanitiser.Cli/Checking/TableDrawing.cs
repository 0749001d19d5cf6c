using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Drawing;
using RepoSanitiser.History.Checking;

namespace RepoSanitiser.Cli.Checking;

/// <summary>Draws the tables that findings lie in, with the cells in question marked, so that a study author sees at once what is meant.</summary>
internal sealed class TableDrawing(Report report, CheckResult result, TextReportOptions look)
{
    private const int MostFiles = 10;
    private const int MostTables = 3;
    private const int MostRows = 6;
    private const string Alarm = "\e[1;31m";
    private const string Faint = "\e[2m";
    private const string Plain = "\e[0m";

    /// <summary>Writes the drawings below the report.</summary>
    public void Write(Stream stream, CancellationToken cancellation)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        var files = report.Findings.Where(f => f is { Location.Cell: not null, Paths.Count: > 0 }).GroupBy(f => f.Paths[0], StringComparer.Ordinal).ToList();
        foreach (var file in look.All ? files : files.Take(MostFiles))
        {
            cancellation.ThrowIfCancellationRequested();
            if (result.Contents.TryGetValue(file.Key, out var content) && content.Reread() is { } bytes)
                WriteFile(writer, file.Key, new DocumentReader(new DocumentLimits()).Read(bytes, content.Context, cancellation), [.. file]);
        }

        if (!look.All && files.Count > MostFiles) writer.Write($"\n… and tables of {files.Count - MostFiles} more files; --all draws them\n");
    }

    private void WriteFile(StreamWriter writer, string path, DocumentSet documents, List<Finding> findings)
    {
        var drawn = 0;
        foreach (var document in documents.Documents.OfType<TableDocument>())
        {
            var marked = findings.Select(f => document.PlaceOf(f.Location)).OfType<(int, int)>().ToHashSet();
            if (marked.Count == 0) continue;
            if (!look.All && drawn++ == MostTables) return;
            writer.Write($"\n{Styled(Printable.Escape(path), "\e[1m")}\n");
            Draw(writer, TableSketch.Of(document.Table, marked, look.ShowValues, look.All ? int.MaxValue : MostRows));
        }
    }

    private void Draw(StreamWriter writer, IReadOnlyList<SketchRow> rows)
    {
        var widths = new int[rows.Max(r => r.Cells.Count)];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Cells.Count; i++) widths[i] = Math.Max(widths[i], Shown(row.Cells[i]).Length);
        }

        var number = rows.Max(r => r.Row).ToString(CultureInfo.InvariantCulture).Length;
        foreach (var row in rows)
        {
            var name = row.Row > 0 ? row.Row.ToString(CultureInfo.InvariantCulture) : row.Row < 0 ? "…" : "";
            writer.Write($"  {Styled(name.PadLeft(number), Faint)}");
            var room = look.Width - number - 2;
            for (var i = 0; i < row.Cells.Count && room > widths[i] + 3; i++)
            {
                var text = i == row.Cells.Count - 1 ? Shown(row.Cells[i]) : Shown(row.Cells[i]).PadRight(widths[i]);
                var style = row.Cells[i].IsMarked ? Alarm : row.Row == 0 ? Faint : "";
                writer.Write($" {Styled("|", Faint)} {Styled(text, style)}");
                room -= widths[i] + 3;
            }

            writer.Write('\n');
        }
    }

    private static string Shown(SketchCell cell)
    {
        var text = Printable.Escape(cell.Text);
        return cell.IsMarked ? $">{text}<" : text;
    }

    private string Styled(string text, string style) => look.Colour && style.Length > 0 ? $"{style}{text}{Plain}" : text;
}
