using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Cli.Tests;

/// <summary>What is selected, and what is said of arguments that select nothing or contradict each other.</summary>
public sealed class PurgeSelectionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private readonly RepositoryBuilder _study;
    private readonly string _texts;

    public PurgeSelectionTests()
    {
        _study = RepositoryBuilder.Create(_folder);
        _study.Write("d/s", "a zebra here\n").Write("e/s", "a zebra there\n").Write("big.csv", "sex,n\nfemale,120\nmale,130\n").Commit("Begin");
        _texts = _folder.Write("texts", "zebra==>horse\n"u8.ToArray());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }

    [Theory]
    [InlineData("--path", "./d//s")]
    [InlineData("--glob", "./d/[rst]")]
    public void A_path_may_be_written_as_a_shell_would(string option, string value)
    {
        var ended = Ends(0, option, value);
        Assert.Contains("1 files of history", ended.Out, StringComparison.Ordinal);
        Assert.Equal("", ended.Error);
    }

    [Fact]
    public void Each_argument_that_selects_nothing_is_named()
    {
        var ended = Ends(0, "--path", "nope", "--path", "d", "--path", "d/s", "--glob", "*.rds", "--glob", "s", "--larger-than", "1G", "--containing", _texts);

        Assert.Contains("2 files of history", ended.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing in this repository is selected by --path nope, --glob *.rds, --larger-than.", ended.Error, StringComparison.Ordinal);
        Assert.Contains("  --path nope\n  --glob *.rds\n  --larger-than\n", ended.Out, StringComparison.Ordinal);
        Assert.Contains("--path nope", Ends(0, "--path", "nope", "--apply", "--in-place").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_in_which_there_is_nothing_to_treat_are_not_said_to_be_missing()
    {
        foreach (var ended in (Ended[])[Ends(0, "--glob", "*.csv", "--treatment", "redact"), Ends(0, "--glob", "*.csv", "--treatment", "redact", "--apply", "--in-place")])
        {
            Assert.Contains("there is nothing to redact in the 1 files", ended.Out, StringComparison.Ordinal);
            Assert.Contains("there is nothing to redact in the 1 files", ended.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("not in this repository", ended.Out + ended.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("would be the whole history", "--path", ".")]
    [InlineData("would be the whole history", "--path", "")]
    [InlineData("has '..' in it", "--path", "../study/d")]
    [InlineData("a [ is not closed", "--glob", "[")]
    [InlineData("give the full name, refs/heads/main", "--drop-ref", "main")]
    [InlineData("give the full name, refs/heads/main", "--drop-ref", "heads/main")]
    [InlineData("there is no such ref", "--drop-ref", "refs/heads/nope")]
    [InlineData("--treatment tombstone contradicts --replace-text", "--replace-text", "TEXTS", "--treatment", "tombstone")]
    [InlineData("--treatment remove contradicts --replace-text", "--path", "d", "--replace-text", "TEXTS", "--treatment", "remove")]
    public void What_would_do_something_else_than_was_meant_is_refused_in_a_sentence(string words, params string[] arguments)
    {
        var ended = Ends(2, [.. arguments.Select(a => a == "TEXTS" ? _texts : a)]);
        Assert.Equal("", ended.Out);
        Assert.Contains(words, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_path_whose_bytes_an_argument_can_not_carry_is_refused_and_the_way_out_works()
    {
        var ended = _reposan.RunBash($"""
            cd {_study.Path} && git config user.name A && git config user.email a@study.invalid
            f=$(printf 'caf\351.csv') && echo x > "$f" && git add . && git commit -qm Latin && git rm -q "$f" && git commit -qm Gone
            reposan purge . --path "$f"; echo "code $?"
            reposan purge . --glob 'caf?.csv'
            """);
        Assert.Contains("code 2", ended.Out, StringComparison.Ordinal);
        Assert.Contains("give --glob with a ? for each such byte, or --blob", ended.Error, StringComparison.Ordinal);
        Assert.Contains("1 files of history", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_are_replaced_in_the_files_that_are_selected_and_no_others()
    {
        Ends(0, "--path", "d", "--replace-text", _texts, "--apply", "--in-place");

        Assert.Equal("a horse here", _study.Git.Run("show", "HEAD:d/s"));
        Assert.Equal("a zebra there", _study.Git.Run("show", "HEAD:e/s"));
    }

    [Fact]
    public void A_ref_that_only_stands_for_another_or_holds_a_stash_is_not_dropped_without_a_word()
    {
        _study.Write("d/s", "changed\n").Stash("later");
        _study.Git.Run("symbolic-ref", "refs/heads/alias", "refs/heads/main");

        Assert.Contains("it only stands for refs/heads/main", Ends(2, "--drop-ref", "refs/heads/alias").Error, StringComparison.Ordinal);
        Assert.Contains("git stash drop", Ends(2, "--drop-ref", "refs/stash").Error, StringComparison.Ordinal);
    }

    private Ended Ends(int code, params string[] arguments)
    {
        var ended = _reposan.Run(["purge", _study.Path, .. arguments]);
        Assert.True(ended.ExitCode == code, $"{string.Join(' ', arguments)}: {ended.ExitCode}\n{ended.Out}\n{ended.Error}");
        return ended;
    }
}
