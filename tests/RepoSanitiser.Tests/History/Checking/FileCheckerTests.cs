using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Core;
using RepoSanitiser.History.Checking;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.History.Checking;

public sealed class FileCheckerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_named_is_taken_for_an_output_wherever_it_lies()
    {
        var finding = Assert.Single(CheckRunner.Check(Write("plain/table.csv")).Findings);
        Assert.Equal(("small-count", 3, 2), (finding.Rule, finding.Location.Cell!.Row, finding.Location.Cell.Column));
        Assert.Equal((null, null), (finding.Blob, finding.Object));
    }

    [Fact]
    public void A_finding_has_the_same_fingerprint_in_a_check_of_the_file_and_in_a_scan_of_its_repository()
    {
        foreach (var format in (ObjectFormat[])[ObjectFormat.Sha1, ObjectFormat.Sha256])
        {
            var study = RepositoryBuilder.Create(_folder, $"study-{format}", new RepositoryOptions(format));
            study.Write("released_outputs/a.csv", CheckRunner.SmallTable).Write("released_outputs/people.rds", [0x58, 0x0a, 0, 0, 0, 2]).Commit("Release");
            var scanned = ScanRunner.Scan(study.Path).Findings.Select(f => f.Fingerprint).Order(StringComparer.Ordinal).ToList();
            var @checked = CheckRunner.Check(Path.Combine(study.Path, "released_outputs")).Findings.Select(f => f.Fingerprint).Order(StringComparer.Ordinal);
            Assert.Equal(2, scanned.Count);
            Assert.Equal(scanned, @checked);
        }
    }

    [Fact]
    public void A_folder_of_outputs_keeps_its_fingerprints_where_it_is_moved()
    {
        Write("one/tables/a.csv");
        Write("two/tables/a.csv");
        Assert.Equal(
            CheckRunner.Check(_folder.File("one")).Findings.Select(f => f.Fingerprint),
            CheckRunner.Check(_folder.File("two")).Findings.Select(f => f.Fingerprint));
    }

    [Fact]
    public void Source_code_of_a_study_is_no_output_where_the_study_itself_is_named()
    {
        Write("study/project.yaml", "actions:\n  run:\n    run: x\n    outputs:\n      highly_sensitive:\n        rows: output/rows.csv\n");
        Write("study/notes/plan.txt", "Freq. of visits\n\nward   n\nUpper  120\nLower  3\nKirk   177\n");
        Write("study/output/rows.csv", "a,b\nx,y\n");
        var result = CheckRunner.Check(_folder.File("study"));
        Assert.Equal(["highly-sensitive-output"], result.Rules());
        Assert.Equal(3, result.Coverage.Objects["file"].Read);
    }

    [Fact]
    public void A_table_whose_name_alone_says_codelist_is_judged_and_one_in_a_folder_of_codelists_is_not()
    {
        Assert.NotEmpty(CheckRunner.Check(Write("release/codelist_counts.csv")).Findings);
        Write("study/project.yaml", "actions: {}\n");
        Assert.Empty(CheckRunner.Check(Write("study/codelists/counts.csv")).Findings);
    }

    [Fact]
    public void Links_are_followed_within_the_folder_and_never_out_of_it()
    {
        var outside = Write("outside.csv");
        var inside = Write("release/tables/a.csv");
        File.CreateSymbolicLink(_folder.File("release", "again.csv"), inside);
        File.CreateSymbolicLink(_folder.File("release", "out.csv"), outside);
        File.CreateSymbolicLink(_folder.File("release", "nowhere.csv"), _folder.File("gone"));
        Directory.CreateSymbolicLink(_folder.File("release", "round"), _folder.File("release"));
        var release = _folder.File("release");
        var result = CheckRunner.Check(release);
        Assert.Equal([$"{release}/again.csv", $"{release}/tables/a.csv"], result.Findings.Select(f => f.Paths[0]).Order(StringComparer.Ordinal));
        Assert.Equal("a link that leads out of the folder: not followed", result.Item($"{release}/out.csv").Reason);
        Assert.Equal(ReadState.Unread, result.Item($"{release}/nowhere.csv").State);
        Assert.Equal(new CoverageCount(4, 2, 0, 2), result.Coverage.Objects["file"]);
    }

    [FactWhere(Tool.Bash)]
    public void A_pipe_is_said_to_be_unread_and_never_waited_for()
    {
        Write("release/a.txt", "x\n");
        using (var made = Process.Start("mkfifo", [_folder.File("release", "pipe.csv")])) made.WaitForExit();
        var result = CheckRunner.Check(_folder.File("release"));
        Assert.True(result.Coverage.Incomplete);
        Assert.Equal("a pipe, socket or device", result.Item($"{_folder.File("release")}/pipe.csv").Reason);
        Assert.True(CheckRunner.Check(_folder.File("release", "pipe.csv")).Coverage.Incomplete);
    }

    [FactWhere(Tool.Bash)]
    public void A_file_whose_name_is_no_text_is_said_to_be_unread()
    {
        Directory.CreateDirectory(_folder.File("release"));
        using (var made = Process.Start("bash", ["-c", "printf 'ward,n\\nUpper,3\\n' > \"$1\"/$'\\xff\\xfe.csv'", "-", _folder.File("release")])) made.WaitForExit();
        var result = CheckRunner.Check(_folder.File("release"));
        // What can't be named can't be deleted by this process either.
        using (var gone = Process.Start("rm", ["-rf", _folder.File("release")])) gone.WaitForExit();
        Assert.Equal(new CoverageCount(1, 0, 0, 1), result.Coverage.Objects["file"]);
        Assert.True(result.Coverage.Incomplete);
    }

    [Fact]
    public void Folders_a_thousand_deep_are_read_to_their_end()
    {
        var deep = _folder.File("release");
        for (var i = 0; i < 1000; i++) deep = Path.Combine(deep, "d");
        Directory.CreateDirectory(deep);
        File.WriteAllText(Path.Combine(deep, "a.csv"), CheckRunner.SmallTable);
        Assert.Single(CheckRunner.Check(_folder.File("release")).Findings);
    }

    [Fact]
    public void Whatever_files_are_called_each_is_counted_once()
    {
        Prop.ForAll<NonEmptyArray<NonEmptyString>>(names =>
        {
            using var folder = new TempFolder();
            var made = 0;
            foreach (var name in names.Get.Select(n => n.Get.Replace('/', '_').Replace('\0', '_')).Where(n => n is not ("." or "..")).Distinct())
            {
                var file = folder.File("r", $"{name}.csv");
                Directory.CreateDirectory(folder.File("r"));
                if (System.Text.Encoding.UTF8.GetByteCount(Path.GetFileName(file)) > 250 || File.Exists(file)) continue;
                File.WriteAllText(file, CheckRunner.SmallTable);
                made++;
            }

            return made == 0 || CheckRunner.Check(folder.File("r")).Coverage.Objects["file"].Found == made;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(40, 1000)));
    }

    [Fact]
    public void The_git_directory_is_left_to_the_scan_and_said()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.txt", "x\n").Commit("First");
        var item = CheckRunner.Check(study.Path).Item($"{study.Path}/.git");
        Assert.Equal(ReadState.Opaque, item.State);
    }

    [Fact]
    public void Names_that_hold_an_identifier_are_findings_and_are_shown_masked()
    {
        var name = "nhs_" + "9434765919" + ".csv";
        Write($"release/line\nend/{name}");
        var result = CheckRunner.Check(_folder.File("release"));
        Assert.Equal(["nhs-number", "small-count"], result.Rules());
        Assert.All(result.Findings, f => Assert.DoesNotContain("9434765919", string.Join(' ', f.Paths), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_over_the_limit_or_only_stands_for_a_file_elsewhere_is_unread()
    {
        var large = Write("release/large.csv", new string('a', 5000));
        var pointer = Write("release/data.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:" + new string('0', 64) + "\nsize 12\n");
        var result = CheckRunner.Check(new CheckOptions { MaxFileBytes = 4096 }, _folder.File("release"));
        Assert.Equal("over the size limit", result.Item(large).Reason);
        Assert.StartsWith("a pointer into Git LFS", result.Item(pointer).Reason, StringComparison.Ordinal);
        Assert.Equal(2, result.Coverage.Objects["file"].Unread);
    }

    [Fact]
    public void Files_named_twice_are_checked_once()
    {
        var file = Write("release/a.csv");
        Assert.Equal(1, CheckRunner.Check(file, _folder.File("release"), file).Coverage.Objects["file"].Found);
    }

    [Fact]
    public void A_path_where_nothing_lies_is_a_mistake_of_the_command_line()
    {
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => CheckRunner.Check(_folder.File("gone"))).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => CheckRunner.Check("")).Code);
    }

    [Fact]
    public void Many_files_on_several_threads_give_the_same_findings_as_on_one()
    {
        for (var i = 0; i < Scale.Of(60, 600); i++)
            Write($"release/{i % 7}/{i}.csv", i % 3 == 0 ? CheckRunner.SmallTable : "ward,n\nUpper,120\n" + new string('x', i * 10) + ",99\n");
        var one = CheckRunner.Check(new CheckOptions { Threads = 1 }, _folder.File("release"));
        var many = CheckRunner.Check(new CheckOptions { Threads = 4 }, _folder.File("release"));
        Assert.NotEmpty(one.Findings);
        Assert.Equal(one.Findings.Select(f => $"{f.Fingerprint} {f.Paths[0]}"), many.Findings.Select(f => $"{f.Fingerprint} {f.Paths[0]}"));
        Assert.Equal(one.Coverage.Objects["file"], many.Coverage.Objects["file"]);
    }

    [Fact]
    public void A_file_that_no_list_has_is_not_intended_for_release()
    {
        const string Clean = "ward,rate\nUpper,0.2\n";
        Write("ws/metadata/manifest.json", """{"files": {"output/a.csv": {"privacy_level": "moderately_sensitive"}}}""");
        Write("ws/output/a.csv", Clean);
        var scratch = Write("ws/output/scratch.csv", Clean);
        var finding = Assert.Single(CheckRunner.Check(_folder.File("ws", "output")).Findings);
        Assert.Equal(("not-intended", Severity.Medium, scratch), (finding.Rule, finding.Severity, finding.Paths[0]));
        Assert.Empty(CheckRunner.Check(new CheckOptions { Requested = new HashSet<string> { "output/a.csv", "output/scratch.csv" } }, _folder.File("ws", "output")).Findings);
        Assert.Equal(2, CheckRunner.Check(new CheckOptions { Requested = new HashSet<string> { "other.csv" } }, _folder.File("ws", "output")).Findings.Count);
    }

    [Fact]
    public void An_output_that_only_project_yaml_does_not_know_is_of_low_severity()
    {
        const string Clean = "ward,rate\nUpper,0.2\n";
        Write("study/project.yaml", "actions:\n  run:\n    run: x\n    outputs:\n      moderately_sensitive:\n        t: output/tables/*_rounded.csv\n");
        Write("study/released_outputs/t1_rounded.csv", Clean);
        Write("study/released_outputs/t1.csv", Clean);
        var finding = Assert.Single(CheckRunner.Check(_folder.File("study", "released_outputs")).Findings);
        Assert.Equal(("not-intended", Severity.Low), (finding.Rule, finding.Severity));
        Assert.EndsWith("/t1.csv", finding.Paths[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_most_outputs_bear_names_of_their_own_project_yaml_says_nothing_of_them()
    {
        const string Clean = "ward,rate\nUpper,0.2\n";
        Write("study/project.yaml", "actions:\n  run:\n    run: x\n    outputs:\n      moderately_sensitive:\n        t: output/tables/*_rounded.csv\n");
        foreach (var name in (string[])["one", "two", "three", "t_rounded"]) Write($"study/released_outputs/{name}.csv", Clean);
        Assert.Empty(CheckRunner.Check(_folder.File("study", "released_outputs")).Findings);
    }

    [Fact]
    public void Declarations_that_are_not_valid_are_said()
    {
        Write("ws/metadata/manifest.json", "{\"files\": ");
        Write("ws/output/a.txt", "x\n");
        Assert.Contains(CheckRunner.Check(_folder.File("ws")).Coverage.Items, i => i.Reason.Contains("not valid", StringComparison.Ordinal));
    }

    private string Write(string name, string content = CheckRunner.SmallTable) => _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(content));
}
