using System.Text.Encodings.Web;

namespace RepoSanitiser.Core.Reporting;

/// <summary>
/// Markup goes in through <see cref="Raw"/>, and is only ever the program's own; everything else goes through
/// <see cref="Text"/> or <see cref="Element"/>.
/// </summary>
internal sealed class HtmlPage(TextWriter writer, bool restricted)
{
    /// <summary>Whether object ids may be shown.</summary>
    public bool Restricted => restricted;

    /// <summary>Writes markup as it is.</summary>
    public HtmlPage Raw(string markup)
    {
        writer.Write(markup);
        return this;
    }

    /// <summary>Writes text so that it stays text, in an element or a quoted attribute, whatever it holds.</summary>
    public HtmlPage Text(string text)
    {
        HtmlEncoder.Default.Encode(writer, Shown(text));
        return this;
    }

    /// <summary>Writes one element that holds text only.</summary>
    /// <param name="tag">Its name, with attributes if it has any (<c>p class="note"</c>).</param>
    /// <param name="text">What it holds.</param>
    public HtmlPage Element(string tag, string text) => Raw($"<{tag}>").Text(text).Raw($"</{tag.Split(' ')[0]}>");

    /// <summary>
    /// The text as a reader may see it: what could act made visible, ids put out of sight unless the report is restricted.
    /// </summary>
    public string Shown(string text) => Shown(text, restricted);

    /// <inheritdoc cref="Shown(string)"/>
    public static string Shown(string text, bool restricted) => Wording.Visible(restricted ? text : Wording.WithoutIds(text));
}
