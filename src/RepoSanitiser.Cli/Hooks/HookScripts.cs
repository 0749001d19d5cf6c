namespace RepoSanitiser.Cli.Hooks;

/// <summary>The hooks that are installed, word by word.</summary>
internal static class HookScripts
{
    /// <summary>The second line of every hook of ours: by it they are told from others.</summary>
    public const string Sign = "# reposan hook 1";

    /// <summary>What the name of a hook that was there before gets at its end.</summary>
    public const string Before = ".before-reposan";

    /// <summary>The workflow's path from the root of the work tree.</summary>
    public const string WorkflowPath = ".github/workflows/reposan.yml";

    /// <summary>The sign of a workflow of ours: its first line.</summary>
    public const string WorkflowSign = "# reposan workflow 1";

    private const string Start = """
        #!/bin/sh
        # reposan hook 1
        # Made by 'reposan hook install'; 'reposan hook uninstall' takes it away. To do without it once: git %COMMAND% --no-verify
        reposan=$(command -v reposan) || reposan=%PROGRAM%
        if ! [ -x "$reposan" ]; then
            echo 'reposan: not found, so nothing was checked: put it on PATH, or take this hook away.' >&2
            exit 1
        fi

        """;

    private const string PreCommit = """
        if [ -x "$0.before-reposan" ]; then "$0.before-reposan" "$@" || exit; fi
        exec "$reposan" check --staged --fail-on %SEVERITY%%RULES%

        """;

    // What git says on standard input is wanted by both hooks.
    private const string PrePush = """
        pushed=$(cat)
        if [ -x "$0.before-reposan" ]; then printf '%s\n' "$pushed" | "$0.before-reposan" "$@" || exit; fi
        printf '%s\n' "$pushed" | exec "$reposan" check --pushed --remote "$1" --fail-on %SEVERITY%%RULES%

        """;

    /// <summary>Checks the commits of each pull request. The repository that holds the tool is a variable, because studies have copies.</summary>
    private const string PullRequest = """
        # reposan workflow 1
        # Made by 'reposan hook install --workflow'. It needs the variable REPOSAN_REPOSITORY (the repository that holds reposan, as
        # OWNER/NAME), and takes the secret REPOSAN_KEY (what 'reposan key export' prints) so that its fingerprints are those of the team.
        name: Disclosure check

        on: pull_request

        permissions:
          contents: read

        jobs:
          check:
            runs-on: ubuntu-latest
            timeout-minutes: 15
            steps:
              - uses: actions/checkout@v4
                with:
                  fetch-depth: 0
                  persist-credentials: false
                  ref: ${{ github.event.pull_request.head.sha }}
                  path: study
              - uses: actions/checkout@v4
                with:
                  repository: ${{ vars.REPOSAN_REPOSITORY }}
                  persist-credentials: false
                  path: reposan
              - uses: actions/setup-dotnet@v4
                with:
                  dotnet-version: 10.0.x
              - name: Check the commits of this pull request
                env:
                  REPOSAN_KEY: ${{ secrets.REPOSAN_KEY }}
                  BASE: ${{ github.event.pull_request.base.sha }}
                  HEAD: ${{ github.event.pull_request.head.sha }}
                run: |
                  if [ -n "$REPOSAN_KEY" ]; then printf '%s\n' "$REPOSAN_KEY" | reposan/scripts/reposan key import; fi
                  printf 'refs/heads/head %s refs/heads/base %s\n' "$HEAD" "$BASE" | reposan/scripts/reposan check --pushed study --fail-on %SEVERITY%%RULES%

        """;

    /// <summary>A hook's text.</summary>
    /// <param name="hook"><c>pre-commit</c> or <c>pre-push</c>.</param>
    /// <param name="program">Where this program lies, for a machine on which it is not on the path.</param>
    /// <param name="severity">The least severity that stops git.</param>
    /// <param name="rules">The file of rules that are applied beside those of the tool, as the hook finds it; null for none.</param>
    public static string Of(string hook, string program, string severity, string? rules)
    {
        var isCommit = hook is "pre-commit";
        return (Start + (isCommit ? PreCommit : PrePush))
            .Replace("%COMMAND%", isCommit ? "commit" : "push", StringComparison.Ordinal)
            .Replace("%PROGRAM%", Quoted(program), StringComparison.Ordinal)
            .Replace("%SEVERITY%", severity, StringComparison.Ordinal)
            .Replace("%RULES%", Option(rules is null || Path.IsPathRooted(rules) ? rules : $"./{rules}"), StringComparison.Ordinal);
    }

    /// <summary>The workflow's text.</summary>
    /// <param name="severity">The least severity that fails the check.</param>
    /// <param name="rules">The file of rules, from the root of the repository; null for none.</param>
    public static string Workflow(string severity, string? rules) => PullRequest
        .Replace("%SEVERITY%", severity, StringComparison.Ordinal)
        .Replace("%RULES%", Option(rules is null ? null : $"study/{rules}"), StringComparison.Ordinal);

    private static string Option(string? rules) => rules is null ? "" : $" --rules {Quoted(rules)}";

    /// <summary>A word as a shell takes it, whatever it holds.</summary>
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
