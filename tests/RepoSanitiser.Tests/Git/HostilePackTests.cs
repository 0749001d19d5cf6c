using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.Git;

/// <summary>Packs made to crash, to hang or to fill memory: each ends in a clean read or in an entry of coverage.</summary>
public sealed class HostilePackTests : IDisposable
{
    private static readonly byte[] Small = Encoding.ASCII.GetBytes("id,nhs_number\n1,x\n");

    private readonly TempFolder _folder = new();
    private readonly PackWriter _pack = new();

    public void Dispose()
    {
        _folder.Dispose();
        _pack.Dispose();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Indexes_of_every_version_are_read(int version, bool large)
    {
        var whole = _pack.Position;
        _pack.Whole(3, Small);
        byte[] made = [.. Small, .. "2,y\n"u8];
        _pack.OffsetDelta(_pack.Position - whole, PackWriter.Delta(Small.Length, made.Length, [(0, Small.Length)], "2,y\n"u8.ToArray()), PackWriter.IdOf("blob", made));
        var result = await Scan(version, large);
        Assert.False(result.Coverage.Incomplete);
        Assert.Equal(2, result.Coverage.Objects["blob"].Read);
    }

    [Fact]
    public async Task Deltas_that_need_each_other_are_unread()
    {
        byte[] first = Id(1), second = Id(2), third = Id(3), fourth = Id(4);
        _pack.ReferenceDelta(second, Nothing(), first);
        _pack.ReferenceDelta(first, Nothing(), second);
        _pack.ReferenceDelta(third, Nothing(), third);
        _pack.ReferenceDelta(Id(99), Nothing(), fourth);
        _pack.Whole(3, Small);
        AssertUnread(await Scan(), 4, 1);
    }

    [Fact]
    public async Task Deltas_on_themselves_on_nothing_and_on_what_lies_before_the_pack_are_unread()
    {
        _pack.Whole(3, Small);
        _pack.OffsetDelta(0, Nothing(), Id(1));
        _pack.OffsetDelta(1L << 40, Nothing(), Id(2));
        _pack.OffsetDelta(3, Nothing(), Id(3));
        _pack.OffsetDelta(_pack.Position - 4, Nothing(), Id(4));
        AssertUnread(await Scan(), 4, 1);
    }

    [Fact]
    public async Task Sizes_that_lie_are_unread()
    {
        var start = _pack.Position;
        _pack.Whole(3, Small);
        foreach (var (size, id) in ((long, byte)[])[(0, 1), (3, 2), (100, 3), (1L << 40, 4), (long.MaxValue >> 4, 5)]) _pack.Whole(3, Small, Id(id), size);
        _pack.OffsetDelta(_pack.Position - start, PackWriter.Delta(Small.Length, 1L << 40, [(0, Small.Length)], []), Id(6));
        _pack.OffsetDelta(_pack.Position - start, PackWriter.Delta(1L << 40, 10, [(0, 10)], []), Id(7));
        _pack.OffsetDelta(_pack.Position - start, PackWriter.Delta(Small.Length, 10, [(uint.MaxValue, 10)], []), Id(8));
        _pack.OffsetDelta(_pack.Position - start, PackWriter.Delta(Small.Length, 10, [(0, 11)], []), Id(9));
        _pack.OffsetDelta(_pack.Position - start, PackWriter.Delta(Small.Length, 10, [(0, 3)], []), Id(10));
        _pack.OffsetDelta(_pack.Position - start, [], Id(11));
        _pack.OffsetDelta(_pack.Position - start, [.. Enumerable.Repeat((byte)0xff, 30)], Id(12));
        _pack.OffsetDelta(_pack.Position - start, PackWriter.Delta(Small.Length, 10, [(0, 3)], []), Id(13), 1L << 50);
        AssertUnread(await Scan(), 13, 1);
    }

    [Fact]
    public async Task Types_that_are_none_and_entries_that_overlap_are_unread()
    {
        _pack.Whole(0, Small, Id(1));
        _pack.Whole(5, Small, Id(2));
        var start = _pack.Position;
        _pack.Whole(3, Small);
        _pack.Claim(Id(3), start + 2, _pack.Position);
        _pack.Claim(Id(4), 3, 9);
        _pack.Claim(Id(5), _pack.Position + 5, _pack.Position + 5);
        var result = await Scan();
        Assert.Equal(6, result.Coverage.Objects.Values.Sum(c => c.Found));
        Assert.Equal(1, result.Coverage.Objects.Values.Sum(c => c.Read));
    }

    [Fact]
    public async Task A_chain_of_thousands_of_deltas_is_read()
    {
        var content = Small;
        var start = _pack.Position;
        _pack.Whole(3, content);
        const int links = 4000;
        for (var i = 0; i < links; i++)
        {
            var own = Encoding.ASCII.GetBytes($"{i}\n");
            byte[] next = [.. content.AsSpan(0, 14), .. own];
            var here = _pack.Position;
            _pack.OffsetDelta(here - start, PackWriter.Delta(content.Length, next.Length, [(0, 14)], own), PackWriter.IdOf("blob", next));
            (content, start) = (next, here);
        }

        var result = await Scan();
        Assert.False(result.Coverage.Incomplete);
        Assert.Equal(links + 1, result.Coverage.Objects["blob"].Read);
    }

    [Fact]
    public async Task A_small_delta_that_makes_gigabytes_is_over_the_limit()
    {
        var start = _pack.Position;
        var large = new byte[1 << 20];
        _pack.Whole(3, large);
        var copies = Enumerable.Repeat((0u, large.Length), 4096);
        for (byte i = 0; i < 20; i++)
            _pack.OffsetDelta(_pack.Position - start, PackWriter.Delta(large.Length, 4096L * large.Length, copies, []), Id((byte)(i + 1)));
        AssertUnread(await Scan(), 20, 1);
    }

    [Fact]
    public async Task Objects_named_twice_are_one_and_ids_that_lie_make_no_circle()
    {
        var tree = Encoding.ASCII.GetBytes("40000 a\0");
        _pack.Whole(2, [.. tree, .. Id(1)], Id(1));
        _pack.Whole(1, Commit(Id(1), Id(3)), Id(2));
        _pack.Whole(1, Commit(Id(1), Id(2)), Id(3));
        _pack.Whole(3, Small);
        _pack.Whole(3, Small);
        var result = await Scan();
        Assert.True(result.Coverage.Incomplete);
        Assert.Equal(2, result.Coverage.Items.Count(i => i.Reason == "malformed"));
        Assert.Equal(1, result.Coverage.Objects["blob"].Found);
    }

    private static byte[] Commit(byte[] tree, byte[] parent) => Encoding.ASCII.GetBytes(
        $"tree {Convert.ToHexStringLower(tree)}\nparent {Convert.ToHexStringLower(parent)}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n");

    private static byte[] Nothing() => PackWriter.Delta(Small.Length, Small.Length, [(0, Small.Length)], []);

    private static byte[] Id(byte number) => [.. Enumerable.Repeat(number, 20)];

    private static void AssertUnread(ScanResult result, long unread, long read)
    {
        Assert.True(result.Coverage.Incomplete);
        Assert.Equal((unread, read), (result.Coverage.Objects.Values.Sum(c => c.Unread), result.Coverage.Objects.Values.Sum(c => c.Read + c.Opaque)));
        Assert.Equal(unread, result.Coverage.Items.Count(i => i.State == ReadState.Unread && i.Object is not null));
    }

    private Task<ScanResult> Scan(int version = 2, bool large = false)
    {
        var repository = RepositoryBuilder.Create(_folder);
        _pack.Save(repository, version, large);
        return Task.Run(() => ScanRunner.Scan(repository.Path)).WaitAsync(TimeSpan.FromMinutes(2));
    }
}
