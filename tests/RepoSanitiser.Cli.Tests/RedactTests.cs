using System.Text.Json;

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

    private string Read(string name) => File.ReadAllText(Path.Combine(_reposan.Home, name));
}
