using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Tests.Disclosure.Documents;

public class DelimitedTests
{
    [Theory]
    [InlineData("age,n\n18,5\n", ".csv")]
    [InlineData("age;n\r\n18;5\r\n", ".csv")]
    [InlineData("age\tn\r18\t5", ".tsv")]
    [InlineData("age|n\n18|5", ".psv")]
    [InlineData("\"age\",\"n\"\n\"18\", \"5\" \n", ".csv")]
    [InlineData("\uFEFFage,n\n18,5\n", ".csv")]
    public void Any_dialect_gives_the_same_table(string text, string extension)
    {
        var table = Reading.Read(text, extension).Table();
        Assert.Equal(["age|n", "18|5"], table.Show());
        Assert.Equal(1, table.HeaderRows);
    }

    [Fact]
    public void Decimal_commas_do_not_win_over_semicolons() =>
        Assert.Equal(["a|b", "1,5|2,5", "3,5|4,5"], Reading.Read("a;b\n1,5;2,5\n3,5;4,5\n", ".csv").Table().Show());

    [Fact]
    public void Doubled_quotes_and_line_ends_in_quotes_are_part_of_the_cell()
    {
        var table = Reading.Read("a,b\n\"say \"\"x\"\"\",\"two\nlines\"\n1,2\n", ".csv").Table();
        Assert.Equal("say \"x\"", table.GetString(1, 0));
        Assert.Equal("two\nlines", table.GetString(1, 1));
        Assert.Equal(new Location(4, 3, new CellLocation(3, 2, "b")), table.Locate(2, 1, null));
    }

    [Fact]
    public void A_stray_quote_hides_no_rows()
    {
        var table = Reading.Read("a,b\n\"x,1\ny,2\nz,3\n", ".csv").Table();
        Assert.Equal(["a|b", "x|1", "y|2", "z|3"], table.Show());
    }

    [Theory]
    [InlineData("region,n\nA,\"3\nB,50\n")]
    [InlineData("region,n\nA, \"3\nB,50\n")]
    [InlineData("region,n\nA,3\nB,\"50\n")]
    [InlineData("region,n\r\nA,\"3\r\nB,\"50")]
    public void A_number_behind_a_quote_that_never_closes_is_a_number(string text)
    {
        var table = Reading.Read(text, ".csv").Table();
        Assert.Equal(["region|n", "A|3", "B|50"], table.Show());
    }

    [Theory]
    [InlineData("region,n\nA,\"3\nB,50\"\nC,70\n")]
    [InlineData("region,n\r\nA,\"3\r\nB,50\"\r\nC,70")]
    [InlineData("region,n\n\"A,3\nB,50\nC\",70\n")]
    [InlineData("region,n\nA,\"3\nB,\"\"50\"\"\nC,70\"\n")]
    public void Rows_within_a_quoted_cell_are_read_as_rows_too(string text)
    {
        var tables = Reading.Read(text, ".csv").Tables();
        Assert.Equal(2, tables.Count);
        Assert.Equal(["region|n", "A|3", "B|50", "C|70"], tables[1].Table.Show());
        Assert.Equal(new Location(3, 3, new CellLocation(3, 2, "n"), null), tables[1].Table.Locate(2, 1, null));
    }

    [Theory]
    [InlineData("region,n,note\nA,3,\"Counted by hand,\nas the machine was broken\"\nB,50,\n")]
    [InlineData("region,n\n\"A, or\nthe north\nof it\",3\nB,50\n")]
    public void Prose_within_a_quoted_cell_is_a_cell_only(string text) => Assert.Single(Reading.Read(text, ".csv").Tables());

    [Fact]
    public void Ragged_and_blank_rows_keep_their_numbers()
    {
        var table = Reading.Read("a,b,c\n1,2\n\n1,2,3,\n", ".csv").Table();
        Assert.Equal([3, 2, 0, 4], Enumerable.Range(0, 4).Select(table.Width));
        Assert.Equal("3", table.GetString(3, 2));
    }

    [Theory]
    [InlineData("1,2\n3,4\n", 0)]
    [InlineData("A Smith,1943-01-02,5\nB Jones,1950-02-03,6\n", 0)]
    [InlineData("age,2019,2020\n18,4,5\n19,5,6\n", 1)]
    [InlineData(",0,1,2\n0,5,6,7\n1,5,6,7\n", 1)]
    [InlineData("region,group\nnorth,x\nsouth,y\n", 1)]
    [InlineData(",Cases,,Controls,\nAge,n,%,n,%\n18,1,2,3,4\n", 2)]
    [InlineData("group,n\nA,[REDACTED]\nB,[REDACTED]\nC,12\n", 1)]
    [InlineData("", 0)]
    public void Headers_are_told_from_data(string text, int headers)
    {
        var tables = Reading.Read(text, ".csv").Tables();
        Assert.Equal(headers, tables.Count == 0 ? 0 : tables[0].Table.HeaderRows);
    }

    [Fact]
    public void Lines_above_the_header_are_text_as_well()
    {
        var set = Reading.Read("Table 1: made up\n# a comment\n\nage,n,pct\n18,5,0.1\n19,6,0.2\n", ".csv");
        Assert.Equal(4, set.Table().HeaderRows);
        Assert.Equal("n", set.Table().Header(1));
        Assert.Equal("Table 1: made up\n# a comment\n\n", set.Text());
    }

    [Fact]
    public void A_conflict_marker_does_not_hide_the_header()
    {
        var table = Reading.Read("<<<<<<< HEAD\nage,n\n18,5\n=======\nage,n\n18,6\n>>>>>>> other\n", ".csv").Table();
        Assert.Equal("n", table.Header(1));
        Assert.Equal(7, table.RowCount);
    }

    [Fact]
    public void Windows_1252_and_utf_16_become_utf_8_with_columns_in_characters()
    {
        foreach (var bytes in new[]
        {
            Encoding.Latin1.GetBytes("caf\u00e9,n\n\u00e9\u00e9,5\n"),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("café,n\néé,5\n")],
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("café,n\néé,5\n")],
        })
        {
            var table = Reading.Read(bytes, ".csv").Table();
            Assert.Equal(["café|n", "éé|5"], table.Show());
            Assert.Equal(4, table.Locate(1, 1, null).Column);
        }
    }

    [Theory]
    [InlineData("region,n\r\nNorth,5\r\n", 2)]
    [InlineData("café,n\néé,5\n", 2)]
    [InlineData("a,b\n1,2\n", 2)]
    public void Utf_16_without_a_mark_is_read(string text, int columns)
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var table = Reading.Read(encoding.GetBytes(text), ".csv").Table();
            Assert.Equal(Reading.Read(text, ".csv").Table().Show(), table.Show());
            Assert.Equal(columns, table.ColumnCount);
        }
    }

    [Fact]
    public void Binary_numbers_and_half_a_file_are_no_utf_16()
    {
        byte[][] binary =
        [
            [.. Enumerable.Range(0, 400).SelectMany(i => BitConverter.GetBytes((short)(i % 110 + 9)))],
            [.. Enumerable.Range(0, 100).SelectMany(i => BitConverter.GetBytes(i * 7)).Take(399)],
            [.. Encoding.Unicode.GetBytes("region,n\nNorth,5\n"), 0],
            [.. Encoding.Unicode.GetBytes("region,n\n\0\0North,5\n")],
            [.. Encoding.Unicode.GetBytes("n,\uDC00,4\n")],
        ];
        foreach (var bytes in binary)
        {
            var set = Reading.Read(bytes, ".csv");
            Assert.Equal((ReadState.Opaque, "named as text but binary"), (set.State, set.Reason));
        }
    }

    [Fact]
    public void Rows_over_the_limit_are_said_unread()
    {
        var set = Reading.Read("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 50)), ".csv", new DocumentLimits(MaxRows: 10));
        Assert.True(set.Table().Truncated);
        Assert.Equal(10, set.Table().RowCount);
        Assert.Equal(ReadState.Unread, Assert.Single(set.Parts).State);
    }

    [Fact]
    public void Cells_over_the_limit_are_said_unread()
    {
        var set = Reading.Read(new string(',', 100_000), ".csv", new DocumentLimits(MaxCells: 1000));
        Assert.Equal(ReadState.Unread, Assert.Single(set.Parts).State);
    }
}
