using System.Text.Json;
using Microsoft.Data.Sqlite;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Cli.Tests;

/// <summary>No value of a repository leaves the process: not in a report, a sentence, a log, the cache or a temporary file.</summary>
public sealed class LeakTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private readonly Markers _markers = new();

    public LeakTests()
    {
        _reposan.Variables["TMPDIR"] = _folder.Folder("tmp");
        _reposan.Variables["DOTNET_EnableDiagnostics"] = "0";
    }

    [Fact]
    public void No_marker_is_in_anything_that_a_scan_leaves_behind()
    {
        var study = MarkedStudy.Plant(_folder, _markers);
        using var watch = new WrittenFiles(_folder.File("tmp"));
        var leaks = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var run in (string[])["cold", "warm"])
        {
            foreach (var format in (string[])["text", "json", "sarif", "html"])
            {
                var log = Path.Combine(_reposan.Home, $"{run}-{format}.log");
                var file = Path.Combine(_reposan.Home, $"{run}-{format}.report");
                var state = Path.Combine(_reposan.Home, "state-" + format);
                var ended = _reposan.Run("scan", study.Path, "--format", format, "-vvv", "--log-file", log, "-o", file, "--state", state, "--restricted");
                Assert.Equal((1, ""), (ended.ExitCode, ended.Out));
                var shown = _reposan.Run("scan", study.Path, "--format", format, "--no-cache");
                Assert.Equal(1, shown.ExitCode);
                Search($"{run} {format} stderr", ended.Error + shown.Error, leaks);
                Search($"{run} {format} stdout", shown.Out, leaks);
            }
        }

        SearchFiles(_reposan.Home, leaks);
        SearchCaches(leaks);
        foreach (var (name, content) in watch.Stop()) Search(name, content, leaks);
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("tmp")));
    }

    [Fact]
    public void The_markers_are_found_so_that_the_search_for_them_means_something()
    {
        var study = MarkedStudy.Plant(_folder, _markers);
        using var report = JsonDocument.Parse(_reposan.Run("scan", study.Path, "--format", "json").Out);
        var findings = report.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("rule").GetString()).ToList();
        Assert.Superset(
            ((string[])["nhs-number", "uk-postcode", "email-address", "github-token", "small-count", "patient-id-column"]).ToHashSet(),
            findings.OfType<string>().ToHashSet());
        Assert.True(findings.Count > 50, $"only {findings.Count}");
        Assert.True(report.RootElement.GetRawText().Split("[masked]").Length > 15);
    }

    private void Search(string where, string text, SortedSet<string> leaks) => Search(where, System.Text.Encoding.UTF8.GetBytes(text), leaks);

    private void Search(string where, byte[] bytes, SortedSet<string> leaks)
    {
        foreach (var place in Markers.Unpacked(bytes).SelectMany(_markers.In)) leaks.Add($"{place} in {where}");
    }

    private void SearchFiles(string folder, SortedSet<string> leaks)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("cache.db", StringComparison.Ordinal));
        foreach (var file in files) Search(Path.GetRelativePath(folder, file), File.ReadAllBytes(file), leaks);
    }

    private void SearchCaches(SortedSet<string> leaks)
    {
        foreach (var file in Directory.GetFiles(_reposan.Home, "cache.db", SearchOption.AllDirectories))
        {
            using var database = new SqliteConnection($"Data Source={file};Pooling=False");
            database.Open();
            var rows = 0;
            foreach (var table in (string[])["scan", "clean", "judged"])
            {
                using var command = database.CreateCommand();
#pragma warning disable CA2100 // The names above.
                command.CommandText = $"select * from {table}";
#pragma warning restore CA2100
                using var reader = command.ExecuteReader();
                for (; reader.Read(); rows++)
                {
                    for (var i = 0; i < reader.FieldCount; i++)
                    {
                        if (reader[i] is byte[] bytes) Search($"cache {table}.{reader.GetName(i)}", bytes, leaks);
                        else Search($"cache {table}.{reader.GetName(i)}", reader[i].ToString()!, leaks);
                    }
                }
            }

            Assert.True(rows > 10);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }
}
