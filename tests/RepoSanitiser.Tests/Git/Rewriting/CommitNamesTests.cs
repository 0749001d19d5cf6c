using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.Git.Rewriting;

public sealed class CommitNamesTests
{
    [Theory]
    [InlineData(ObjectFormat.Sha1, 40)]
    [InlineData(ObjectFormat.Sha256, 64)]
    public void Words_are_found_as_a_regular_expression_finds_them(ObjectFormat format, int digits)
    {
        using var folder = new TempFolder();
        using var store = ObjectStore.Open(Repository.Open(RepositoryBuilder.Create(folder).Path));
        var names = new CommitNames(store.Table, format);
        var word = new Regex($"(?<![0-9A-Za-z_])[0-9a-f]{{7,{digits}}}(?![0-9A-Za-z_])", RegexOptions.None, TimeSpan.FromMinutes(1));
        var random = new Random(17);
        for (var round = 0; round < 5000; round++)
        {
            var text = new StringBuilder();
            for (var pieces = random.Next(8); pieces >= 0; pieces--)
            {
                var length = random.Next(4) == 0 ? random.Next(2 * digits) : random.Next(12);
                for (var i = 0; i < length; i++) text.Append("0123456789abcdef"[random.Next(16)]);
                text.Append(" \n._-gGzA9f"[random.Next(11)]);
            }

            var found = names.In(Encoding.ASCII.GetBytes(text.ToString())).Select(w => (w.Start, w.Length));
            Assert.Equal(word.Matches(text.ToString()).Select(m => (m.Index, m.Length)), found);
        }
    }
}
