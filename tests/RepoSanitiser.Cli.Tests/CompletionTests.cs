namespace RepoSanitiser.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("reposan k", "key")]
    [InlineData("reposan key ", "export id import")]
    [InlineData("reposan key im", "import")]
    [InlineData("reposan key import --fo", "--force")]
    [InlineData("reposan completion ", "bash fish powershell zsh")]
    [InlineData("reposan completion po", "powershell")]
    [InlineData("reposan nothing-like-it", "")]
    public void Bash_completes(string line, string expected)
    {
        // What bash itself does when a person presses the tab key at the end of the line.
        const string script = """
            source <(reposan completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<< "$COMP_LINE"
            [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            handler=$(complete -p reposan | grep -oP '(?<=-F )\S+')
            "$handler"
            [[ $COMP_LINE == *' -'* ]] || hide='^-'
            printf '%s\n' "${COMPREPLY[@]}" | grep -v "${hide-^$}" | sort | xargs
            """;
        using var reposan = new ReposanProcess();
        var ended = reposan.RunBash($"set -- '{line}'\n{script}");
        Assert.Equal("", ended.Error);
        Assert.Equal(expected, ended.Out.Trim());
    }

    [Fact]
    public void A_shell_without_a_script_is_a_usage_error()
    {
        using var reposan = new ReposanProcess();
        var ended = reposan.Run("completion", "tcsh");
        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("reposan: No completion for the shell 'tcsh': there is bash, zsh, fish and powershell.\n", ended.Error);
    }
}
