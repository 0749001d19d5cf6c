using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RepoSanitiser.Disclosure.Redaction.Figures;

/// <summary>Writes a PDF of one page that shows the mark.</summary>
internal static partial class PdfPlaceholder
{
    private const double MostPoints = 14_400;

    /// <summary>Writes the placeholder of a PDF: a page of the size of the first it names, A4 where it names none.</summary>
    public static byte[] For(ReadOnlySpan<byte> pdf)
    {
        var box = MediaBox().Match(Encoding.Latin1.GetString(pdf));
        var (width, height) = box.Success ? (Number(box.Groups["width"]), Number(box.Groups["height"])) : (0, 0);
        if (width is <= 0 or > MostPoints || height is <= 0 or > MostPoints) (width, height) = (595, 842);
        var size = Math.Clamp(width / 12, 4, 36);
        var show = string.Create(
            CultureInfo.InvariantCulture, $"BT /F1 {size:F0} Tf {(width / 2) - (size * 3.2):F0} {height / 2:F0} Td ({Mark.Text}) Tj ET");
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            string.Create(
                CultureInfo.InvariantCulture,
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:0.##} {height:0.##}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"),
            $"<< /Length {show.Length} >>\nstream\n{show}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        return Written(objects);
    }

    private static byte[] Written(string[] objects)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) text.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static double Number(Group group) => double.TryParse(group.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"/MediaBox\s*\[\s*0(?:\.0*)?\s+0(?:\.0*)?\s+(?<width>[0-9.]+)\s+(?<height>[0-9.]+)\s*\]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MediaBox();
}
