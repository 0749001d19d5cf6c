using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RepoSanitiser.Disclosure.Redaction.Figures;

/// <summary>Draws an SVG of a given size that shows the mark.</summary>
internal static partial class SvgPlaceholder
{
    private const int MostHead = 64 << 10;

    /// <summary>Draws the placeholder of a drawing: of its width, height and view, and nothing else of it.</summary>
    /// <param name="svg">The drawing.</param>
    public static byte[] For(ReadOnlySpan<byte> svg)
    {
        var head = Encoding.UTF8.GetString(svg[..Math.Min(svg.Length, MostHead)]);
        var tag = Tag().Match(head).Value;
        var text = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        foreach (var name in (string[])["width", "height"])
        {
            var size = Regex.Match(tag, $@"\s{name}\s*=\s*[""']\s*(?<size>[0-9.]+(px|pt|pc|mm|cm|in|em|%)?)\s*[""']", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
            if (size.Success) text.Append(CultureInfo.InvariantCulture, $" {name}=\"{size.Groups["size"].Value}\"");
        }

        var view = View().Match(tag);
        if (view.Success) text.Append(CultureInfo.InvariantCulture, $" viewBox=\"{view.Groups["view"].Value}\"");
        text.Append("><rect width=\"100%\" height=\"100%\" fill=\"#fff\" stroke=\"#777\"/><text x=\"50%\" y=\"50%\" text-anchor=\"middle\" ")
            .Append("dominant-baseline=\"middle\" font-family=\"sans-serif\" fill=\"#333\">").Append(Mark.Text).Append("</text></svg>\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    [GeneratedRegex(@"<svg\s[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\sviewBox\s*=\s*[""']\s*(?<view>-?[0-9.]+[\s,]+-?[0-9.]+[\s,]+[0-9.]+[\s,]+[0-9.]+)\s*[""']", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex View();
}
