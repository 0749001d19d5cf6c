using RepoSanitiser.Core;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Scanning;

/// <summary>Everything that git lists is accounted for, and what could not be read is said.</summary>
public sealed class CoverageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("packed", ObjectFormat.Sha1)]
    [InlineData("packed", ObjectFormat.Sha256)]
    [InlineData("loose", ObjectFormat.Sha1)]
    [InlineData("loose", ObjectFormat.Sha256)]
    [InlineData("several packs", ObjectFormat.Sha1)]
    [InlineData("several packs", ObjectFormat.Sha256)]
    [InlineData("kept", ObjectFormat.Sha1)]
    [InlineData("cruft", ObjectFormat.Sha1)]
    [InlineData("multi-pack index", ObjectFormat.Sha1)]
    [InlineData("alternates", ObjectFormat.Sha1)]
    [InlineData("alternates", ObjectFormat.Sha256)]
    [InlineData("linked work tree", ObjectFormat.Sha1)]
    [InlineData("bare", ObjectFormat.Sha1)]
    public void Coverage_counts_what_git_counts_by_type(string storage, ObjectFormat format)
    {
        var repository = Store(Study(format), storage, format);
        AssertCounts(repository, ScanRunner.Scan(repository.Path));
    }

    [Fact]
    public void A_shallow_clone_says_that_its_history_ends_early()
    {
        var shallow = Study(ObjectFormat.Sha1).Shallow("shallow", 2);
        var result = ScanRunner.Scan(shallow.Path);
        AssertCounts(shallow, result);
        Assert.True(result.Coverage.Incomplete);
        Assert.Contains(result.Coverage.Items, i => i.Reason.Contains("shallow", StringComparison.Ordinal));
    }

    [FactWhere(Tool.Git, "2.39")]
    public void A_partial_clone_names_each_missing_blob_and_fetches_none()
    {
        var partial = Study(ObjectFormat.Sha1).Partial("partial");
        var before = Count(partial);
        var result = ScanRunner.Scan(partial.Path);
        Assert.Equal(before, Count(partial));
        AssertCounts(partial, result);
        var missing = partial.Git.Lines("rev-list", "--objects", "--all", "--missing=print").Where(l => l[0] == '?').Select(l => l[1..]).ToHashSet();
        Assert.NotEmpty(missing);
        Assert.Equal(missing.Count, result.Coverage.Objects["missing"].Unread);
        Assert.All(missing, id => Assert.Contains(result.Coverage.Items, i => i.Object == id && i.State == ReadState.Unread && i.Path is not null));
    }

    [Fact]
    public void A_truncated_loose_object_is_unread_and_all_others_are_read()
    {
        var repository = Store(Study(ObjectFormat.Sha1), "loose", ObjectFormat.Sha1);
        var blob = repository.Resolve("HEAD:notes/7.txt");
        RepositoryBuilder.Truncate(repository.LooseFile(blob), 20);
        var result = ScanRunner.Scan(repository.Path);
        var unread = Assert.Single(result.Coverage.Items, i => i.State == ReadState.Unread);
        Assert.Equal((blob, "notes/7.txt"), (unread.Object, unread.Path));
        Assert.Equal(1, result.Coverage.Objects.Values.Sum(c => c.Unread));
    }

    [Fact]
    public void A_flipped_byte_in_a_pack_is_said_wherever_it_is()
    {
        var study = Store(Study(ObjectFormat.Sha1), "packed", ObjectFormat.Sha1);
        var pack = Assert.Single(study.Packs);
        var length = new FileInfo(pack).Length;
        var silent = new List<long>();
        for (var offset = 12; offset < length - 20; offset += (int)(length / 60))
        {
            RepositoryBuilder.FlipByte(pack, offset);
            var result = ScanRunner.Scan(study.Path);
            var broken = study.Git.Try("fsck", "--full").ExitCode != 0;
            if (broken && !result.Coverage.Incomplete) silent.Add(offset);
            RepositoryBuilder.FlipByte(pack, offset);
        }

        Assert.Empty(silent);
    }

    [Fact]
    public void A_pack_without_its_index_is_said()
    {
        var study = Store(Study(ObjectFormat.Sha1), "packed", ObjectFormat.Sha1);
        RepositoryBuilder.DeleteIndex(Assert.Single(study.Packs));
        var result = ScanRunner.Scan(study.Path);
        Assert.Contains(result.Coverage.Items, i => i.Reason == "pack without an index");
        Assert.True(result.Coverage.Incomplete);
    }

    [Fact]
    public void A_blob_over_the_limit_is_said_and_still_judged_by_its_name()
    {
        var repository = RepositoryBuilder.Create(_folder);
        repository.Write("output/cohort.dta", new byte[(1 << 20) + 1]).Commit("Add");
        var result = ScanRunner.Scan(repository.Path, new ScanOptions { MaxObjectBytes = 1 << 20 });
        Assert.Contains(result.Coverage.Items, i => i.Path == "output/cohort.dta" && i.State == ReadState.Unread && i.Reason.Contains("limit of 1 MiB", StringComparison.Ordinal));
        Assert.Contains(result.Findings, f => f.Rule == "unreleased-file-type");
    }

    [Fact]
    public void Refs_narrow_the_scan_to_what_they_reach()
    {
        var repository = Study(ObjectFormat.Sha1);
        repository.Branch("side").Switch("side").Write("output/side.dta", "x").Commit("On the side").ToString();
        repository.Switch("main");
        var main = ScanRunner.Scan(repository.Path, new ScanOptions { Refs = ["main"] });
        var side = ScanRunner.Scan(repository.Path, new ScanOptions { Refs = ["refs/heads/s*"] });
        Assert.DoesNotContain(main.Findings, f => f.Paths.Contains("output/side.dta"));
        Assert.Contains(side.Findings, f => f.Paths.Contains("output/side.dta"));
        Assert.Equal(repository.Git.Lines("rev-list", "--objects", "--no-object-names", "main").Length, main.Coverage.Objects.Values.Sum(c => c.Found));
    }

    [Fact]
    public void A_ref_that_is_not_there_is_said_and_nothing_is_called_clean()
    {
        var refused = Assert.Throws<ReposanException>(() => ScanRunner.Scan(Study(ObjectFormat.Sha1).Path, new ScanOptions { Refs = ["main", "mian"] }));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("No ref matches mian", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertCounts(RepositoryBuilder repository, ScanResult result)
    {
        var counted = result.Coverage.Objects.Where(c => c.Key != "missing").ToDictionary(c => c.Key, c => c.Value.Found);
        Assert.Equal(Count(repository).OrderBy(c => c.Key), counted.OrderBy(c => c.Key));
        Assert.All(result.Coverage.Objects.Values, c => Assert.Equal(c.Found, c.Read + c.Opaque + c.Unread));
    }

    private static Dictionary<string, long> Count(RepositoryBuilder repository) =>
        repository.Git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)").GroupBy(t => t).ToDictionary(g => g.Key, g => (long)g.Count());

    private RepositoryBuilder Study(ObjectFormat format)
    {
        var study = RepositoryBuilder.Create(_folder, "study", new RepositoryOptions(format));
        for (var i = 0; i < 12; i++)
        {
            for (var j = 0; j <= i; j++) study.Write($"notes/{j}.txt", $"note {j}\n" + string.Concat(Enumerable.Range(0, 40).Select(k => $"line {k} of {i * (j % 3)}\n")));
            study.Commit($"Notes {i}");
        }

        study.AnnotatedTag("v1", "First");
        study.Note("Looked at");
        return study;
    }

    private RepositoryBuilder Store(RepositoryBuilder study, string storage, ObjectFormat format)
    {
        switch (storage)
        {
            case "packed": return study.Pack();
            case "loose": return study.AllLoose();
            case "several packs":
                study.Pack();
                study.Write("notes/more.txt", "more\n").Commit("More");
                return study.PackMore();
            case "kept":
                study.PackKept(study.Resolve("HEAD:notes/1.txt"));
                return study.Pack();
            case "cruft":
                study.Blob("nobody names this\n");
                return study.PackCruft();
            case "multi-pack index":
                study.Pack();
                study.Write("notes/more.txt", "more\n").Commit("More");
                return study.PackMore().MultiPackIndex();
            case "alternates":
                var other = RepositoryBuilder.Create(_folder, "other", new RepositoryOptions(format));
                other.Write("shared.txt", "shared\n").Commit("Shared");
                other.Pack();
                return study.Alternate(other);
            case "linked work tree": return study.Worktree("linked");
            case "bare": return study.Mirror("mirror");
            default: throw new ArgumentOutOfRangeException(nameof(storage));
        }
    }
}
