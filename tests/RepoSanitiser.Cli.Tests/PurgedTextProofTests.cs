namespace RepoSanitiser.Cli.Tests;

/// <summary>A right purge of messages, people, names of files and refs is proved, what it left out is told, and a way back is whole.</summary>
public sealed class PurgedTextProofTests : IDisposable
{
    private const string Begin = """
        set -e
        export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@study.invalid GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@study.invalid
        echo 'ZEBRA42==>Q' > t
        git init -q -b main r && cd r
        echo a > a && git add . && git commit -q -m Begin
        purge() { cd .. && reposan purge r "$@" --apply --in-place > out 2>&1; }
        proved() { reposan prove r > out 2>&1; }
        told() { reposan prove r > out 2>&1 && exit 9; test $? = 1 && grep -q "$1" out && ! grep -q ZEBRA42 out; }
        back() { reposan purge r --rollback > out 2>&1 && test -z "$(git -C r status --porcelain)"; }

        """;

    private readonly ReposanProcess _reposan = new();

    public void Dispose() => _reposan.Dispose();

    [Fact]
    public void A_message_with_a_finding_and_files_that_hold_it_still() => Run("""
        echo b > b && git add . && git commit -q -m 'Patient with NHS number 943 476 5919 was wrong'
        cp .git/COMMIT_EDITMSG ../kept && reposan scan . --format json -o ../r.json > ../out 2>&1 || test $? = 1
        purge --findings r.json
        proved
        test ! -e r/.git/COMMIT_EDITMSG
        cp kept r/.git/somebody-kept && told 'somebody-kept: a file has purged content' && rm r/.git/somebody-kept
        printf '%s %s A <a@study.invalid> 1 +0000\tcommit: %s\n' $(git -C r rev-parse HEAD HEAD) "$(cat kept)" > r/.git/logs/HEAD && told 'logs/HEAD: a file has purged content' && : > r/.git/logs/HEAD
        { cat kept && echo '# Please enter the message'; } > r/draft.txt && told 'draft.txt: a file has offending lines' && rm r/draft.txt
        back
        """);

    [Fact]
    public void A_message_in_which_a_text_is_replaced_and_lines_of_it_that_stay() => Run("""
        echo b > b && git add . && git commit -q -m "About it" -m "This tells of ZEBRA42 at length" -m "Another line that stays here"
        cp .git/COMMIT_EDITMSG ../kept && git commit -q --allow-empty -m "See $(git rev-parse HEAD)" && git tag -a -m 'Tag of ZEBRA42' v1
        purge --replace-text t --in messages
        proved
        echo 'Another line that stays here' > r/.git/NOTE && proved
        { echo x; sed -n 3p kept; } > r/.git/NOTE && told 'NOTE: a file has offending lines' && rm r/.git/NOTE
        back
        """);

    [Fact]
    public void A_harmless_draft_that_names_an_old_commit() => Run("""
        echo s > s && git add . && git commit -q -m Leak && git commit -q --allow-empty -m "Revert $(git rev-parse HEAD)"
        purge --path s
        proved
        back
        """);

    [Fact]
    public void Names_of_files_and_folders_in_every_work_tree() => Run("""
        git init -q --bare ../server && git remote add origin ../server
        echo hello > ann-ZEBRA42.txt && mkdir -p d-ZEBRA42/e && echo z > d-ZEBRA42/e/z && ln -s ann-ZEBRA42.txt l-ZEBRA42 && printf '#!/bin/sh\n' > run-ZEBRA42 && chmod +x run-ZEBRA42
        git add . && git commit -q -m Names && git notes add -m checked && git push -q -u origin main
        git worktree add -q --detach ../linked && cd ../linked && echo q > q && git add . && git commit -q -m Elsewhere && cd ../r
        purge --replace-text t --in paths,files
        test -z "$(git -C r status --porcelain)$(git -C linked status --porcelain)" && test -x r/run-Q
        proved
        mkdir -p r/sub && touch r/sub/ann-ZEBRA42.txt && told 'sub/ann-Q.txt: a file or folder has a name that was replaced' && rm -r r/sub
        printf '100644 blob %s\tann-ZEBRA42.txt\n' $(git -C r hash-object -w --stdin < r/a) | git -C r mktree > tree && told 'a tree has a name that was replaced'
        git -C r prune --expire=now && proved
        echo /d-ZEBRA42/ > r/.git/info/exclude && told 'info/exclude: names a file or folder' && rm r/.git/info/exclude
        back
        test -z "$(git -C linked status --porcelain)"
        """);

    [Fact]
    public void Names_of_refs_and_the_settings_that_name_them() => Run("""
        git init -q --bare ../server && git remote add origin ../server && git push -q -u origin main
        git checkout -q -b br-ZEBRA42 && echo b > b && git add . && git commit -q -m b && git push -q -u origin br-ZEBRA42
        git tag -a -m tag t-ZEBRA42 && git worktree add -q -b lw-ZEBRA42 ../linked && (cd ../linked && git commit -q --allow-empty -m Elsewhere) && cp .git/config ../kept
        purge --replace-text t --in refs
        proved
        ! grep -rq ZEBRA42 r/.git && cp r/.git/config now
        cp kept r/.git/config && told 'config: names a ref by the name that was replaced' && cp now r/.git/config
        git -C r branch br-ZEBRA42 && told 'refs/heads/br-Q: is still there by the name that was replaced' && git -C r branch -q -D br-ZEBRA42
        back
        cmp kept r/.git/config
        """);

    [Fact]
    public void A_tagger() => Run("""
        GIT_COMMITTER_NAME='Jo ZEBRA42' git tag -a -m tag v1 && git tag -a -m other v2
        purge --replace-text t --in people
        proved
        back
        """);

    [Fact]
    public void Replacements_that_are_kept() => Run("""
        for f in p.csv c; do echo $f > $f && git add . && git commit -q -m $f; done
        git replace HEAD $(git commit-tree -m better -p HEAD~1 HEAD^{tree})
        purge --path p.csv --replacements keep
        proved
        back
        """);

    private void Run(string script)
    {
        var ended = _reposan.RunBash(Begin + script);
        Assert.True(ended.ExitCode == 0, ended.ExitCode + ended.Out + ended.Error + (File.Exists(Path.Combine(_reposan.Home, "out")) ? File.ReadAllText(Path.Combine(_reposan.Home, "out")) : ""));
    }
}
