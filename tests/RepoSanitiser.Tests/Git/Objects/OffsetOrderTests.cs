using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Tests.Git.Objects;

public class OffsetOrderTests
{
    [Theory]
    [InlineData(0, 1L << 20)]
    [InlineData(1, 1L << 20)]
    [InlineData(5000, 1L << 10)]
    [InlineData(5000, 1L << 29)]
    [InlineData(5000, 1L << 45)]
    [InlineData(5000, long.MaxValue)]
    public void Offsets_ascend_and_keep_what_belongs_to_them(int count, long most)
    {
        var random = new Random(5);
        var offsets = Enumerable.Range(0, count).Select(i => i % 100 == 7 ? -1 : random.NextInt64(most)).ToArray();
        var positions = Enumerable.Range(0, count).ToArray();
        var expected = positions.OrderBy(p => offsets[p]).ToArray();
        var given = offsets.ToArray();
        OffsetOrder.Sort(ref offsets, ref positions);
        Assert.Equal(expected, positions);
        Assert.Equal(expected.Select(p => given[p]), offsets);
    }
}
