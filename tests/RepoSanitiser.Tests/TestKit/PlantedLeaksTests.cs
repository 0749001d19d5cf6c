using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Planting;

namespace RepoSanitiser.Tests.TestKit;

/// <summary>A study with everything planted, made once.</summary>
public sealed class PlantedStudyFixture : IDisposable
{
    private readonly TempFolder _folder = new();

    public PlantedStudyFixture() => Study = PlantedLeaks.Plant(_folder);

    public PlantedStudy Study { get; }

    public void Dispose() => _folder.Dispose();
}

/// <summary>What the planting says of each leak, held against what git says.</summary>
public sealed class PlantedLeaksTests(PlantedStudyFixture fixture) : IClassFixture<PlantedStudyFixture>
{
    private readonly PlantedStudy _study = fixture.Study;

    private GitCli Git => _study.Repository.Git.With("GIT_NO_REPLACE_OBJECTS", "1");

    [Fact]
    public void There_are_at_least_forty_leaks_of_twelve_kinds_and_as_many_clean_files()
    {
        Assert.True(_study.Leaks.Count >= 40, $"{_study.Leaks.Count} leaks");
        Assert.True(_study.Leaks.Select(l => l.Rule).Distinct().Count() >= 12);
        Assert.True(_study.CleanFiles.Count >= _study.Leaks.Count,
            $"{_study.CleanFiles.Count} clean files, {_study.Leaks.Count} leaks");
        Assert.Distinct(_study.Leaks.Select(l => l.Name));
        Assert.Distinct(_study.Leaks.Select(l => l.Literal));
    }

    [Fact]
    public void Every_literal_is_in_the_object_named()
    {
        foreach (var leak in _study.Leaks)
            Assert.True(Holds(leak), $"{leak}: not in {leak.In} {leak.ObjectId}");
    }

    [Fact]
    public void Every_path_of_every_leak_is_known()
    {
        var named = PathsInTreesAndIndexes();
        foreach (var leak in _study.Leaks.Where(l => l.In == LeakIn.Blob))
            Assert.Equal((leak.Name, string.Join('|', leak.Paths)),
                (leak.Name, string.Join('|', named.GetValueOrDefault(leak.ObjectId, []))));
    }

    [Fact]
    public void Every_leak_is_introduced_where_it_is_said_to_be()
    {
        foreach (var leak in _study.Leaks.Where(l => l.IntroducedBy is not null && l.In is LeakIn.Blob or LeakIn.Tree))
        {
            var store = GitOf(leak);
            var commit = leak.IntroducedBy!;
            Assert.Contains(leak.ObjectId, store.Lines("ls-tree", "-r", "-t", "--format=%(objectname)", commit));
            foreach (var parent in store.Run("rev-list", "--parents", "-1", commit).Split(' ')[1..])
                Assert.DoesNotContain(leak.ObjectId, store.Lines("ls-tree", "-r", "-t", "--format=%(objectname)", parent));
        }
    }

    [Theory]
    [InlineData("on an unmerged branch", "refs/heads/explore")]
    [InlineData("behind an annotated tag alone", "refs/tags/interim")]
    [InlineData("behind a lightweight tag alone", "refs/tags/draft")]
    [InlineData("behind a tag of a tag", "refs/tags/outer")]
    [InlineData("a blob that a tag names", "refs/tags/data")]
    [InlineData("in a tree that a tag names", "refs/tags/folder")]
    [InlineData("NHS number in a tag message", "refs/tags/v1.0")]
    [InlineData("NHS number in a note", "refs/notes/commits")]
    [InlineData("in a pull request alone", "refs/pull/1/head")]
    [InlineData("on a remote branch alone", "refs/remotes/origin/remote-only")]
    [InlineData("kept by an earlier rewrite", "refs/original/refs/heads/main")]
    [InlineData("in a stash's work tree", "refs/stash")]
    [InlineData("in a stash's index", "refs/stash")]
    [InlineData("in a stash's untracked files", "refs/stash")]
    public void A_leak_behind_one_ref_is_behind_no_other(string name, string only) => Assert.Equal([only], Leak(name).Refs);

    [Theory]
    [InlineData("in an older stash", "logs/refs/stash")]
    [InlineData("in a reflog alone", "logs/HEAD")]
    [InlineData("in ORIG_HEAD alone", "ORIG_HEAD")]
    [InlineData("in FETCH_HEAD alone", "FETCH_HEAD")]
    [InlineData("staged alone", "index")]
    [InlineData("at the HEAD of a linked work tree", "worktrees/study-review/HEAD")]
    [InlineData("staged in a linked work tree", "worktrees/study-review/index")]
    public void A_leak_behind_no_ref_is_held_by_what_is_said_to_hold_it(string name, string root)
    {
        var leak = Leak(name);
        Assert.Empty(leak.Refs);
        Assert.Equal(root, leak.OtherRoot);
        var file = File.ReadAllBytes(Path.Combine(_study.Repository.GitDir, root));
        if (root.EndsWith("index", StringComparison.Ordinal))
            Assert.Contains(leak.ObjectId, Convert.ToHexStringLower(file));
        else
            Assert.Contains(IdsIn(Encoding.UTF8.GetString(file)), id =>
                Git.Lines("rev-list", "--objects", "--no-object-names", id).Contains(leak.ObjectId));
    }

    [Fact]
    public void A_leak_in_another_store_is_not_in_the_study_itself()
    {
        var seen = Git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)");
        Assert.Contains(Leak("in an alternate").ObjectId, seen);
        Assert.False(File.Exists(_study.Repository.LooseFile(Leak("in an alternate").ObjectId)));
        Assert.DoesNotContain(Leak("in an alternate").ObjectId, PackedIds("*.idx"));
        Assert.DoesNotContain(Leak("in a submodule's history").ObjectId, seen);
        Assert.DoesNotContain(Leak("in the LFS store").ObjectId, seen);
    }

    [Fact]
    public void Kept_and_cruft_packs_hold_what_they_are_said_to_hold()
    {
        var kept = Assert.Single(Directory.GetFiles(PackFolder, "*.keep"));
        Assert.Contains(Leak("unreachable in a .keep pack").ObjectId, PackedIds(Path.GetFileNameWithoutExtension(kept) + ".idx"));
        var cruft = Assert.Single(Directory.GetFiles(PackFolder, "*.mtimes"));
        Assert.Contains(Leak("AWS key in a cruft pack").ObjectId, PackedIds(Path.GetFileNameWithoutExtension(cruft) + ".idx"));
        Assert.True(File.Exists(_study.Repository.LooseFile(Leak("unreachable and loose").ObjectId)));
    }

    [Fact]
    public void A_leak_in_a_delta_chain_is_stored_as_a_delta()
    {
        var id = Leak("a line in the middle of a delta chain").ObjectId;
        var stored = Git.Feed(Encoding.ASCII.GetBytes(id + "\n"), "cat-file", "--batch-check=%(deltabase)");
        Assert.NotEqual(new string('0', 40), stored);
    }

    [Fact]
    public void Clean_files_lie_where_they_are_said_to_lie()
    {
        foreach (var file in _study.CleanFiles) Assert.Equal(file.Blob, Git.Run("rev-parse", "main:" + file.Path));
    }

    [Fact]
    public void The_object_store_is_sound() => Assert.Equal(0, Git.Try("fsck", "--full", "--no-dangling").ExitCode);

    [Fact]
    public void The_same_seed_gives_the_same_study_and_another_gives_other_values()
    {
        using var again = new TempFolder();
        var same = PlantedLeaks.Plant(again);
        Assert.Equal(_study.Leaks.Select(l => (l.Name, l.ObjectId, l.IntroducedBy)),
            same.Leaks.Select(l => (l.Name, l.ObjectId, l.IntroducedBy)));
        using var other = new TempFolder();
        var different = PlantedLeaks.Plant(other, seed: 2, ObjectFormat.Sha256);
        Assert.Equal(_study.Leaks.Select(l => l.Name), different.Leaks.Select(l => l.Name));
        Assert.Empty(_study.Leaks.Select(l => l.Literal).Intersect(different.Leaks.Select(l => l.Literal)));
        Assert.All(different.Leaks, l => Assert.Equal(64, l.ObjectId.Length));
    }

    private string PackFolder => Path.Combine(_study.Repository.GitDir, "objects", "pack");

    private Leak Leak(string name) => _study.Leaks.Single(l => l.Name == name);

    private GitCli GitOf(Leak leak) => leak.Store.Contains("modules", StringComparison.Ordinal)
        ? Git.In(leak.Store).With("GIT_DIR", leak.Store)
        : Git;

    private HashSet<string> PackedIds(string pattern) =>
        [.. Directory.GetFiles(PackFolder, pattern)
            .SelectMany(idx => Git.Feed(File.ReadAllBytes(idx), "show-index").Split('\n')).Select(l => l.Split(' ')[1])];

    private static IEnumerable<string> IdsIn(string text) =>
        text.Split([' ', '\t', '\n']).Where(w => w.Length == 40 && w.All(char.IsAsciiHexDigitLower) && w.Any(c => c != '0'))
            .Distinct();

    private Dictionary<string, SortedSet<string>> PathsInTreesAndIndexes()
    {
        var named = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        GitCli[] stores = [Git, GitOf(Leak("in a submodule's history"))];
        foreach (var git in stores)
        {
            foreach (var root in git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
                .Where(l => l.StartsWith("commit ", StringComparison.Ordinal)).Select(l => l[7..]).Append("folder^{tree}"))
            {
                if (git.Try("ls-tree", "-r", "-z", root) is { ExitCode: 0 } tree) Take(tree.Text);
            }
        }

        foreach (var index in (string[])["index", "worktrees/study-review/index"])
        {
            var file = Path.Combine(_study.Repository.GitDir, index);
            Take(Git.With("GIT_INDEX_FILE", file).Run("ls-files", "-s", "-z"));
        }

        return named;

        void Take(string entries)
        {
            foreach (var entry in entries.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                var tab = entry.IndexOf('\t', StringComparison.Ordinal);
                var id = entry[..tab].Split(' ').Single(word => word.Length == 40);
                if (!named.TryGetValue(id, out var paths)) named[id] = paths = new SortedSet<string>(StringComparer.Ordinal);
                paths.Add(entry[(tab + 1)..]);
            }
        }
    }

    private bool Holds(Leak leak) => leak.In switch
    {
        LeakIn.Ref => leak.Refs[0].Contains(leak.Literal, StringComparison.Ordinal)
            && Git.Run("rev-parse", leak.Refs[0]) == leak.ObjectId,
        LeakIn.Tree => Git.Run("ls-tree", "--name-only", leak.ObjectId).Contains(leak.Literal, StringComparison.Ordinal),
        LeakIn.Lfs => In(File.ReadAllBytes(Path.Combine(
            leak.Store, "lfs", "objects", leak.ObjectId[..2], leak.ObjectId[2..4], leak.ObjectId)), leak.Literal),
        LeakIn.Blob => In(GitOf(leak).Bytes("cat-file", "blob", leak.ObjectId), leak.Literal),
        _ => In(Git.Bytes("cat-file", leak.In == LeakIn.Tag ? "tag" : "commit", leak.ObjectId), leak.Literal),
    };

    /// <summary>Whether content, or what is packed in it, holds a text.</summary>
    private static bool In(byte[] content, string literal)
    {
        if (content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(literal)) >= 0) return true;
        if (content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(literal)) >= 0) return true;
        return Members(content).Any(m => In(m, literal));
    }

    private static IEnumerable<byte[]> Members(byte[] content)
    {
        if (content.AsSpan().StartsWith((byte[])[0x1f, 0x8b]))
            return [All(new GZipStream(new MemoryStream(content), CompressionMode.Decompress))];
        if (content.AsSpan().StartsWith("PK"u8))
            return new ZipArchive(new MemoryStream(content)).Entries.Select(e => All(e.Open()));
        if (content.Length > 262 && content.AsSpan(257).StartsWith("ustar"u8)) return TarMembers(content);
        var text = Encoding.UTF8.GetString(content);
        var data = text.IndexOf(";base64,", StringComparison.Ordinal);
        if (data >= 0) return [Convert.FromBase64String(text[(data + 8)..text.IndexOf('"', data)])];
        if (!text.StartsWith("{\"cells\"", StringComparison.Ordinal)) return [];
        using var notebook = JsonDocument.Parse(content);
        return [.. notebook.RootElement.GetProperty("cells")[0].GetProperty("outputs")[0].GetProperty("data")
            .GetProperty("text/html")
            .EnumerateArray().Select(l => Encoding.UTF8.GetBytes(l.GetString()!))];
    }

    private static IEnumerable<byte[]> TarMembers(byte[] content)
    {
        using var tar = new TarReader(new MemoryStream(content));
        while (tar.GetNextEntry() is { DataStream: { } data }) yield return All(data);
    }

    private static byte[] All(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        stream.Dispose();
        return copy.ToArray();
    }
}
