using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Cli.Tests;

/// <summary>A repository under examination may be set up to run programs or to be read for ever: neither happens.</summary>
public sealed class HostileRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ReposanProcess _reposan = new();
    private readonly RepositoryBuilder _study;

    public HostileRepositoryTests()
    {
        _study = RepositoryBuilder.Create(_folder);
        _study.Write("a.csv", "a,b\n1,2\n").Write("sub/b.txt", "b\n").Write(".gitattributes", "* filter=trap diff=trap merge=trap\n").Commit("One");
        _study.AnnotatedTag("v1", "One");
    }

    private string Canary => _folder.File("canary");

    [Fact]
    public void No_program_that_a_repository_names_is_run()
    {
        var trap = Trap();
        foreach (var (name, value) in Settings(trap)) _study.Git.Run("config", "--add", name, value);
        foreach (var hook in (string[])["post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "post-rewrite", "query-fsmonitor"])
        {
            File.Copy(trap, Directory.CreateDirectory(Path.Combine(_study.GitDir, "hooks")).FullName + "/" + hook);
        }

        var info = Directory.CreateDirectory(Path.Combine(_study.GitDir, "info")).FullName;
        File.WriteAllText(Path.Combine(info, "attributes"), "* filter=trap diff=trap\n");
        File.WriteAllText(_folder.File("more.config"), $"[core]\n\tfsmonitor = {trap}\n[alias]\n\tls-files = !{trap}\n");
        _study.Git.Run("config", "include.path", _folder.File("more.config"));
        Assert.Equal((0, 0), (Scan(_study.Path).ExitCode, Scan("file://" + _study.Path).ExitCode));
        Assert.False(File.Exists(Canary), File.Exists(Canary) ? File.ReadAllText(Canary) : "");
        _study.Git.Try("status");
        Assert.True(File.Exists(Canary), "the trap itself does not work");
    }

    [Fact]
    public void A_promised_object_is_not_fetched_by_a_program()
    {
        var trap = Trap();
        var partial = _study.Partial("partial");
        foreach (var (name, value) in ((string, string)[])[("remote.origin.url", $"ext::{trap} %S"), ("protocol.ext.allow", "always"), ("protocol.allow", "always")])
            partial.Git.Run("config", name, value);
        Assert.Equal(3, Scan(partial.Path).ExitCode);
        Scan("file://" + partial.Path);
        Assert.False(File.Exists(Canary));
        partial.Git.With("GIT_NO_LAZY_FETCH", "0").Try("cat-file", "-p", "HEAD:a.csv");
        Assert.True(File.Exists(Canary), "the trap itself does not work");
    }

    [Fact]
    public void A_url_that_names_a_program_runs_none()
    {
        var ended = Scan($"ext::{Trap()} %S");
        Assert.Equal(5, ended.ExitCode);
        Assert.False(File.Exists(Canary));
    }

    [Fact]
    public void Another_repositorys_settings_and_git_file_are_followed_without_running_any()
    {
        var elsewhere = _folder.Folder("elsewhere");
        File.WriteAllText(Path.Combine(elsewhere, ".git"), $"gitdir: {_study.GitDir}\n");
        _study.Git.Run("config", "core.worktree", "/");
        _study.Git.Run("config", "core.fsmonitor", Trap());
        Assert.Equal(0, Scan(elsewhere).ExitCode);
        Assert.False(File.Exists(Canary));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("config")]
    [InlineData("index")]
    [InlineData("packed-refs")]
    [InlineData("FETCH_HEAD")]
    [InlineData("refs/heads/trap")]
    [InlineData("logs/HEAD")]
    [InlineData("logs/refs/heads/trap")]
    [InlineData("objects/info/alternates")]
    [InlineData("objects/pack/pack-1.idx")]
    [InlineData("objects/00/11111111111111111111111111111111111111")]
    [InlineData("shallow")]
    [InlineData("commondir")]
    [InlineData("worktrees/x/HEAD")]
    public void A_pipe_or_a_device_in_a_files_place_is_refused_at_once(string file)
    {
        var path = Path.Combine(_study.GitDir, file);
        foreach (var command in (string[])["mkfifo \"$1\"", "ln -s /dev/zero \"$1\"", "mkfifo \"$1.pipe\" && ln -s \"$1.pipe\" \"$1\""])
        {
            Assert.Equal(0, _reposan.RunBash($"set -- '{path}'; mkdir -p \"$(dirname \"$1\")\"; rm -f \"$1\" \"$1.pipe\"; {command}").ExitCode);
            AssertRefused(Scan(_study.Path));
        }
    }

    [Theory]
    [InlineData("[include]\n\tpath = {0}\n")]
    [InlineData("[Include] PATH={0}\n")]
    [InlineData("[include]\n\tpath = \"/dev/\\\nzero\"\n")]
    [InlineData("[includeIf \"gitdir:/\"]\n\tpath = {0}\n")]
    public void Settings_that_include_a_pipe_are_refused_at_once(string settings)
    {
        var pipe = _folder.File("pipe");
        Assert.Equal(0, _reposan.RunBash($"mkfifo '{pipe}'").ExitCode);
        File.AppendAllText(Path.Combine(_study.GitDir, "config"), settings.Replace("{0}", pipe, StringComparison.Ordinal));
        AssertRefused(Scan(_study.Path));
    }

    [Theory]
    [InlineData("refs/heads/loop", "..")]
    [InlineData("refs/heads/all", "/")]
    [InlineData("logs/refs/loop", "../..")]
    [InlineData("modules/x", "..")]
    [InlineData("objects/pack/pack", "..")]
    public void A_link_that_leads_in_a_circle_or_away_is_refused_at_once(string file, string target)
    {
        var path = Path.Combine(_study.GitDir, file);
        Assert.Equal(0, _reposan.RunBash($"mkdir -p '{Path.GetDirectoryName(path)}'; ln -s '{target}' '{path}'").ExitCode);
        AssertRefused(Scan(_study.Path));
    }

    [Fact]
    public void Heads_and_logs_linked_to_files_outside_show_nothing_of_them()
    {
        var secret = _folder.File("secret");
        File.WriteAllText(secret, "a secret line of another file\n");
        foreach (var file in (string[])["FETCH_HEAD", "refs/heads/x", "logs/refs/heads/x", "packed-refs", "ORIG_HEAD"])
        {
            var path = Path.Combine(_study.GitDir, file);
            File.Delete(path);
            File.CreateSymbolicLink(path, secret);
        }

        var ended = Scan(_study.Path);
        Assert.Contains(ended.ExitCode, (int[])[0, 3, 4]);
        Assert.DoesNotContain("a secret line", ended.Out + ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Alternates_that_lead_outside_are_not_wandered_through()
    {
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(_study.GitDir, "objects", "info")).FullName, "alternates"),
            "/\n/proc\n/dev/zero\n../objects\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"/none/{i}\n")));
        var ended = Scan(_study.Path);
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("alternates not found", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_submodule_is_said_and_its_neighbour_is_read()
    {
        var other = RepositoryBuilder.Create(_folder, "other");
        other.Write("t.csv", "nhs_number\n" + "943" + "476" + "5919\n").Commit("One");
        _study.Submodule(other, "sound").Submodule(other, "broken").Commit("Add submodules");
        File.WriteAllText(Path.Combine(_study.GitDir, "modules", "broken", "HEAD"), "nothing\n");
        Directory.CreateDirectory(Path.Combine(_study.GitDir, "modules", "self", "objects"));
        Directory.CreateDirectory(Path.Combine(_study.GitDir, "modules", "self", "refs"));
        File.WriteAllText(Path.Combine(_study.GitDir, "modules", "self", "HEAD"), "ref: refs/heads/main\n");
        File.WriteAllText(Path.Combine(_study.GitDir, "modules", "self", "commondir"), "../..\n");
        var ended = Scan(_study.Path);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("modules/broken", ended.Out, StringComparison.Ordinal);
        Assert.Contains("modules/sound", ended.Out, StringComparison.Ordinal);
    }

    private static void AssertRefused(Ended ended)
    {
        Assert.Equal((4, ""), (ended.ExitCode, ended.Out));
        Assert.Contains("is not safe to read", ended.Error, StringComparison.Ordinal);
        Assert.Equal(1, ended.Error.Count(c => c == '\n'));
    }

    private static IEnumerable<(string Name, string Value)> Settings(string trap) =>
    [
        ("core.fsmonitor", trap), ("core.hooksPath", Path.GetDirectoryName(trap)!), ("core.sshCommand", trap), ("core.gitProxy", trap),
        ("core.askPass", trap), ("core.editor", trap), ("core.pager", trap), ("pager.for-each-ref", trap), ("pager.cat-file", trap),
        ("core.alternateRefsCommand", trap), ("credential.helper", "!" + trap), ("diff.external", trap), ("diff.trap.textconv", trap),
        ("diff.trap.command", trap), ("filter.trap.clean", trap), ("filter.trap.smudge", trap), ("filter.trap.process", trap),
        ("filter.trap.required", "true"), ("merge.trap.driver", trap), ("gpg.program", trap), ("gpg.ssh.program", trap), ("log.showSignature", "true"),
        ("url.ext::" + trap + " .insteadOf", "file://"), ("uploadpack.packObjectsHook", trap), ("alias.cat-file", "!" + trap),
        ("alias.for-each-ref", "!" + trap), ("alias.rev-parse", "!" + trap), ("sequence.editor", trap), ("interactive.diffFilter", trap),
        ("trace2.eventTarget", "/dev/full"), ("core.attributesFile", "/dev/zero"), ("core.excludesFile", "/dev/zero"), ("protocol.ext.allow", "always"),
    ];

    private string Trap()
    {
        var trap = Path.Combine(_folder.Folder("traps"), "trap");
        File.WriteAllText(trap, $"#!/bin/sh\necho \"$0 $*\" >> '{Canary}'\nexit 1\n");
        File.SetUnixFileMode(trap, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return trap;
    }

    private Ended Scan(string path)
    {
        using var process = _reposan.Start("scan", path);
        process.StandardInput.Close();
        var ended = Task.Run(() => ReposanProcess.End(process));
        if (!ended.Wait(TimeSpan.FromMinutes(1)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The scan did not end.");
        }

        Assert.DoesNotContain("nobody foresaw", ended.Result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Result.Error, StringComparison.Ordinal);
        return ended.Result;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _reposan.Dispose();
    }
}
