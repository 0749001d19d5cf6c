using RepoSanitiser.TestKit;

namespace RepoSanitiser.Cli.Tests;

public sealed class HookTests : IDisposable
{
    private const string Start = """
        set -e
        export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@study.invalid GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@study.invalid
        clean() { printf 'ward,rate\nUpper,0.2\n'; }
        leak() { printf 'ward,n,pct\nUpper,120,36\nLower,3,1\nKirk,177,53\nAbbots,33,10\n'; }
        mkdir -p study/released_outputs && cd study && git init -q -b main

        """;

    private readonly ReposanProcess _reposan = new();

    public void Dispose() => _reposan.Dispose();

    [FactWhere(Tool.Git)]
    public void A_commit_with_a_finding_is_stopped_and_a_clean_one_is_not()
    {
        Passes("""
            reposan hook install --pre-commit
            clean > released_outputs/a.csv && git add . && git commit -q -m Clean
            leak > released_outputs/a.csv && git add .
            ! git commit -q -m Leak 2> errors || exit 9
            test $(git rev-list --count HEAD) = 1
            git commit -q --no-verify -m Leak
            """);
    }

    [FactWhere(Tool.Git)]
    public void A_commit_of_some_files_only_is_judged_by_those()
    {
        Passes("""
            reposan hook install --pre-commit
            clean > released_outputs/a.csv && clean > released_outputs/b.csv && git add . && git commit -q -m Clean
            leak > released_outputs/a.csv && git add .
            printf 'Kirk,0.3\n' >> released_outputs/b.csv
            git commit -q -m Other -- released_outputs/b.csv
            test $(git rev-list --count HEAD) = 2
            ! git commit -q -m Leak || exit 9
            ! git commit -q -a -m Leak || exit 9
            """);
    }

    [FactWhere(Tool.Git)]
    public void Hooks_apply_rules_of_ones_own_from_the_repository_and_from_elsewhere()
    {
        File.WriteAllText(Path.Combine(_reposan.Home, "ours.yaml"), OwnRules.OfTrials);
        Passes("""
            cp ../ours.yaml "our rules.yaml" && cp ../ours.yaml ours.yaml
            reposan hook install --pre-commit --rules "our rules.yaml"
            grep -qF " --rules './our rules.yaml'" .git/hooks/pre-commit
            clean > released_outputs/a.csv && git add . && git commit -q -m Clean
            echo 'Of trial TRN123456.' > released_outputs/a.md && git add .
            ! git commit -q -m Leak 2> errors || exit 9
            reposan hook uninstall && git commit -q -m Leak && git init -q --bare ../there.git
            reposan hook install --pre-push --rules ../ours.yaml
            ! git push -q ../there.git main 2> errors || exit 9
            reposan hook uninstall
            reposan hook install --workflow --rules ours.yaml
            grep -qF " --rules 'study/ours.yaml'" .github/workflows/reposan.yml
            reposan hook install --workflow --rules ../ours.yaml 2> errors && exit 9 || test $? = 2
            grep -q 'only in the repository' errors
            reposan hook install --rules gone.yaml 2> errors && exit 9 || test $? = 2
            test ! -e .git/hooks/pre-commit
            """);
    }

    [FactWhere(Tool.Git)]
    public void A_push_is_stopped_for_what_any_of_its_commits_holds()
    {
        Passes("""
            git init -q --bare ../there.git && git remote add origin ../there.git
            clean > released_outputs/a.csv && git add . && git commit -q -m Clean && git push -q origin main
            reposan hook install --pre-push
            leak > released_outputs/b.csv && git add . && git commit -q -m Leak && git rm -q released_outputs/b.csv && git commit -q -m Gone
            ! git push -q origin main || exit 9
            git push -q origin HEAD~2:refs/heads/old
            git push -q origin :refs/heads/old
            """);
    }

    [FactWhere(Tool.Git)]
    public void Another_hook_is_never_overwritten_but_kept_and_run_first_where_that_is_asked_for()
    {
        Passes("""
            printf '#!/bin/sh\necho before >> ran\n' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit && cp .git/hooks/pre-commit kept
            code=0; reposan hook install || code=$?; test $code = 4
            cmp kept .git/hooks/pre-commit && test ! -e .git/hooks/pre-push
            reposan hook install --chain
            clean > released_outputs/a.csv && git add released_outputs && git commit -q -m Clean
            test "$(cat ran)" = before
            reposan hook install --chain --fail-on high
            reposan hook uninstall
            cmp kept .git/hooks/pre-commit && test ! -e .git/hooks/pre-push && test -z "$(ls .git/hooks | grep reposan)"
            """);
    }

    [FactWhere(Tool.Git)]
    public void The_input_of_a_push_reaches_the_hook_that_was_there_before()
    {
        Passes("""
            git init -q --bare ../there.git && git remote add origin ../there.git
            printf '#!/bin/sh\ncat > got\n' > .git/hooks/pre-push && chmod +x .git/hooks/pre-push
            reposan hook install --pre-push --chain
            clean > a.csv && git add . && git commit -q -m Clean && git push -q origin main
            grep -q '^refs/heads/main [0-9a-f]* refs/heads/main 0*$' got
            """);
    }

    [FactWhere(Tool.Git)]
    public void The_folder_of_hooks_that_the_repository_sets_is_the_one_that_is_used()
    {
        Passes("""
            git config core.hooksPath .hooks
            reposan hook install --pre-commit
            test -x .hooks/pre-commit && test ! -e .git/hooks/pre-commit
            leak > released_outputs/a.csv && git add released_outputs
            ! git commit -q -m Leak || exit 9
            """);
    }

    [FactWhere(Tool.Git)]
    public void Hooks_that_are_set_for_all_repositories_are_left_alone()
    {
        Passes("""
            git config --global core.hooksPath "$HOME/shared"
            code=0; reposan hook install || code=$?; test $code = 4
            test ! -e "$HOME/shared"
            """);
    }

    [FactWhere(Tool.Git)]
    public void A_linked_work_tree_shares_the_hooks_and_is_judged_by_its_own_index()
    {
        Passes("""
            clean > a.csv && git add . && git commit -q -m Clean
            git worktree add -q ../linked -b side && cd ../linked
            reposan hook install --pre-commit
            test -x ../study/.git/hooks/pre-commit
            mkdir released_outputs && leak > released_outputs/a.csv && git add .
            ! git commit -q -m Leak || exit 9
            git rm -q -r --cached released_outputs && clean > b.csv && git add b.csv && git commit -q -m Clean
            """);
    }

    [FactWhere(Tool.Git)]
    public void The_workflow_is_written_once_and_never_over_another()
    {
        Passes("""
            reposan hook install --workflow
            test ! -e .git/hooks/pre-commit
            grep -q 'on: pull_request' .github/workflows/reposan.yml
            ! grep -q '%' .github/workflows/reposan.yml || ! grep -q 'SEVERITY' .github/workflows/reposan.yml
            reposan hook install --workflow
            reposan hook uninstall && test ! -e .github/workflows/reposan.yml
            echo 'name: mine' > .github/workflows/reposan.yml
            code=0; reposan hook install --workflow || code=$?; test $code = 4
            reposan hook uninstall && grep -q mine .github/workflows/reposan.yml
            """);
    }

    [FactWhere(Tool.Git)]
    public void A_hook_without_its_program_stops_rather_than_lets_through()
    {
        Passes("""
            reposan hook install --pre-commit
            sed -i "s|^reposan=.*|reposan=$HOME/gone|" .git/hooks/pre-commit
            clean > a.csv && git add .
            ! git commit -q -m Clean 2> errors || exit 9
            grep -q 'nothing was checked' errors
            """);
    }

    private void Passes(string script)
    {
        var ended = _reposan.RunBash(Start + script);
        Assert.True(ended.ExitCode == 0, $"ended with {ended.ExitCode}:\n{ended.Out}\n{ended.Error}");
    }
}
