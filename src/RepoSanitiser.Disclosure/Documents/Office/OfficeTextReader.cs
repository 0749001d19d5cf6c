using System.IO.Compression;
using System.Text;
using System.Xml;
using RepoSanitiser.Disclosure.Documents.Containers;
using ReadState = RepoSanitiser.Core.ReadState;

namespace RepoSanitiser.Disclosure.Documents.Office;

/// <summary>Reads the paragraphs and tables of Word and PowerPoint files: their markup uses the same element names.</summary>
internal static class OfficeTextReader
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    public static Outcome Read(Source source, ZipArchive archive, ReadingSession session)
    {
        foreach (var entry in archive.Entries)
        {
            if (!HoldsText(entry.FullName)) continue;
            var member = ReadingSession.Join(source.Member, Names.Shown(entry.FullName));
            var part = ZipReader.Unpack(entry, session);
            var outcome = part.Outcome.State == ReadState.Read ? ReadPart(member, part.Content, session) : part.Outcome;
            if (outcome.State != ReadState.Read) session.AddPart(member, outcome);
        }

        ZipReader.OpenEmbedded(source, archive, session);
        return Outcome.Read;
    }

    private static bool HoldsText(string name) =>
        name.EndsWith(".xml", StringComparison.Ordinal)
        && (name.StartsWith("word/", StringComparison.Ordinal) || name.StartsWith("ppt/slides/", StringComparison.Ordinal)
            || name.StartsWith("ppt/notesSlides/", StringComparison.Ordinal) || name.StartsWith("ppt/charts/", StringComparison.Ordinal)
            || name.StartsWith("docProps/", StringComparison.Ordinal));

    private static Outcome ReadPart(string member, ReadOnlyMemory<byte> xml, ReadingSession session)
    {
        var page = new Page(member, session);
        try
        {
            using var reader = XmlReader.Create(new MemoryStreamOver(xml), Settings);
            while (reader.Read())
            {
                session.Cancellation.ThrowIfCancellationRequested();
                switch (reader.NodeType)
                {
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                        page.Append(reader.Value);
                        break;
                    case XmlNodeType.Element when !reader.IsEmptyElement:
                        page.Begin(reader.LocalName);
                        break;
                    case XmlNodeType.Element when reader.LocalName is "tab" or "br":
                        page.Append(" ");
                        break;
                    case XmlNodeType.EndElement:
                        page.End(reader.LocalName);
                        break;
                }
            }
        }
        catch (XmlException)
        {
            return Outcome.Unread("corrupt markup");
        }

        page.AddText();
        return Outcome.Read;
    }

    /// <summary>Collects the text of one part, and the tables in it by their elements. A table within a table is read as one of its
    /// own to the depth of the limit, and is text of the cell around it as well.</summary>
    private sealed class Page(string member, ReadingSession session)
    {
        private readonly StringBuilder _text = new();
        private readonly Stack<(TableBuilder Builder, StringBuilder Cell)> _tables = new();
        private int _deeperTables;

        public void Append(string value)
        {
            _text.Append(value);
            foreach (var (_, cell) in _tables) cell.Append(value);
        }

        public void Begin(string element)
        {
            if (element is not "tbl") return;
            if (_tables.Count < session.Limits.MaxDepth) _tables.Push((new TableBuilder(default, null, session), new StringBuilder()));
            else _deeperTables++;
        }

        public void End(string element)
        {
            if (element is "p" or "tc" or "title" or "creator" or "lastModifiedBy") _text.Append('\n');
            if (!_tables.TryPeek(out var table)) return;
            switch (element)
            {
                case "tbl" when _deeperTables > 0:
                    _deeperTables--;
                    break;
                case "tbl":
                    _tables.Pop();
                    session.Add(member, table.Builder.Build());
                    break;
                case "tc" when _deeperTables == 0:
                    table.Builder.AddCopy(table.Cell.ToString(), -1);
                    table.Cell.Clear();
                    break;
                case "tr" when _deeperTables == 0:
                    table.Builder.EndRow();
                    break;
                case "p":
                    table.Cell.Append(' ');
                    break;
            }
        }

        public void AddText()
        {
            if (_text.Length > 0) session.Add(new TextDocument(member, new Text(Encoding.UTF8.GetBytes(_text.ToString()))));
        }
    }
}
