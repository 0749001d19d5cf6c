using System.Text;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Documents.Delimited;

namespace RepoSanitiser.Tests.Disclosure.Documents;

/// <summary>What is read many bytes at a time, against the same read byte by byte.</summary>
public class BlockwiseTests
{
    private const int Texts = 3000;
    private const int Longest = 400;

    [Fact]
    public void Rows_are_those_of_lines_split_at_the_delimiter()
    {
        foreach (var text in Random("ab ,,\n\r\t"))
        {
            var session = new ReadingSession(new DocumentLimits(), CancellationToken.None);
            var bytes = Encoding.ASCII.GetBytes(text);
            var table = DelimitedReader.Parse(new Text(bytes), (byte)',', new HiddenRows(), session);
            Assert.Equal(Rows(text), table.Show());
            for (var row = 0; row < table.RowCount; row++)
            {
                for (var column = 0; column < table.Width(row); column++) Assert.True(IsStart(text, table.SourceOffset(row, column)));
            }
        }
    }

    [Fact]
    public void Limits_end_a_table_at_the_same_cell_wherever_they_lie()
    {
        var text = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{i * 3},x\n"));
        for (var most = 1; most < 60; most++)
        {
            var session = new ReadingSession(new DocumentLimits { MaxRows = most }, CancellationToken.None);
            var table = DelimitedReader.Parse(new Text(Encoding.ASCII.GetBytes(text)), (byte)',', new HiddenRows(), session);
            Assert.Equal(Rows(text)[..most], table.Show());
            Assert.True(table.Truncated);
        }
    }

    [Fact]
    public void Delimiters_are_counted_by_line_outside_quotes()
    {
        Span<int> counts = stackalloc int[20];
        foreach (var text in Random("ab;;;\"\n\r"))
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            var lines = Dialect.CountPerLine(bytes, (byte)';', counts);
            Assert.Equal(CountsOf(text, counts.Length), counts[..lines].ToArray());
        }
    }

    private static IEnumerable<string> Random(string alphabet)
    {
        var random = new Random(7);
        for (var i = 0; i < Texts; i++) yield return new string(random.GetItems<char>(alphabet, random.Next(Longest)));
    }

    private static string[] Rows(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        if (lines[^1].Length == 0) lines = lines[..^1];
        return [.. lines.Select(l => string.Join('|', l.Split(',').Select(c => c.Trim(' ', '\t'))))];
    }

    private static bool IsStart(string text, int offset) => offset == 0 || text[offset - 1] is ',' or '\r' or '\n';

    private static int[] CountsOf(string text, int most)
    {
        var counts = new List<int>();
        var (count, quoted, started) = (0, false, false);
        foreach (var c in text)
        {
            started |= c is not ('\r' or '\n');
            if (c == '"') quoted = !quoted;
            else if (c == ';' && !quoted) count++;
            else if (c is '\r' or '\n' && !quoted && started)
            {
                counts.Add(count);
                (count, started) = (0, false);
            }
        }

        return counts.Count == 0 && count > 0 ? [count] : [.. counts.Take(most)];
    }
}
