using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Cli.Tests;

/// <summary>
/// What README and the runbooks tell people to type works: each <c>sh</c> block is run as written, in order, in a folder that is laid
/// out as theirs is. A block that can't run says so, and why, in its first line.
/// </summary>
public sealed partial class DocumentTests : IDisposable
{
    private const string NotRun = "# Not run by the tests: ";

    // A scan or a check may end with findings or with something unread; a pipe or a list of commands may not end early for that.
    private const string Prelude = """
        set -euo pipefail
        accept() { local code=0; "$@" || code=$?; case $code in 0|1|3) ;; *) return "$code" ;; esac; }
        reposan() { if [[ ${1-} == scan || ${1-} == check ]]; then accept command reposan "$@"; else command reposan "$@"; fi; }

        """;

    private readonly ReposanProcess _reposan = new();

    public static TheoryData<string> Documents => [.. Names()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_block_runs_as_written(string document)
    {
        LayOut();
        var blocks = Blocks(document, "sh").Where(b => !b.StartsWith(NotRun, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            var ended = _reposan.RunBash(Prelude + block);
            Assert.True(ended.ExitCode == 0, $"This block of {document} ended with {ended.ExitCode}:\n{block}\n{ended.Error}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Blocks_that_are_not_run_are_few_and_say_why(string document)
    {
        var spared = Blocks(document, "sh").Where(b => b.StartsWith(NotRun, StringComparison.Ordinal)).ToList();
        Assert.InRange(spared.Count, 0, 3);
        Assert.All(spared, b => Assert.Matches("^# Not run by the tests: it .{10,}\\.\n", b));
        Assert.Equal(Blocks(document, "sh").Count, Fence().Count(Text(document).Replace("```reposanignore", "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files_that_are_there(string document) =>
        Assert.All(
            Link().Matches(Text(document)).Select(m => m.Groups["target"].Value).Where(t => !t.Contains("://", StringComparison.Ordinal)),
            t => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(SourceTree.File(document))!, t)), t));

    [Fact]
    public void The_file_of_accepted_findings_in_README_is_one()
    {
        using var text = new StringReader(Assert.Single(Blocks("README.md", "reposanignore")));
        Assert.Single(IgnoreFile.Read(text, "README.md", "0123456789abcdef").Entries);
    }

    public void Dispose() => _reposan.Dispose();

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(SourceTree.File("runbooks"), "*.md").Order(StringComparer.Ordinal).Select(f => $"runbooks/{Path.GetFileName(f)}").Prepend("README.md");

    private static string Text(string document) => File.ReadAllText(SourceTree.File(document));

    private static List<string> Blocks(string document, string language)
    {
        var blocks = new List<string>();
        StringBuilder? block = null;
        foreach (var line in Text(document).Split('\n'))
        {
            if (block is null && line.Equals($"```{language}", StringComparison.Ordinal))
            {
                block = new StringBuilder();
            }
            else if (block is not null && line.Equals("```", StringComparison.Ordinal))
            {
                blocks.Add(block.ToString());
                block = null;
            }
            else
            {
                block?.Append(line).Append('\n');
            }
        }

        return blocks;
    }

    // The folder people work in: scripts/ of a clone of this repository, a clone of the study, and GitHub's copy of it behind its URL.
    // scripts/reposan stands for the program these tests were built with; every other script is the real one.
    private void LayOut()
    {
        foreach (var name in (string[])["NUGET_PACKAGES", "NUGET_CERT_REVOCATION_MODE"])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) _reposan.Variables[name] = value;
        }

        _reposan.Variables.TryAdd("NUGET_PACKAGES", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));
        var ended = _reposan.RunBash($$"""
            set -euo pipefail
            mkdir scripts
            ln -s '{{SourceTree.File("scripts")}}'/* scripts/
            rm scripts/reposan
            printf '#!/bin/bash\nreposan "$@"; code=$?\n[[ $1 == scan && ( $code == 1 || $code == 3 ) ]] || exit $code\n' > scripts/reposan
            chmod +x scripts/reposan
            scripts/practice-repository study
            git config --global url."$PWD/study".insteadOf https://github.com/ORG/STUDY
            """);
        Assert.True(ended.ExitCode == 0, ended.Error);
    }

    [GeneratedRegex("^```[a-z]+$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
