using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.Git;

/// <summary>Trees, commits and tags as git would never write them, and trees that stand for far more than they are.</summary>
public sealed class HostileObjectTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RepositoryBuilder _study;

    public HostileObjectTests() => _study = RepositoryBuilder.Create(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Trees_that_name_each_other_ten_to_the_tenth_times_are_cut_short_and_said()
    {
        var entry = _study.Blob("nhs_number\n" + "943" + "476" + "5919\n");
        var mode = "100644";
        for (var level = 0; level < 10; level++)
        {
            entry = _study.Raw("tree", Tree(Enumerable.Range(0, 10).Select(i => (mode, $"f{i}.csv", entry))));
            mode = "40000";
        }

        Point("refs/heads/main", Commit(entry));
        Point("refs/heads/next", Commit(_study.Raw("tree", Tree([("40000", "a", entry), ("40000", "b", entry)]))));
        var result = await Scan();
        Assert.Contains(result.Coverage.Items, i => i.Reason.StartsWith("more paths than are followed", StringComparison.Ordinal));
        var finding = Assert.Single(result.Findings.DistinctBy(f => f.Rule), f => f.Rule == "nhs-number");
        Assert.Contains("refs/heads/main", finding.ReachableFrom);
    }

    [Theory]
    [InlineData(4000, false)]
    [InlineData(20_000, true)]
    public async Task Folders_in_folders_are_followed_as_deep_as_git_would(int levels, bool truncated)
    {
        using var pack = new PackWriter();
        var entry = pack.Whole(3, Encoding.ASCII.GetBytes("nhs_number\n" + "943" + "476" + "5919\n"));
        var mode = "100644";
        for (var level = 0; level < levels; level++, mode = "40000") entry = pack.Whole(2, Tree([(mode, "t", Convert.ToHexStringLower(entry))]));
        pack.Save(_study);
        Point("refs/heads/main", Commit(Convert.ToHexStringLower(entry)));
        var result = await Scan();
        Assert.Equal(truncated, result.Coverage.Incomplete);
        Assert.Contains(result.Findings, f => f.Rule == "nhs-number");
    }

    [Fact]
    public async Task Entries_of_any_name_and_mode_are_read_or_said()
    {
        var blob = _study.Blob("a,b\n1,2\n");
        string[] names = ["..", ".", ".git", "", "a/b", "\u0001\u001b[31m", "a\nb", "CON", "a\\b", "-x", " ", "a", "a", new string('n', 4000)];
        var odd = _study.Raw("tree", Tree(names.Select(n => ("100644", n, blob))));
        var invalid = _study.Raw("tree", [.. "100644 "u8, 0xff, 0xfe, 0xc0, 0, .. Convert.FromHexString(blob)]);
        var padded = _study.Raw("tree", Tree([("0100644", "a", blob), ("00040000", "b", odd)]));
        var unsorted = _study.Raw("tree", Tree([("100644", "b", blob), ("100644", "a", blob), ("0", "c", blob), ("777777", "d", blob)]));
        var huge = _study.Raw("tree", Tree([("100644", new string('x', 1 << 20), blob)]));
        string[] malformed = [_study.Raw("tree", "100644"u8.ToArray()), _study.Raw("tree", "100644 a\0abc"u8.ToArray()), _study.Raw("tree", "abc a\0"u8.ToArray())];
        var top = _study.Raw("tree", Tree([.. ((string[])[odd, invalid, padded, unsorted, huge, .. malformed]).Select((t, i) => ("40000", $"t{i}", t))]));
        Point("refs/heads/main", Commit(top));
        var result = await Scan();
        foreach (var tree in (string[])[huge, .. malformed]) Assert.Contains(result.Coverage.Items, i => i.Object == tree && i.State == ReadState.Unread);
        Assert.DoesNotContain(result.Coverage.Items, i => i.Object == odd || i.Object == invalid || i.Object == unsorted);
        WriteAll(result);
    }

    [Fact]
    public async Task Commits_without_what_a_commit_has_are_read_or_said()
    {
        var tree = _study.Raw("tree", Tree([("100644", "a.csv", _study.Blob("nhs_number\n" + "943" + "476" + "5919\n"))]));
        var parents = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"parent {i:x40}\n"));
        string[] commits =
        [
            $"tree {tree}\n\nno author", $"tree {tree}\nauthor\ncommitter\n\n", $"tree {tree}\nauthor A <a@b> 99999999999999999999999 +0000\ncommitter A <a@b> 99999999999999999999999 +9999\n\nx",
            $"tree {tree}\nauthor A <a@b> 253402300799 +0000\ncommitter A <a@b> 253402300799 +1400\n\nx",
            $"tree {tree}\nauthor A <a@b> -9223372036854775808 +0000\ncommitter A <a@b> -9223372036854775808 -1400\n\nx",
            $"tree {tree}\n{parents}author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx", $"tree {new string('1', 40)}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx",
            "", "\n", "tree x\n", $"parent {new string('1', 40)}\ntree {tree}\n", new string('x', 100_000),
        ];
        for (var i = 0; i < commits.Length; i++) Point($"refs/heads/b{i}", _study.Raw("commit", Encoding.ASCII.GetBytes(commits[i])));
        var result = await Scan();
        Assert.True(result.Coverage.Incomplete);
        Assert.Contains(result.Findings, f => f.Rule == "nhs-number" && f.Introduced is not null);
        WriteAll(result);
    }

    [Fact]
    public async Task Tags_of_tags_are_followed_to_the_end()
    {
        using var pack = new PackWriter();
        var blob = pack.Whole(3, Encoding.ASCII.GetBytes("nhs_number\n" + "943" + "476" + "5919\n"));
        var target = pack.Whole(4, Tag(blob, "blob"));
        for (var i = 0; i < 2000; i++) target = pack.Whole(4, Tag(target, "tag"));
        pack.Save(_study);
        Point("refs/tags/deep", Convert.ToHexStringLower(target));
        Point("refs/tags/none", _study.Raw("tag", Tag([.. Enumerable.Repeat((byte)1, 20)], "commit")));
        Point("refs/tags/empty", _study.Raw("tag", []));
        var result = await Scan();
        Assert.Contains("refs/tags/deep", Assert.Single(result.Findings, f => f.Rule == "nhs-number").ReachableFrom);
        Assert.Equal(1, result.Coverage.Items.Count(i => i.Reason == "malformed"));
    }

    [Fact]
    public async Task Replacements_that_lead_in_a_circle_are_not_followed()
    {
        var first = _study.Write("a", "1\n").Commit("One");
        var second = _study.Write("a", "2\n").Commit("Two");
        Point("refs/replace/" + first, second);
        Point("refs/replace/" + second, first);
        Assert.False((await Scan()).Coverage.Incomplete);
    }

    [Fact]
    public async Task Files_that_are_bombs_or_lines_without_end_are_bounded_and_said()
    {
        _study.Write("released_outputs/wide.csv", string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}")) + "\n" + new string(',', 9_999) + "\n");
        _study.Write("released_outputs/line.txt", new string('7', Scale.Of(10, 100) << 20));
        _study.Write("released_outputs/line.csv", new string(',', 5 << 20));
        _study.Write("project.yaml", new string('[', 1 << 20));
        _study.Write("metadata/manifest.json", new string('[', 1 << 20)).Commit("Wide");
        _study.Write("project.yaml", string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i) + "a:\n"))).Commit("Deep");
        var result = await Scan();
        Assert.Equal(0, result.Coverage.Objects["commit"].Unread + result.Coverage.Objects["tree"].Unread);
        Assert.Contains(result.Coverage.Items, i => i.Path == "project.yaml");
    }

    private static byte[] Tag(byte[] target, string type) =>
        Encoding.ASCII.GetBytes($"object {Convert.ToHexStringLower(target)}\ntype {type}\ntag t\ntagger A <a@b> 1 +0000\n\nx\n");

    private static byte[] Tree(IEnumerable<(string Mode, string Name, string Id)> entries) =>
        [.. entries.SelectMany(e => (byte[])[.. Encoding.Latin1.GetBytes($"{e.Mode} {e.Name}\0"), .. Convert.FromHexString(e.Id)])];

    private static void WriteAll(ScanResult result)
    {
        var report = new Report
        {
            Command = "scan", ToolVersion = "0", KeyId = ScanRunner.Key.Id, Repository = "x", Policy = "x", Started = DateTimeOffset.UnixEpoch,
            Coverage = result.Coverage, Findings = result.Findings, Rules = [],
        };
        foreach (var format in Enum.GetValues<ReportFormat>())
        {
            using var stream = new MemoryStream();
            ReportWriter.Write(report, format, stream, new TextReportOptions());
            Assert.DoesNotContain((byte)0x1b, stream.ToArray());
        }
    }

    private string Commit(string tree) =>
        _study.Raw("commit", Encoding.ASCII.GetBytes($"tree {tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n"));

    private void Point(string name, string id)
    {
        var path = Path.Combine(_study.GitDir, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, id + "\n");
    }

    private Task<ScanResult> Scan() => Task.Run(() => ScanRunner.Scan(_study.Path)).WaitAsync(TimeSpan.FromMinutes(3));
}
