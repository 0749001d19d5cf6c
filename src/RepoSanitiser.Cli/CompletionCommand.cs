using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli;

/// <summary>
/// <c>reposan completion</c>: scripts that let a shell complete commands and options. They ask the program itself, through its
/// <c>[suggest:POSITION]</c> directive, so that they never go stale.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # bash completion for reposan; add to ~/.bashrc:  source <(reposan completion bash)
        _reposan() {
            local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
            local program=${COMP_WORDS[0]/#\~/$HOME}
            COMPREPLY=($(compgen -W "$("$program" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
        }
        complete -o bashdefault -o default -F _reposan reposan

        """;

    private const string Zsh = """
        #compdef reposan
        # zsh completion for reposan; add to ~/.zshrc, after compinit:  source <(reposan completion zsh)
        _reposan() {
            local line=${(j: :)words[1,CURRENT]}
            local -a found
            found=(${(f)"$(${(e)words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)"})
            compadd -a found || _files
        }
        compdef _reposan reposan

        """;

    private const string Fish = """
        # fish completion for reposan; put in ~/.config/fish/completions/reposan.fish
        function __reposan_complete
            set -l line (commandline -cp | string collect)
            reposan "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c reposan -a '(__reposan_complete)'

        """;

    private const string PowerShell = """
        # PowerShell completion for reposan; add to $PROFILE:  reposan completion powershell | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName reposan -ScriptBlock {
            param($word, $ast, $position)
            $line = $ast.ToString().PadRight($position)
            reposan "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("shell")
        {
            Description = "bash, zsh, fish or powershell.",
            HelpName = "SHELL",
        };
        shell.CompletionSources.Add("bash", "zsh", "fish", "powershell");
        var command = new Command("completion", "Print a script that lets a shell complete commands and options.") { shell }
            .Example("In bash, for this session or in ~/.bashrc", "source <(reposan completion bash)")
            .Example("In zsh, in ~/.zshrc after compinit", "source <(reposan completion zsh)")
            .Example("In fish, once", "reposan completion fish > ~/.config/fish/completions/reposan.fish")
            .Example("In PowerShell, in $PROFILE", "reposan completion powershell | Out-String | Invoke-Expression");
        command.Runs((arguments, context) =>
        {
            context.Out.Write(ScriptFor(arguments.GetRequiredValue(shell)));
            return ExitCode.Clean;
        });
        return command;
    }

    private static string ScriptFor(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "powershell" or "pwsh" => PowerShell,
        _ => throw new ReposanException(ExitCode.Usage, $"No completion for the shell '{shell}': there is bash, zsh, fish and powershell."),
    };
}
