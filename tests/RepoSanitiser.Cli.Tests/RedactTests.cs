using System.Text.Json;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Cli.Tests;

public sealed class RedactTests : IDisposable
{
    private const string Wards = "ward,n\nAcre,1204\nBeck,4\nCove,465\n";
    private const string Redacted = "ward,n\nAcre,1204\nBeck,[REDACTED]\nCove,[REDACTED]\n";

    private readonly ReposanProcess _reposan = new();

    [Fact]
    public void A_table_is_redacted_beside_itself_and_then_checks_clean()
    {
        Write("out/wards.csv", Wards);
        Assert.Equal(new Ended(0, "out/wards.csv → out/wards.redacted.csv: redacted: 2 cells\n1 file: 1 redacted, 0 unchanged.\n", ""), _reposan.Run("redact", "out/wards.csv"));
        Assert.Equal((Wards, Redacted), (Read("out/wards.csv"), Read("out/wards.redacted.csv")));
        Assert.Equal(1, _reposan.Run("check", "out/wards.csv").ExitCode);
        Assert.Equal(0, _reposan.Run("check", "out/wards.redacted.csv").ExitCode);
    }

    [Fact]
    public void In_place_nothing_of_the_original_is_left_and_the_mode_stays()
    {
        var path = Write("out/wards.csv", Wards);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(0, _reposan.Run("redact", "out", "--in-place").ExitCode);
        Assert.Equal(Redacted, Read("out/wards.csv"));
        Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.Equal(new Ended(0, "1 file: 0 redacted, 1 unchanged.\n", ""), _reposan.Run("redact", "out", "--in-place"));
    }

    [Fact]
    public void What_a_killed_run_left_in_the_middle_of_writing_is_taken_away_by_the_next()
    {
        Write("out/wards.csv", Wards);
        Write("out/.wards.csv.0123456789ab.tmp", "ward,n\nAcre");
        Write("out/.wards.csv.tmp", "mine\n");
        Assert.Equal(1, _reposan.Run("redact", "out", "--dry-run").ExitCode);
        Assert.True(File.Exists(Path.Combine(_reposan.Home, "out/.wards.csv.0123456789ab.tmp")));
        Assert.Equal(0, _reposan.Run("redact", "out", "--in-place").ExitCode);
        Assert.Equal([".wards.csv.tmp", "wards.csv"], Directory.GetFiles(Path.Combine(_reposan.Home, "out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Redacted, Read("out/wards.csv"));
    }

    [Fact]
    public void A_second_run_over_a_folder_leaves_what_the_first_one_wrote()
    {
        Write("out/wards.csv", Wards);
        Assert.Equal(0, _reposan.Run("redact", "out").ExitCode);
        Assert.Equal(0, _reposan.Run("redact", "out").ExitCode);
        Assert.Equal(["wards.csv", "wards.redacted.csv"], Directory.GetFiles(Path.Combine(_reposan.Home, "out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_in_the_way_is_not_replaced_without_force()
    {
        Write("out/wards.csv", Wards);
        Write("out/wards.redacted.csv", "mine\n");
        var ended = _reposan.Run("redact", "out/wards.csv");
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("not written. There is a file of that name already", ended.Out, StringComparison.Ordinal);
        Assert.Equal("mine\n", Read("out/wards.redacted.csv"));
        Assert.Equal(0, _reposan.Run("redact", "out/wards.csv", "--force").ExitCode);
        Assert.Equal(Redacted, Read("out/wards.redacted.csv"));
    }

    [Fact]
    public void Rules_of_ones_own_are_redacted_by_too()
    {
        Write("ours.yaml", OwnRules.OfTrials);
        Write("out/notes.md", "# Notes\n\nOf trial TRN123456, in 2020.\n");
        Assert.Equal((0, "1 file: 0 redacted, 1 unchanged.\n"), _reposan.Run("redact", "out") is var without ? (without.ExitCode, without.Out) : default);
        var ended = _reposan.Run("redact", "out", "--rules", "ours.yaml", "--in-place", "--explain");
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("line 3, column 10: redacted, trial-number: Number of a trial\n", ended.Out, StringComparison.Ordinal);
        Assert.EndsWith("With 1 rule of your own.\n", ended.Out, StringComparison.Ordinal);
        Assert.Equal("# Notes\n\nOf trial [REDACTED], in 2020.\n", Read("out/notes.md"));
        Assert.Equal(2, _reposan.Run("redact", "out", "--rules", "gone.yaml").ExitCode);
    }

    [Fact]
    public void A_dry_run_writes_nothing()
    {
        Write("out/wards.csv", Wards);
        var ended = _reposan.Run("redact", "out", "--dry-run", "--in-place");
        Assert.Equal((1, "out/wards.csv: would be redacted: 2 cells\n1 file: 1 to be redacted, 0 unchanged.\n"), (ended.ExitCode, ended.Out));
        Assert.Equal(Wards, Read("out/wards.csv"));
    }

    [Fact]
    public void Why_each_cell_went_is_said_and_no_value()
    {
        Write("out/wards.csv", Wards);
        var ended = _reposan.Run("redact", "out/wards.csv", "--explain");
        Assert.Contains("  row 3, column 2 (n): redacted, small-count: Small count\n", ended.Out, StringComparison.Ordinal);
        Assert.Contains("  row 4, column 2 (n): redacted, secondary-disclosure: if it were shown, it would give a redacted number back\n", ended.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("465", ended.Out + ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_form_says_the_same()
    {
        Write("out/wards.csv", Wards);
        using var json = JsonDocument.Parse(_reposan.Run("redact", "out/wards.csv", "--format", "json", "-o", "safe").Out);
        var file = json.RootElement.GetProperty("files")[0];
        Assert.Equal(("redacted", "safe/wards.csv"), (file.GetProperty("state").GetString(), file.GetProperty("target").GetString()));
        Assert.Equal([3, 4], file.GetProperty("places").EnumerateArray().Select(p => p.GetProperty("cell").GetProperty("row").GetInt32()));
        Assert.Equal(Redacted, Read("safe/wards.csv"));
    }

    [Fact]
    public void What_can_not_be_redacted_is_refused_and_the_rest_is_done()
    {
        Write("out/wards.csv", Wards);
        Write("out/people.rds", "x");
        var ended = _reposan.Run("redact", "out");
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("out/people.rds: refused.", ended.Out, StringComparison.Ordinal);
        Assert.Equal(Redacted, Read("out/wards.redacted.csv"));
        Assert.Equal(4, _reposan.Run("redact", "out/people.rds").ExitCode);
    }

    [Fact]
    public void Findings_below_the_severity_asked_for_stay_and_are_counted_wherever_the_result_is_told()
    {
        Write("out/wards.csv", Wards);
        var ended = _reposan.Run("redact", "out/wards.csv", "--from", "critical");
        const string Left = "out/wards.csv: unchanged\n  left as they are: 1 finding below critical (--from)\n"
            + "1 file: 0 redacted, 1 unchanged.\nLeft as they are: 1 finding below critical (--from).\n";
        Assert.Equal(new Ended(0, Left, ""), ended);
        using var json = JsonDocument.Parse(_reposan.Run("redact", "out/wards.csv", "--from", "critical", "--format", "json").Out);
        Assert.Equal("critical", json.RootElement.GetProperty("from").GetString());
        Assert.Equal((1, 0), LeftIn(json.RootElement));
        Assert.Equal((1, 0), LeftIn(json.RootElement.GetProperty("files")[0]));
        Assert.Contains("Lower ones stay, and are counted.", string.Join(' ', _reposan.Run("redact", "--help").Out.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_whose_text_may_repeat_a_number_is_written_but_not_called_redacted()
    {
        Write("out/page.html", "<p>Some came late,</p>\n<p>4 in all.</p><table><tr><th>ward<th>n<tr><td>Acre<td>1204<tr><td>Beck<td>4</table>");
        var ended = _reposan.Run("redact", "out", "--unit", "cell");
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("in doubt, redacted: 1 cell. Beside its tables stand numbers that may be those that went (line 2)", ended.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 file: 0 redacted, 0 unchanged, 1 in doubt.\n", ended.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(_reposan.Run("redact", "out", "--unit", "cell", "--force", "--format", "json").Out);
        var file = json.RootElement.GetProperty("files")[0];
        Assert.Equal(("doubtful", 2), (file.GetProperty("state").GetString(), file.GetProperty("doubts")[0].GetProperty("line").GetInt32()));
    }

    [Fact]
    public void What_a_check_accepts_stays_as_it_is_and_is_counted()
    {
        Write("out/wards.csv", Wards + "Dell,3\n");
        Write("out/.reposanignore", Accepting("out", f => f.GetProperty("location").GetProperty("cell").GetProperty("row").GetInt32() == 3));
        var ended = _reposan.Run("redact", "out/wards.csv", "--in-place", "--unit", "cell");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("  left as they are: 1 finding that was accepted (.reposanignore)\n", ended.Out, StringComparison.Ordinal);
        var kept = Read("out/wards.csv");
        Assert.Contains("Beck,4\n", kept, StringComparison.Ordinal);
        Assert.Contains("Dell,[REDACTED]\n", kept, StringComparison.Ordinal);
        Assert.Equal(0, _reposan.Run("check", "out/wards.csv").ExitCode);
    }

    [Fact]
    public void What_was_accepted_is_told_again_of_a_file_elsewhere_and_this_is_said()
    {
        Write("out/wards.csv", Wards + "Dell,3\n");
        Write("accepted", Accepting("out", f => f.GetProperty("location").GetProperty("cell").GetProperty("row").GetInt32() == 3));
        var ended = _reposan.Run("redact", "out/wards.csv", "-o", "safe", "--ignore-file", "accepted", "--unit", "cell");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("1 finding that was accepted (accepted)", ended.Out, StringComparison.Ordinal);
        Assert.Contains("an acceptance is bound to the file's path", ended.Out, StringComparison.Ordinal);
        Assert.Equal(1, _reposan.Run("check", "safe").ExitCode);
    }

    [Fact]
    public void What_is_no_longer_accepted_is_redacted_and_an_acceptance_of_another_key_is_refused()
    {
        Write("out/wards.csv", Wards);
        var accepting = Accepting("out", _ => true);
        Write("out/.reposanignore", accepting.Replace("expires=2999", "expires=2001", StringComparison.Ordinal));
        var ended = _reposan.Run("redact", "out/wards.csv");
        Assert.Contains("No longer accepted: ", ended.Out, StringComparison.Ordinal);
        Assert.Equal((0, Redacted), (ended.ExitCode, Read("out/wards.redacted.csv")));
        Write("out/.reposanignore", "# reposan key 0123456789abcdef\n");
        Assert.Equal(4, _reposan.Run("redact", "out/wards.csv", "--force").ExitCode);
    }

    [FactWhere(Tool.Bash)]
    public void A_file_with_a_second_name_that_would_keep_the_value_is_refused_in_place()
    {
        Write("out/wards.csv", Wards);
        Assert.Equal(0, _reposan.RunBash("ln out/wards.csv second.csv").ExitCode);
        foreach (var arguments in (string[][])[["redact", "out", "--in-place"], ["redact", "out", "--in-place", "--dry-run"]])
        {
            var ended = _reposan.Run(arguments);
            Assert.Equal(4, ended.ExitCode);
            Assert.Contains("out/wards.csv: refused. It has other names (hard links)", ended.Out, StringComparison.Ordinal);
        }

        Assert.Equal((Wards, Wards), (Read("out/wards.csv"), Read("second.csv")));
        Assert.Equal(0, _reposan.Run("redact", "out").ExitCode);
    }

    [FactWhere(Tool.Bash)]
    public void In_place_owner_group_mode_and_attributes_stay()
    {
        const string Traits = "stat -c '%u %g %a' out/wards.csv; python3 -c 'import os; print([(a, os.getxattr(\"out/wards.csv\", a)) for a in os.listxattr(\"out/wards.csv\")])'";
        Write("out/wards.csv", Wards);
        _reposan.RunBash("[ $(id -u) -ne 0 ] || chown 65534:65533 out/wards.csv; chmod 2640 out/wards.csv");
        _reposan.RunBash("python3 -c 'import os; os.setxattr(\"out/wards.csv\", \"user.origin\", b\"study\")'");
        var before = _reposan.RunBash(Traits);
        Assert.Equal(0, _reposan.Run("redact", "out", "--in-place").ExitCode);
        Assert.Equal((Redacted, before), (Read("out/wards.csv"), _reposan.RunBash(Traits)));
    }

    [Fact]
    public void In_place_a_link_stays_a_link_and_what_it_leads_to_is_redacted_once()
    {
        var path = Write("out/wards.csv", Wards);
        var link = Path.Combine(_reposan.Home, "out", "a-link.csv");
        File.CreateSymbolicLink(link, "wards.csv");
        Assert.Equal(new Ended(0, "out/wards.csv: redacted: 2 cells\n1 file: 1 redacted, 0 unchanged.\n", ""), _reposan.Run("redact", "out", "--in-place"));
        Assert.Equal(("wards.csv", Redacted), (new FileInfo(link).LinkTarget, File.ReadAllText(path)));
        Write("out/wards.csv", Wards);
        Assert.Equal("out/a-link.csv → out/wards.csv: redacted: 2 cells\n1 file: 1 redacted, 0 unchanged.\n", _reposan.Run("redact", "out/a-link.csv", "--in-place").Out);
        Assert.Equal(("wards.csv", Redacted), (new FileInfo(link).LinkTarget, File.ReadAllText(path)));
    }

    [FactWhere(Tool.Bash)]
    public void A_name_that_is_no_text_is_refused_in_one_sentence()
    {
        Assert.Equal(0, _reposan.RunBash("mkdir odd; printf 'ward,n\\nBeck,4\\n' > odd/$'w\\xe4rds.csv'").ExitCode);
        foreach (var command in (string[])["check", "redact"])
        {
            var folder = _reposan.Run(command, "odd");
            Assert.Equal(3, folder.ExitCode);
            Assert.Contains("its name is not UTF-8", folder.Out + folder.Error, StringComparison.Ordinal);
            var named = _reposan.Run(command, "odd/w\uFFFDrds.csv");
            Assert.Equal((2, ""), (named.ExitCode, named.Out));
            Assert.Contains("is not UTF-8", Assert.Single(named.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        }

        // The framework, which takes the home away, can't delete it.
        Assert.Equal(0, _reposan.RunBash("rm -r odd").ExitCode);
    }

    [Theory]
    [InlineData("redact")]
    [InlineData("redact", "nowhere.csv")]
    [InlineData("redact", ".", "--unit", "column")]
    [InlineData("redact", ".", "--method", "blur")]
    [InlineData("redact", ".", "--base", "5")]
    [InlineData("redact", ".", "--method", "round", "--base", "1")]
    [InlineData("redact", ".", "--recompute-totals")]
    [InlineData("redact", ".", "--unit", "table", "--method", "midpoint6")]
    [InlineData("redact", ".", "--unit", "row", "--method", "round", "--policy", "opensafely-2023")]
    [InlineData("redact", ".", "--method", "midpoint6", "--policy", "opensafely-2023")]
    [InlineData("redact", ".", "--method", "round", "--base", "5", "--policy", "midpoint6")]
    [InlineData("redact", ".", "--method", "round", "--base", "3", "--policy", "opensafely-2023")]
    [InlineData("redact", ".", "--in-place", "-o", "x")]
    [InlineData("redact", ".", "--format", "html")]
    public void A_wrong_command_line_gets_one_sentence(params string[] arguments)
    {
        var ended = _reposan.Run(arguments);
        Assert.Equal((2, ""), (ended.ExitCode, ended.Out));
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("check", "out/wards.csv", "-o", "out/wards.csv")]
    [InlineData("check", "out", "-o", "out/wards.csv")]
    [InlineData("check", "out/wards.csv", "-o", "link.csv")]
    [InlineData("check", "link", "-o", "out/wards.csv")]
    [InlineData("check", "other.csv", "--against", "out", "-o", "out/wards.csv")]
    [InlineData("check", "other.csv", "--requested", "out/wards.csv", "-o", "out/wards.csv")]
    [InlineData("redact", "out/wards.csv", "-o", "out", "--force")]
    [InlineData("redact", "out", "-o", "link", "--force")]
    [InlineData("scan", ".", "--baseline", "out/wards.csv", "-o", "out/wards.csv")]
    [InlineData("scan", ".", "-o", ".git/HEAD")]
    public void A_result_is_never_written_over_what_is_read(params string[] arguments)
    {
        var path = Write("out/wards.csv", Wards);
        Write("other.csv", "ward,n\nAcre,1204\nBeck,465\n");
        Write(".git/HEAD", "ref: refs/heads/main\n");
        File.CreateSymbolicLink(Path.Combine(_reposan.Home, "link.csv"), path);
        Directory.CreateSymbolicLink(Path.Combine(_reposan.Home, "link"), Path.GetDirectoryName(path)!);
        var ended = _reposan.Run(arguments);
        Assert.Equal((2, ""), (ended.ExitCode, ended.Out));
        Assert.Contains("is one of the files", Assert.Single(ended.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal((Wards, "ref: refs/heads/main\n"), (Read("out/wards.csv"), Read(".git/HEAD")));
    }

    public void Dispose() => _reposan.Dispose();

    private string Write(string name, string content)
    {
        var path = Path.Combine(_reposan.Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    private static (int Below, int Accepted) LeftIn(JsonElement element) =>
        (element.GetProperty("left").GetProperty("below").GetInt32(), element.GetProperty("left").GetProperty("accepted").GetInt32());

    /// <summary>A file that accepts some of what a check finds.</summary>
    private string Accepting(string path, Func<JsonElement, bool> which)
    {
        using var json = JsonDocument.Parse(_reposan.Run("check", path, "--format", "json").Out);
        var lines = json.RootElement.GetProperty("findings").EnumerateArray().Where(which)
            .Select(f => $"{f.GetProperty("fingerprint").GetString()}  expires=2999-12-31  reason=\"looked at\"");
        return $"# reposan key {json.RootElement.GetProperty("keyId").GetString()}\n{string.Join('\n', lines)}\n";
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_reposan.Home, name));
}
