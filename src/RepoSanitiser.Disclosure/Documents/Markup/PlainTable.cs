using System.Buffers.Text;
using System.Net;
using System.Text;

namespace RepoSanitiser.Disclosure.Documents.Markup;

/// <summary>
/// Reads the markup that R and pandas write for a table, which is nearly all there is: rows, cells and inline elements, without a
/// table in a table, comments or scripts. Anything else is left to the HTML parser, which is fifty times slower.
/// </summary>
internal static class PlainTable
{
    /// <summary>Reads one table. Null where its markup is not plain.</summary>
    /// <param name="text">The document.</param>
    /// <param name="start">Where the table's tag begins.</param>
    /// <param name="end">Where the table ends.</param>
    /// <param name="session">Sets the limits.</param>
    public static Table? Read(Text text, int start, int end, ReadingSession session)
    {
        var reader = new Reader(text, end, session);
        return reader.Run(start) ? reader.Build() : null;
    }

    private ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _html;
        private readonly TableBuilder _builder;
        private readonly HtmlRows _rows;
        private byte[] _pieces = [];
        private int _piecesLength;
        private int _contentStart;
        private int _contentEnd;
        private int _origin;
        private int _columns;
        private int _rowSpan;
        private bool _isHeader;
        private bool _inCell;
        private bool _inRow;
        private bool _inHead;

        public Reader(Text text, int end, ReadingSession session)
        {
            _html = text.Bytes.Span[..end];
            _builder = new TableBuilder(text.Bytes, text, session);
            _rows = new HtmlRows(_builder);
        }

        public readonly Table Build() => _builder.Build(_rows.Headers);

        /// <returns>Whether all was plain.</returns>
        public bool Run(int start)
        {
            var at = start + "<table".Length;
            while (!_builder.Full)
            {
                var tag = _html[at..].IndexOf((byte)'<');
                if (_inCell) AddContent(at, tag < 0 ? _html.Length : at + tag);
                if (tag < 0) break;
                at += tag;
                var after = AfterTag(at);
                if (after < 0 || !Handle(_html[(at + 1)..(after - 1)], at)) return false;
                at = after;
            }

            EndRow();
            return true;
        }

        /// <summary>The offset after a tag, whose attributes may hold a <c>&gt;</c> in quotes; -1 where it does not end.</summary>
        private readonly int AfterTag(int at)
        {
            for (at++; at < _html.Length; at++)
            {
                var found = _html[at..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
                if (found < 0) return -1;
                at += found;
                if (_html[at] == (byte)'>') return at + 1;
                var close = _html[(at + 1)..].IndexOf(_html[at]);
                if (close < 0) return -1;
                at += 1 + close;
            }

            return -1;
        }

        private bool Handle(ReadOnlySpan<byte> tag, int at)
        {
            var closing = tag.StartsWith("/"u8);
            var name = closing ? tag[1..] : tag;
            Span<byte> lower = stackalloc byte[10];
            var length = 0;
            for (; length < name.Length && length < lower.Length && char.IsAsciiLetterOrDigit((char)name[length]); length++)
                lower[length] = (byte)(name[length] | 0x20);
            switch (lower[..length])
            {
                case [(byte)'t', (byte)'d'] or [(byte)'t', (byte)'h']:
                    EndCell();
                    if (!closing) BeginCell(tag, at, lower[1] == (byte)'h');
                    return true;
                case [(byte)'t', (byte)'r']:
                    EndRow();
                    if (!closing) BeginRow();
                    return true;
                case var head when head.SequenceEqual("thead"u8):
                    EndRow();
                    _inHead = !closing;
                    return true;
                case var body when body.SequenceEqual("tbody"u8) || body.SequenceEqual("tfoot"u8):
                    EndRow();
                    _inHead = false;
                    return true;
                case var table when table.SequenceEqual("table"u8):
                    return closing;
                case var inline:
                    return IsInline(inline);
            }
        }

        private static bool IsInline(ReadOnlySpan<byte> name) =>
            name is [(byte)'b' or (byte)'i' or (byte)'u' or (byte)'a' or (byte)'p'] || name.SequenceEqual("br"u8) || name.SequenceEqual("em"u8)
            || name.SequenceEqual("strong"u8) || name.SequenceEqual("span"u8) || name.SequenceEqual("div"u8) || name.SequenceEqual("sup"u8)
            || name.SequenceEqual("sub"u8) || name.SequenceEqual("small"u8) || name.SequenceEqual("code"u8) || name.SequenceEqual("caption"u8)
            || name.SequenceEqual("col"u8) || name.SequenceEqual("colgroup"u8) || name.SequenceEqual("font"u8) || name.SequenceEqual("center"u8);

        private void BeginRow()
        {
            _inRow = true;
            _rows.BeginRow(_inHead);
        }

        private void EndRow()
        {
            EndCell();
            if (_inRow) _rows.EndRow();
            _inRow = false;
        }

        private void BeginCell(ReadOnlySpan<byte> tag, int at, bool isHeader)
        {
            if (!_inRow) BeginRow();
            _rows.Place();
            _inCell = true;
            _isHeader = isHeader;
            _origin = at;
            (_columns, _rowSpan) = tag.Length > 8 ? (Attribute(tag, "colspan"u8), Attribute(tag, "rowspan"u8)) : (1, 1);
            (_contentStart, _contentEnd, _piecesLength) = (0, 0, 0);
        }

        /// <summary>The number of an attribute, 1 where it is missing.</summary>
        private static int Attribute(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name)
        {
            var at = tag.IndexOf(name);
            if (at < 0) return 1;
            var value = tag[(at + name.Length)..].TrimStart(" =\"'"u8);
            return Utf8Parser.TryParse(value, out int number, out _) ? number : 1;
        }

        /// <summary>Takes text of the cell: in place while it is one piece, joined where elements divide it.</summary>
        private void AddContent(int start, int end)
        {
            if (start == end) return;
            if (_contentEnd == 0)
            {
                (_contentStart, _contentEnd) = (start, end);
                return;
            }

            if (_piecesLength == 0) AddPiece(_html[_contentStart.._contentEnd]);
            AddPiece(_html[start..end]);
        }

        private void AddPiece(ReadOnlySpan<byte> piece)
        {
            if (_pieces.Length - _piecesLength < piece.Length) Array.Resize(ref _pieces, Math.Max(_piecesLength + piece.Length, (_pieces.Length * 2) + 64));
            piece.CopyTo(_pieces.AsSpan(_piecesLength));
            _piecesLength += piece.Length;
        }

        private void EndCell()
        {
            if (!_inCell) return;
            _inCell = false;
            var content = _piecesLength > 0 ? _pieces.AsSpan(0, _piecesLength) : _html[_contentStart.._contentEnd];
            if (content.Contains((byte)'&')) _builder.AddCopy(WebUtility.HtmlDecode(Encoding.UTF8.GetString(content)), _origin);
            else if (_piecesLength > 0) _builder.AddCopy(content, _origin);
            else _builder.Add(_contentStart, _contentEnd, _origin);
            _rows.Stretch(_columns, _rowSpan, _isHeader);
        }
    }
}
