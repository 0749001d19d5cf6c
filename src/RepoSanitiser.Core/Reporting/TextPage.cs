namespace RepoSanitiser.Core.Reporting;

/// <summary>
/// Lines of a terminal: indented, wrapped at blanks, coloured only where asked. All text that goes in is made visible first.
/// </summary>
internal sealed class TextPage(TextWriter writer, TextReportOptions options)
{
    /// <summary>An empty line.</summary>
    public void Gap() => writer.Write('\n');

    /// <summary>One line that is never wrapped, so that what it names can be copied.</summary>
    public void Line(int indent, string text, Style style = Style.Plain)
    {
        Indent(indent);
        writer.Write(Styled(Wording.Visible(text), style));
        writer.Write('\n');
    }

    /// <summary>Two parts on one line, the second in another style.</summary>
    public void Line(int indent, string text, Style style, string rest, Style restStyle)
    {
        Indent(indent);
        writer.Write(Styled(Wording.Visible(text), style));
        writer.Write(Styled(Wording.Visible(rest), restStyle));
        writer.Write('\n');
    }

    /// <summary>Text that goes on in the next line where it would pass the width.</summary>
    public void Paragraph(int indent, string text, Style style = Style.Plain)
    {
        var room = Math.Max(20, options.Width - indent);
        var rest = Wording.Visible(text);
        while (rest.Length > room)
        {
            var cut = rest.LastIndexOf(' ', room);
            if (cut <= 0) cut = rest.IndexOf(' ');
            if (cut <= 0) break;
            WriteStyled(indent, rest[..cut], style);
            rest = rest[(cut + 1)..];
        }

        WriteStyled(indent, rest, style);
    }

    private void WriteStyled(int indent, string text, Style style)
    {
        Indent(indent);
        writer.Write(Styled(text, style));
        writer.Write('\n');
    }

    private void Indent(int indent)
    {
        for (var i = 0; i < indent; i++) writer.Write(' ');
    }

    private string Styled(string text, Style style) => !options.Colour || text.Length == 0 ? text : style switch
    {
        Style.Strong => $"\e[1m{text}\e[0m",
        Style.Faint => $"\e[2m{text}\e[0m",
        Style.Alarm => $"\e[1;31m{text}\e[0m",
        Style.Bad => $"\e[31m{text}\e[0m",
        Style.Warning => $"\e[33m{text}\e[0m",
        Style.Good => $"\e[32m{text}\e[0m",
        Style.Note => $"\e[36m{text}\e[0m",
        _ => text,
    };
}

/// <summary>What a piece of text means; the terminal's own palette says how that looks.</summary>
internal enum Style
{
    Plain,
    Strong,
    Faint,
    Alarm,
    Bad,
    Warning,
    Good,
    Note,
}
