using System.Text.Json;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Cli.Tests;

public sealed class CheckTests : IDisposable
{
    private const string Small = "ward,n,pct\nUpper,120,36\nLower,3,1\nKirk,177,53\nAbbots,33,10\n";
    private const string Clean = "ward,rate\nUpper,0.2\n";
    private readonly ReposanProcess _reposan = new();

    public void Dispose() => _reposan.Dispose();

    [Fact]
    public void A_clean_file_ends_in_0_one_with_findings_in_1_and_one_that_is_not_there_in_2()
    {
        Assert.Equal(0, _reposan.Run("check", Write("a.csv", Clean)).ExitCode);
        Assert.Equal(1, _reposan.Run("check", Write("b.csv", Small)).ExitCode);
        Assert.Equal(0, _reposan.Run("check", "b.csv", "--fail-on", "high").ExitCode);
        var ended = _reposan.Run("check", "gone.csv");
        Assert.Equal((2, "reposan: There is no file or folder 'gone.csv': name what is to be checked.\n"), (ended.ExitCode, ended.Error));
    }

    [Fact]
    public void What_can_not_be_read_ends_in_3_and_is_said()
    {
        Write("release/a.7z", "7z\u00bc\u00af'\u001c");
        File.WriteAllBytes(Path.Combine(_reposan.Home, "release", "a.7z"), [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]);
        var ended = _reposan.Run("check", "release");
        Assert.Equal(3, ended.ExitCode);
        Assert.StartsWith("reposan: Incomplete: 1 item", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_a_persons_eyes_counts_only_where_that_is_asked_for()
    {
        Write("release/a.csv", Clean);
        File.WriteAllBytes(Path.Combine(_reposan.Home, "release", "plot.png"), [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);
        Assert.Equal(0, _reposan.Run("check", "release").ExitCode);
        Assert.Equal(3, _reposan.Run("check", "release", "--strict").ExitCode);
    }

    [Fact]
    public void Json_names_the_files_as_they_were_named_and_no_object()
    {
        Write("release/tables/a.csv", Small);
        using var report = JsonDocument.Parse(_reposan.Run("check", "./release", "--format", "json").Out);
        Assert.Equal(("check", JsonValueKind.Null), (report.RootElement.GetProperty("command").GetString(), report.RootElement.GetProperty("objectFormat").ValueKind));
        var finding = Assert.Single(report.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal("release/tables/a.csv", finding.GetProperty("paths")[0].GetString());
        Assert.Equal(JsonValueKind.Null, finding.GetProperty("blob").ValueKind);
        Assert.Equal((3, 2), (finding.GetProperty("location").GetProperty("cell").GetProperty("row").GetInt32(), finding.GetProperty("location").GetProperty("cell").GetProperty("column").GetInt32()));
    }

    [Theory]
    [InlineData("text", "small-count")]
    [InlineData("sarif", "\"ruleId\": \"small-count\"")]
    [InlineData("html", "small-count")]
    public void Every_format_names_the_rule(string format, string expected)
    {
        var ended = _reposan.Run("check", Write("a.csv", Small), "--format", format);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(expected, ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_leaves_out_what_was_known_and_an_acceptance_what_was_accepted()
    {
        Write("release/a.csv", Small);
        Assert.Equal(1, _reposan.Run("check", "release", "--format", "json", "-o", "last.json").ExitCode);
        Assert.Equal(0, _reposan.Run("check", "release", "--baseline", "last.json").ExitCode);
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_reposan.Home, "last.json")));
        var key = report.RootElement.GetProperty("keyId").GetString();
        var fingerprint = report.RootElement.GetProperty("findings")[0].GetProperty("fingerprint").GetString();
        Write("release/.reposanignore", $"# reposan key {key}\n{fingerprint}  expires=2999-01-01  reason=\"Accepted\"\n");
        var ended = _reposan.Run("check", "release");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("1 finding not shown: accepted", ended.Out, StringComparison.Ordinal);
        Write("release/.reposanignore", $"# reposan key 0123456789abcdef\n{fingerprint}  expires=2999-01-01  reason=\"Accepted\"\n");
        Assert.Equal(4, _reposan.Run("check", "release").ExitCode);
    }

    [Fact]
    public void Another_policy_judges_otherwise()
    {
        Write("a.csv", "ward,n\nUpper,120\nLower,7\nKirk,177\nAbbots,33\n");
        Assert.Equal(0, _reposan.Run("check", "a.csv").ExitCode);
        Assert.Equal(1, _reposan.Run("check", "a.csv", "--policy", "opensafely-2023").ExitCode);
        Write("ours.yaml", "id: ours\nextends: opensafely-2021\nsmallCountMax: 9\n");
        Assert.Equal(1, _reposan.Run("check", "a.csv", "--policy", "ours.yaml").ExitCode);
    }

    [Fact]
    public void Tables_are_drawn_masked_with_the_cell_marked()
    {
        var ended = _reposan.Run("check", Write("a.csv", Small), "--tables");
        Assert.Contains("\n    | ward  | n     | pct\n", ended.Out, StringComparison.Ordinal);
        Assert.Contains("\n  3 | Aaaaa | >···< | ···\n", ended.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Lower", ended.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("| ward", _reposan.Run("check", "a.csv").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_not_asked_for_is_reported()
    {
        Write("release/a.csv", Clean);
        Write("release/b.csv", Clean);
        Write("requests.txt", "# asked for on Monday\na.csv\n");
        var ended = _reposan.Run("check", "release", "--requested", "requests.txt");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("release/b.csv", ended.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("release/a.csv", ended.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "'reposan check' needs PATH")]
    [InlineData("check a --show-values", "--show-values works on a terminal only")]
    [InlineData("check a --max-file-mib 0", "--max-file-mib is between 1 and 1024")]
    [InlineData("check --staged --pushed", "--staged and --pushed are two checks")]
    [InlineData("check a --remote origin", "--remote goes with --pushed")]
    [InlineData("check a --requested gone", "The file gone can't be read")]
    [InlineData("check a --policy gone", "There is no policy gone")]
    public void A_wrong_command_line_ends_in_one_sentence_and_2(string line, string sentence)
    {
        Write("a", "x\n");
        var ended = _reposan.Run(line.Split(' '));
        Assert.Equal((2, ""), (ended.ExitCode, ended.Out));
        Assert.StartsWith($"reposan: {sentence}", ended.Error, StringComparison.Ordinal);
        Assert.Equal(1, ended.Error.Count(c => c == '\n'));
    }

    [FactWhere(Tool.Git)]
    public void What_is_staged_is_checked_wherever_in_the_repository_one_is()
    {
        Write("study/released_outputs/a.csv", Small);
        var ended = _reposan.RunBash("cd study && git init -q && git add . && printf 'ward,rate\\nUpper,0.2\\n' > released_outputs/a.csv && cd released_outputs && reposan check --staged -v");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("released_outputs/a.csv", ended.Out, StringComparison.Ordinal);
        Assert.Contains("The index is read by", ended.Error, StringComparison.Ordinal);
        Assert.Equal(0, _reposan.RunBash("cd study && git add . && reposan check --staged").ExitCode);
        Assert.Equal(2, _reposan.RunBash("mkdir plain && reposan check --staged plain").ExitCode);
    }

    [FactWhere(Tool.Git)]
    public void What_looks_like_an_output_is_judged_as_one_wherever_it_is_staged_and_what_may_be_one_is_said()
    {
        const string Implied = "ward,n,pct,population\nUpper,480,40.00,1200\nLower,[REDACTED],0.33,1200\nKirk,612,51.00,1200\n";
        Write("study/analysis/a.csv", Implied);
        Write("study/README.md", "Read me\n");
        Write("study/fit.R", "n <- 3\n");
        var ended = _reposan.RunBash("cd study && git init -q && git add . && reposan check --staged");
        Assert.Equal((1, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("analysis/a.csv", ended.Out, StringComparison.Ordinal);

        Write("study/analysis/a.csv", Clean);
        Write("study/analysis/notes.txt", Implied);
        ended = _reposan.RunBash("cd study && git add . && reposan check --staged");
        Assert.Equal((0, "reposan: 1 text or JSON file lies outside folders of outputs, and was not judged as an output: if it is one, check it by its name.\n"), (ended.ExitCode, ended.Error));
        Assert.Equal(1, _reposan.Run("check", "study/analysis/notes.txt").ExitCode);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("text")]
    public void The_result_may_lie_among_what_is_checked_and_no_other_file_is_overwritten(string format)
    {
        Write("release/a.csv", Small);
        var first = _reposan.Run("check", "release", "--format", format, "-o", "release/report.html");
        Assert.Equal((1, ""), (first.ExitCode, first.Error));
        var second = _reposan.Run("check", "release", "--format", format, "-o", "release/report.html");
        Assert.Equal((1, ""), (second.ExitCode, second.Error));
        Assert.DoesNotContain("release/report.html", File.ReadAllText(Path.Combine(_reposan.Home, "release/report.html")), StringComparison.Ordinal);
        Assert.Equal(2, _reposan.Run("check", "release", "-o", "release/a.csv").ExitCode);
        Assert.Equal(2, _reposan.Run("check", "release/report.html", "-o", "release/report.html").ExitCode);
        Assert.Equal(Small, File.ReadAllText(Path.Combine(_reposan.Home, "release/a.csv")));
    }

    [Fact]
    public void A_closed_standard_output_ends_in_one_sentence_and_5()
    {
        Write("a.csv", Clean);
        var ended = _reposan.RunBash("reposan check a.csv >&-");
        Assert.Equal((5, "reposan: The result can't be written, because standard output is closed: open it, or name a file with -o.\n"), (ended.ExitCode, ended.Error));
    }

    [FactWhere(Tool.Git)]
    public void Rules_of_ones_own_add_findings_are_counted_and_take_none_away()
    {
        Write("ours.yaml", OwnRules.Of("TRN[0-9]{6}"));
        Write("study/released_outputs/a.csv", Small);
        Write("study/fit.R", "# trial TRN123456\n");
        _reposan.RunBash("cd study && git init -q && git add . && git -c user.name=a -c user.email=a@b.example commit -qm a");
        foreach (var command in new[] { "check study/fit.R study/released_outputs", "scan study", "scan study" })
        {
            using var report = JsonDocument.Parse(_reposan.Run([.. command.Split(' '), "--rules", "ours.yaml", "--format", "json"]).Out);
            var found = report.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("rule").GetString()).ToList();
            Assert.Equal(["trial-number", "small-count"], found);
            Assert.Equal(1, report.RootElement.GetProperty("ownRules").GetInt32());
            Assert.Contains(report.RootElement.GetProperty("rules").EnumerateArray(), r => r.GetProperty("title").GetString() == "Number of a trial");
        }

        // What was remembered under other rules is not taken over.
        Assert.DoesNotContain("trial-number", _reposan.Run("scan", "study").Out, StringComparison.Ordinal);
        Write("ours.yaml", OwnRules.Of("TRN[0-9]{7}"));
        var ended = _reposan.Run("scan", "study", "--rules", "ours.yaml");
        Assert.DoesNotContain("trial-number", ended.Out, StringComparison.Ordinal);
        Assert.Contains("Policy opensafely-2021 and 1 rule of your own;", ended.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "there is no list of rules in it")]
    [InlineData("rules: []", "the list of rules is empty")]
    public void A_file_of_rules_that_holds_none_is_refused(string text, string sentence)
    {
        Write("a.csv", Clean);
        Write("ours.yaml", text == "x" ? "policy: 1\n" : text + "\n");
        var ended = _reposan.Run("check", "a.csv", "--rules", "ours.yaml");
        Assert.Equal((2, $"reposan: ours.yaml: {sentence}.\n"), (ended.ExitCode, ended.Error));
        Write("ours.yaml", OwnRules.Of("x").Replace("[trial]", "[tr]", StringComparison.Ordinal));
        Assert.Contains("a keyword of trial-number is not between 3 and", _reposan.Run("check", "a.csv", "--rules", "ours.yaml").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_marker_is_in_anything_that_a_check_leaves_behind()
    {
        using var folder = new TempFolder();
        var markers = new Markers();
        var study = MarkedStudy.Plant(folder, markers);
        var leaks = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var format in (string[])["text", "json", "sarif", "html"])
        {
            var ended = _reposan.Run("check", study.Path, "--tables", "--all", "--format", format, "-vvv", "--log-file", format + ".log", "--restricted");
            Assert.Equal(1, ended.ExitCode);
            foreach (var text in (string[])[ended.Out, ended.Error]) leaks.UnionWith(markers.In(System.Text.Encoding.UTF8.GetBytes(text)).Select(p => $"{p} in {format}"));
        }

        foreach (var file in Directory.GetFiles(_reposan.Home, "*", SearchOption.AllDirectories))
            leaks.UnionWith(markers.In(File.ReadAllBytes(file)).Select(p => $"{p} in {Path.GetFileName(file)}"));
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_reposan.Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return name;
    }
}
