using System.Text;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// What stays of content when line ends, blanks at the ends of lines, blank lines at the end, byte order mark and a UTF-16 or UTF-32
/// encoding are taken away: so the same text is known again in each of these forms. Content with a NUL byte among the first 8,000 is
/// no text and stays as it is.
/// </summary>
internal readonly ref struct NormalForm
{
    private const int Probe = 8_000;
    private readonly bool _isText;
    private readonly byte _lineEnd;
    private readonly ReadOnlySpan<byte> _bytes;

    private NormalForm(ReadOnlySpan<byte> bytes)
    {
        _bytes = Decode(bytes);
        _isText = _bytes[..Math.Min(_bytes.Length, Probe)].IndexOf((byte)0) < 0;
        // Lines of an old Macintosh file end with a carriage return alone.
        _lineEnd = _bytes.Contains((byte)'\n') ? (byte)'\n' : (byte)'\r';
    }

    /// <summary>Whether it has lines.</summary>
    public bool IsText => _isText;

    /// <summary>Takes content as it is.</summary>
    public static NormalForm Of(ReadOnlySpan<byte> content) => new(content);

    /// <summary>The lines, without blanks at their ends.</summary>
    public LineEnumerator Lines => new(_bytes, _lineEnd);

    /// <summary>Bytes of the whole in normal form.</summary>
    public int Length
    {
        get
        {
            if (!_isText) return _bytes.Length;
            int length = 0, waiting = 0;
            foreach (var line in Lines)
            {
                waiting += line.Length + 1;
                if (line.Length > 0) (length, waiting) = (length + waiting, 0);
            }

            return length;
        }
    }

    /// <summary>The whole in normal form.</summary>
    public byte[] ToArray()
    {
        if (!_isText) return _bytes.ToArray();
        var normal = new byte[Length];
        var at = 0;
        foreach (var line in Lines)
        {
            if (at == normal.Length) break;
            line.CopyTo(normal.AsSpan(at));
            at += line.Length;
            normal[at++] = (byte)'\n';
        }

        return normal;
    }

    /// <summary>What git makes of text in normal form that is given as a message: no blank line at the start, and no two together.</summary>
    public static byte[] AsMessage(ReadOnlySpan<byte> normal)
    {
        var message = new byte[normal.Length];
        var length = 0;
        foreach (var at in normal)
        {
            var isBlankLine = at == '\n' && (length == 0 || (length > 1 && message[length - 1] == '\n' && message[length - 2] == '\n'));
            if (!isBlankLine) message[length++] = at;
        }

        return message[..length];
    }

    /// <summary>A line as it is compared: without blanks at either end.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8);

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => bytes[3..],
        [0xFF, 0xFE, 0, 0, ..] => Transcode(bytes[4..], Encoding.UTF32),
        [0xFF, 0xFE, ..] => Transcode(bytes[2..], Encoding.Unicode),
        [0xFE, 0xFF, ..] => Transcode(bytes[2..], Encoding.BigEndianUnicode),
        _ => bytes,
    };

    private static byte[] Transcode(ReadOnlySpan<byte> bytes, Encoding encoding) => Encoding.UTF8.GetBytes(encoding.GetString(bytes));

    /// <summary>Goes through lines.</summary>
    public ref struct LineEnumerator
    {
        private readonly byte _lineEnd;
        private ReadOnlySpan<byte> _rest;
        private bool _ended;

        internal LineEnumerator(ReadOnlySpan<byte> bytes, byte lineEnd)
        {
            _rest = bytes;
            _lineEnd = lineEnd;
        }

        /// <summary>The line.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>This.</summary>
        public readonly LineEnumerator GetEnumerator() => this;

        /// <summary>Goes to the next line.</summary>
        public bool MoveNext()
        {
            if (_ended) return false;
            var end = _rest.IndexOf(_lineEnd);
            _ended = end < 0;
            Current = (_ended ? _rest : _rest[..end]).TrimEnd(" \t\r"u8);
            if (!_ended) _rest = _rest[(end + 1)..];
            return true;
        }
    }
}
