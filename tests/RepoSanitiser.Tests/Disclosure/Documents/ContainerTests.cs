using System.Formats.Tar;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.Tests.Disclosure.Documents;

public class ContainerTests
{
    private const string Csv = "age,n\n18,5\n";

    [Fact]
    public void Gzip_is_opened_by_the_name_inside_the_extension()
    {
        var set = Reading.Read(Archive.Gzip(Csv), ".csv.gz");
        Assert.Equal(["age|n", "18|5"], set.Table().Show());
        Assert.Equal("content", set.Tables()[0].Member);
        Assert.Equal(ReadState.Read, set.State);
        Assert.Empty(set.Parts);
    }

    [Fact]
    public void Concatenated_gzip_streams_are_one_content() =>
        Assert.Equal(["age|n", "18|5", "19|6"], Reading.Read([.. Archive.Gzip(Csv), .. Archive.Gzip("19,6\n")], ".csv.gz").Table().Show());

    [Fact]
    public void Truncated_gzip_is_unread_and_what_came_out_is_read()
    {
        var whole = Archive.Gzip(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i * 7919 % 1000}\n")));
        var set = Reading.Read(whole[..(whole.Length / 2)], ".csv.gz");
        Assert.Equal(ReadState.Unread, set.State);
        Assert.True(set.Table().RowCount > 100);
    }

    [Fact]
    public void Zip_members_are_opened_by_name_under_any_name_of_the_zip()
    {
        var set = Reading.Read(Archive.Zip(("a/table.csv", Csv), ("b.md", "| a | n |\n|---|---|\n| x | 4 |\n"), ("c.png", "\u0089PNG")), ".dat");
        Assert.Equal(["a/table.csv", "b.md"], set.Members());
    }

    [Fact]
    public void Containers_nest_to_the_limit_and_no_deeper()
    {
        var bytes = Encoding.UTF8.GetBytes(Csv);
        var name = "t.csv";
        for (var i = 0; i < 3; i++) (bytes, name) = (Archive.Zip((name, bytes)), "inner.zip");
        Assert.Equal("inner.zip » inner.zip » t.csv", Reading.Read(bytes, ".zip").Tables()[0].Member);
        var set = Reading.Read(bytes, ".zip", new DocumentLimits(MaxDepth: 1));
        Assert.Empty(set.Tables());
        Assert.Contains("nested deeper", Assert.Single(set.Parts).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Tar_of_every_format_gives_long_names_and_contents(TarEntryFormat format)
    {
        var name = format == TarEntryFormat.Ustar ? "folder/table.csv" : new string('d', 150) + "/table.csv";
        var bytes = Archive.Tar(format, (name, Csv), ("b.txt", "hello"));
        foreach (var set in new[] { Reading.Read(bytes, ".tar"), Reading.Read(Archive.Gzip(bytes), ".tgz"), Reading.Read(Archive.Gzip(bytes), ".tar.gz") })
        {
            Assert.EndsWith(name, set.Tables()[0].Member, StringComparison.Ordinal);
            Assert.Equal(["age|n", "18|5"], set.Table().Show());
            Assert.Equal(ReadState.Read, set.State);
        }
    }

    [Fact]
    public void Tar_with_an_absurd_size_is_unread()
    {
        var bytes = Archive.Tar(TarEntryFormat.Ustar, ("a.csv", Csv));
        Encoding.ASCII.GetBytes("77777777777").CopyTo(bytes, 124);
        var sum = 8 * ' ' + bytes.Take(512).Where((_, i) => i is < 148 or >= 156).Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(bytes, 148);
        Assert.Equal((ReadState.Unread, "truncated tar"), (Reading.Read(bytes, ".tar").State, Reading.Read(bytes, ".tar").Reason));
    }

    [Fact]
    public void A_bomb_stops_at_the_limit_and_is_said()
    {
        var limits = new DocumentLimits(MaxExpandedBytes: 1 << 20);
        var zeros = new byte[64 << 20];
        Array.Fill(zeros, (byte)'x');
        foreach (var bomb in new[] { Archive.Gzip(zeros), Archive.Zip(("x.txt", zeros)), Archive.Zip(("x.gz", Archive.Gzip(zeros))) })
        {
            var set = Reading.Read(bomb, ".bin", limits);
            Assert.Contains(set.Parts.Select(p => p.Reason).Append(set.Reason), r => r?.Contains("over the limit of 1,048,576 bytes", StringComparison.Ordinal) == true);
            Assert.All(set.Documents.OfType<TextDocument>(), t => Assert.True(t.Text.Bytes.Length <= 1 << 20));
        }
    }

    [Fact]
    public void Many_members_share_one_limit_of_bytes()
    {
        var zeros = new byte[1 << 20];
        Array.Fill(zeros, (byte)'x');
        var set = Reading.Read(Archive.Zip([.. Enumerable.Range(0, 20).Select(i => ($"{i}.txt", zeros))]), ".zip", new DocumentLimits(MaxExpandedBytes: 5 << 20));
        Assert.True(set.Documents.OfType<TextDocument>().Sum(t => (long)t.Text.Bytes.Length) <= 5 << 20);
        Assert.Contains(set.Parts, p => p.State == ReadState.Unread);
    }

    [Fact]
    public void Members_over_the_limit_are_said_once()
    {
        var members = Enumerable.Range(0, 20).Select(i => ($"{i}.txt", Encoding.UTF8.GetBytes("x"))).ToArray();
        foreach (var bytes in new[] { Archive.Zip(members), Archive.Tar(TarEntryFormat.Ustar, members) })
        {
            var set = Reading.Read(bytes, ".zip", new DocumentLimits(MaxMembers: 5));
            Assert.Equal(5, set.Documents.Count);
            Assert.Equal(ReadState.Unread, Assert.Single(set.Parts).State);
        }
    }

    [Fact]
    public void An_encrypted_member_is_unread()
    {
        var zip = Archive.Zip(("a.csv", Csv));
        zip[6] |= 1;
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        Assert.Equal(("a.csv", ReadState.Unread, "encrypted"), (Reading.Read(zip, ".zip").Parts[0].Path, Reading.Read(zip, ".zip").Parts[0].State, Reading.Read(zip, ".zip").Parts[0].Reason));
    }

    [Fact]
    public void A_member_with_a_wrong_check_sum_is_unread()
    {
        var zip = Archive.Zip(("a.csv", Csv));
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 16] ^= 1;
        Assert.Equal("corrupt", Assert.Single(Reading.Read(zip, ".zip").Parts).Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 1 }, ".csv.xz", "compressed with xz")]
    [InlineData(new byte[] { (byte)'B', (byte)'Z', (byte)'h', (byte)'9', 1 }, ".csv.bz2", "compressed with bzip2")]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0 }, ".csv.zst", "compressed with zstd")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0 }, ".zip", "corrupt zip")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0 }, ".csv.gz", "truncated")]
    public void What_is_not_opened_is_said(byte[] bytes, string extension, string reason)
    {
        var set = Reading.Read(bytes, extension);
        Assert.Equal((ReadState.Unread, reason), (set.State, set.Reason));
    }
}
