using System.Text;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.Tests.Git.Graph;

public sealed class NameTableTests
{
    [Fact]
    public void Every_reader_gives_the_same_bytes_the_same_number_and_other_bytes_another()
    {
        var table = new NameTable();
        NameTable.Reader[] readers = [new(table), new(table)];
        var random = new Random(9);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 60_000; i++)
        {
            // Few values, so that many names are met again, and names of zeros differ in nothing but their length.
            var name = new byte[random.Next(random.Next(8) == 0 ? 300 : 20)];
            if (i % 5 > 0) for (var at = 0; at < name.Length; at++) name[at] = (byte)(random.Next(3) * 127);
            var number = readers[random.Next(2)].Add(name);
            var text = Encoding.Latin1.GetString(name);
            Assert.Equal(known.TryGetValue(text, out var before) ? before : known.Count, number);
            known[text] = number;
            Assert.Equal(text, table[number]);
        }

        Assert.True(known.Count > 5000, $"{known.Count} names");
        Assert.Equal(known.Count, table.Count);
        Assert.All(known, n => Assert.Equal(n.Value, table.Find(n.Key)));
    }
}
