using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace RepoSanitiser.Disclosure.Redaction.Repeats;

/// <summary>A word in quotes or a number in a script, and where it stands among the lists and objects around it.</summary>
/// <param name="Start">Its first byte, within the quotes.</param>
/// <param name="End">The byte after it.</param>
/// <param name="Text">A word's text; null for a number.</param>
/// <param name="Value">A number's value, in quotes or not; NaN for other words.</param>
/// <param name="Around">The list or object it stands in; null for none.</param>
/// <param name="Index">Its place there: the place of the key for a value of an object.</param>
/// <param name="IsKey">Whether it names a value of an object.</param>
/// <param name="IsData">Whether it is a value of a list or an object: what code compares, adds or passes on is not.</param>
internal sealed record ScriptValue(int Start, int End, string? Text, double Value, ScriptGroup? Around, int Index, bool IsKey, bool IsData);

/// <summary>A list or object in a script.</summary>
/// <param name="Outer">The one around it.</param>
/// <param name="Index">Its place there.</param>
/// <param name="IsData">Whether it is a list or an object; else what stands in round brackets.</param>
internal sealed record ScriptGroup(ScriptGroup? Outer, int Index, bool IsData)
{
    /// <summary>How many values it has.</summary>
    public int Count { get; set; }

    /// <summary>Whether it is another one, or within it.</summary>
    public bool IsWithin(ScriptGroup other)
    {
        for (var at = this; at is not null; at = at.Outer)
        {
            if (ReferenceEquals(at, other)) return true;
        }

        return false;
    }
}

/// <summary>Reads the words and numbers of JSON and of scripts: what divides and nests them is the same in both.</summary>
internal sealed partial class ScriptValues
{
    private readonly List<ScriptValue> _values = [];
    private ScriptGroup? _open;
    private int _index;

    /// <summary>Reads a script.</summary>
    public ScriptValues(ReadOnlySpan<byte> script)
    {
        for (var at = 0; at < script.Length;) at = Step(script, at);
    }

    /// <summary>The words and numbers, in order.</summary>
    public IReadOnlyList<ScriptValue> Values => _values;

    private int Step(ReadOnlySpan<byte> script, int at)
    {
        var b = script[at];
        switch (b)
        {
            case (byte)'[' or (byte)'{' or (byte)'(':
                _open = new ScriptGroup(_open, _index, b != (byte)'(');
                _index = 0;
                return at + 1;
            case (byte)']' or (byte)'}' or (byte)')':
                if (_open is { } closed)
                {
                    closed.Count = _index + 1;
                    (_open, _index) = (closed.Outer, closed.Index);
                }

                return at + 1;
            case (byte)',' or (byte)';':
                _index++;
                return at + 1;
            case (byte)'"' or (byte)'\'' or (byte)'`':
                return Word(script, at);
            case (byte)'/' when script[at..].StartsWith("//"u8) && (at == 0 || script[at - 1] != (byte)':'):
                return After(script, at, "\n"u8);
            case (byte)'/' when script[at..].StartsWith("/*"u8):
                return After(script, at, "*/"u8);
            case >= (byte)'0' and <= (byte)'9':
                return Number(script, at);
            default:
                return char.IsAsciiLetter((char)b) || b is (byte)'_' or (byte)'$' ? Name(script, at) : at + 1;
        }
    }

    private int Word(ReadOnlySpan<byte> script, int at)
    {
        var end = at + 1;
        while (end < script.Length && script[end] != script[at])
        {
            // A quote that no line closes was none: an apostrophe in a pattern or a remark.
            if (script[end] == (byte)'\n' && script[at] != (byte)'`') return at + 1;
            end += script[end] == (byte)'\\' ? 2 : 1;
        }

        if (end >= script.Length) return at + 1;
        var raw = script[(at + 1)..end];
        var value = NumberTokens.In(raw) is [var only] && only.Start == 0 && only.End == raw.Length ? only.Value : double.NaN;
        var isKey = script[(end + 1)..].TrimStart(" \t\r\n"u8) is [(byte)':', ..];
        _values.Add(new ScriptValue(at + 1, end, Unescaped(Encoding.UTF8.GetString(raw)), value, _open, _index, isKey, IsData(script, at)));
        return end + 1;
    }

    private int Number(ReadOnlySpan<byte> script, int at)
    {
        var end = at;
        while (end < script.Length && (char.IsAsciiLetterOrDigit((char)script[end]) || script[end] is (byte)'.')) end++;
        if (NumberTokens.Value(script[at..end]) is { } value) _values.Add(new ScriptValue(at, end, null, value, _open, _index, IsKey: false, IsData(script, at)));
        return end;
    }

    private bool IsData(ReadOnlySpan<byte> script, int at) =>
        _open is { IsData: true } && script[..at].TrimEnd(" \t\r\n"u8) is [.., (byte)':' or (byte)',' or (byte)'[' or (byte)'{'];

    private static int Name(ReadOnlySpan<byte> script, int at)
    {
        while (at < script.Length && (char.IsAsciiLetterOrDigit((char)script[at]) || script[at] is (byte)'_' or (byte)'$')) at++;
        return at;
    }

    private static int After(ReadOnlySpan<byte> script, int at, ReadOnlySpan<byte> end)
    {
        var found = script[at..].IndexOf(end);
        return found < 0 ? script.Length : at + found + end.Length;
    }

    private static string Unescaped(string text) => WebUtility.HtmlDecode(Escape().Replace(text, m => m.Groups["code"].Success
        ? ((char)ushort.Parse(m.Groups["code"].ValueSpan, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture)).ToString()
        : m.Groups["letter"].Value is "n" or "t" or "r" ? " " : m.Groups["letter"].Value)).Trim();

    [GeneratedRegex(@"\\(u(?<code>[0-9A-Fa-f]{4})|(?<letter>.))", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Escape();
}
