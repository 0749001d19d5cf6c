using System.Globalization;
using System.Net;
using System.Text;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Redaction.Tables;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Redaction.Repeats;

/// <summary>A number that went from a table.</summary>
/// <param name="Rows">What names its row: text cells of the row that stay.</param>
/// <param name="Header">What names its column; null where nothing does.</param>
/// <param name="Text">What takes its place.</param>
internal sealed record RedactedNumber(IReadOnlyList<string> Rows, string? Header, string Text)
{
    /// <summary>Whether a sentence names the number's row or column.</summary>
    public bool IsNamedIn(string sentence) => Rows.Any(r => HasWord(sentence, r)) || (Header is { } header && HasWord(sentence, header));

    private static bool HasWord(string sentence, string word)
    {
        var how = word.Length == 1 ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        for (var at = sentence.IndexOf(word, how); at >= 0; at = sentence.IndexOf(word, at + 1, how))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(sentence[at - 1])) && (end == sentence.Length || !char.IsLetterOrDigit(sentence[end]))) return true;
        }

        return false;
    }
}

/// <summary>The numbers that went from the tables of a page, by their value.</summary>
internal sealed class RedactedNumbers
{
    /// <summary>Beyond these, most numbers of a page would be among them.</summary>
    private const int Most = 20_000;

    private const int LeastHeader = 3;
    private const int FirstYear = 1900;
    private const int LastYear = 2100;
    private const int Telling = 1000;

    private readonly Dictionary<double, List<RedactedNumber>> _byValue = [];
    private int _count;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _byValue.Count == 0;

    /// <summary>Whether there are so many that nothing can be said of any.</summary>
    public bool IsFull => _count >= Most;

    /// <summary>Every name of a row from which a number went.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes over those of another text.</summary>
    public void Add(RedactedNumbers others)
    {
        Names.UnionWith(others.Names);
        foreach (var (value, numbers) in others._byValue)
        {
            if (!_byValue.TryGetValue(value, out var same)) _byValue[value] = same = [];
            same.AddRange(numbers);
            _count += numbers.Count;
        }
    }

    /// <summary>Takes the numbers that a plan changes in a table.</summary>
    public void Add(Table table, TablePlan plan)
    {
        if (plan.Changes.Count == 0) return;
        var understood = new UnderstoodTable(table, null);
        foreach (var row in plan.Changes.GroupBy(c => c.Row))
        {
            var names = NamesOf(understood, row.Key, plan);
            Names.UnionWith(names);
            foreach (var change in row.TakeWhile(_ => !IsFull))
            {
                var header = table.Header(change.Column) is { } text && text.Count(char.IsLetter) >= LeastHeader ? Decoded(text) : null;
                var numbers = NumberTokens.In(table[change.Row, change.Column]).ToList();
                foreach (var number in numbers.Where(n => n.Value != 0))
                {
                    if (!_byValue.TryGetValue(number.Value, out var same)) _byValue[number.Value] = same = [];
                    same.Add(new RedactedNumber(names, header, numbers.Count == 1 ? change.Text : Mark.Text));
                    _count++;
                }
            }
        }
    }

    /// <summary>The numbers of a value; none where no such number went.</summary>
    public IReadOnlyList<RedactedNumber> Of(double value) => _byValue.GetValueOrDefault(value) ?? [];

    /// <summary>Whether a value is not met by chance.</summary>
    public static bool IsTelling(double value) =>
        value >= Telling && value is not (>= FirstYear and <= LastYear) && value % 100 != 0;

    private static List<string> NamesOf(UnderstoodTable table, int row, TablePlan plan)
    {
        var names = new List<string>();
        for (var column = 0; column < table.Table.Width(row); column++)
        {
            var text = Decoded(table.Table.GetString(row, column));
            if (!plan.Has(row, column) && text.Any(char.IsLetter) && !text.Contains(Mark.Text, StringComparison.Ordinal)) names.Add(text);
        }

        var label = Decoded(table.RowLabel(row));
        if (label.Length > 2 && !names.Contains(label, StringComparer.Ordinal) && !label.Contains(Mark.Text, StringComparison.Ordinal) && !plan.Has(row, 0)) names.Add(label);
        return names;
    }

    private static string Decoded(string text) => WebUtility.HtmlDecode(text).Trim();
}

/// <summary>A number in a text.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after it.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsShare">Whether a % follows.</param>
internal readonly record struct NumberToken(int Start, int End, double Value, bool IsShare);

/// <summary>Finds the numbers in a text that stand by themselves: no part of a word, a date, a version or an entity.</summary>
internal static class NumberTokens
{
    /// <summary>The numbers, in order.</summary>
    public static List<NumberToken> In(ReadOnlySpan<byte> text)
    {
        var tokens = new List<NumberToken>();
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsDigit(text[at])) continue;
            var end = EndOf(text, at, out var isWhole);
            if (isWhole && Stands(text, at, end) && Value(text[at..end]) is { } value) tokens.Add(new NumberToken(at, end, value, IsShare(text[end..])));
            at = end - 1;
        }

        return tokens;
    }

    /// <summary>The value of a number with or without thousands' commas; null where it is none.</summary>
    public static double? Value(ReadOnlySpan<byte> number) =>
        double.TryParse(Encoding.ASCII.GetString(number), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static int EndOf(ReadOnlySpan<byte> text, int at, out bool isWhole)
    {
        var (end, points) = (at, 0);
        while (end < text.Length)
        {
            if (IsDigit(text[end])) end++;
            else if (text[end] == (byte)',' && points == 0 && HasDigits(text[(end + 1)..], 3)) end += 4;
            else if (text[end] == (byte)'.' && end + 1 < text.Length && IsDigit(text[end + 1]))
            {
                points++;
                end += 2;
            }
            else
            {
                break;
            }
        }

        isWhole = points <= 1;
        return end;
    }

    private static bool HasDigits(ReadOnlySpan<byte> text, int count) =>
        text.Length >= count && !text[..count].ContainsAnyExceptInRange((byte)'0', (byte)'9') && (text.Length == count || !IsDigit(text[count]));

    private static bool Stands(ReadOnlySpan<byte> text, int start, int end)
    {
        if (start > 0)
        {
            var before = text[start - 1];
            if (IsWord(before) || before is (byte)'#' or (byte)'$' or (byte)'.') return false;
            if (start > 1 && before is (byte)'-' or (byte)'/' or (byte)':' && IsWord(text[start - 2])) return false;
        }

        if (end == text.Length) return true;
        if (IsWord(text[end])) return false;
        return end + 1 >= text.Length || text[end] is not ((byte)'-' or (byte)'/' or (byte)':') || !IsWord(text[end + 1]);
    }

    private static bool IsShare(ReadOnlySpan<byte> after) => after.TrimStart((byte)' ') is [(byte)'%', ..];

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    private static bool IsWord(byte b) => IsDigit(b) || (b | 0x20) is >= (byte)'a' and <= (byte)'z' || b is (byte)'_' || b >= 0x80;
}
