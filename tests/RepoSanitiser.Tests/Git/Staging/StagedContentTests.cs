using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Staging;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.Git.Staging;

/// <summary>Both readers of the index, held to what git says of it: libgit2 in this process, and git itself.</summary>
public sealed class StagedContentTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<bool> Readers => [true, false];

    public void Dispose() => _folder.Dispose();

    [TheoryWhere(Tool.Git)]
    [MemberData(nameof(Readers))]
    public void Changes_are_what_git_would_commit_as_it_was_staged(bool byLibGit2)
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("same.txt", "same\n").Write("changed.txt", "before\n").Write("gone.txt", "gone\n").Write("moved.txt", "moved along\n").Commit("First");
        study.Write("changed.txt", "staged\n").Write("dir/new näme\twith\nodd.txt", "new\n").Delete("gone.txt").Move("moved.txt", "there.txt");
        study.Git.Run("add", "-A");
        study.Write("changed.txt", "only in the work tree\n").Write("unstaged.txt", "x\n");
        using var staged = Open(study.Path, byLibGit2);
        var expected = study.Git.Run("diff", "--cached", "--name-only", "--diff-filter=d", "--no-renames", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Order(StringComparer.Ordinal), staged.Changes.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.All(staged.Changes, f => Assert.Equal(study.Resolve(":" + f.Path), f.Id.ToString()));
        Assert.Equal("staged\n", Text(staged, staged.Changes.Single(f => f.Path == "changed.txt").Id));
        Assert.Equal("same\n", Text(staged, staged.Find("same.txt")!.Id));
        Assert.Null(staged.Find("unstaged.txt"));
        Assert.Null(staged.Read(staged.Find("same.txt")!.Id, mostBytes: 4));
    }

    [TheoryWhere(Tool.Git)]
    [MemberData(nameof(Readers))]
    public void Before_the_first_commit_everything_staged_is_a_change(bool byLibGit2)
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.txt", "a\n");
        study.Git.Run("add", "-A");
        using var staged = Open(study.Path, byLibGit2);
        Assert.Equal(["a.txt"], staged.Changes.Select(f => f.Path));
    }

    [TheoryWhere(Tool.Git)]
    [MemberData(nameof(Readers))]
    public void Another_index_is_read_where_git_names_one(bool byLibGit2)
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.txt", "a\n").Commit("First");
        var index = Path.Combine(study.GitDir, "next-index");
        File.Copy(Path.Combine(study.GitDir, "index"), index);
        study.Git.With("GIT_INDEX_FILE", index).Run("update-index", "--add", "--cacheinfo", $"100644,{study.Blob(Encoding.UTF8.GetBytes("b\n"))},b.txt");
        using var staged = Open(study.Path, byLibGit2, index);
        Assert.Equal(["b.txt"], staged.Changes.Select(f => f.Path));
    }

    [TheoryWhere(Tool.Git)]
    [MemberData(nameof(Readers))]
    public void A_linked_work_tree_has_an_index_of_its_own(bool byLibGit2)
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.txt", "a\n").Commit("First");
        var linked = _folder.File("linked");
        study.Git.Run("worktree", "add", "-q", linked, "-b", "side");
        study.Write("main.txt", "m\n");
        study.Git.Run("add", "-A");
        File.WriteAllText(Path.Combine(linked, "side.txt"), "s\n");
        study.Git.In(linked).Run("add", "-A");
        using var staged = Open(linked, byLibGit2);
        Assert.Equal(["side.txt"], staged.Changes.Select(f => f.Path));
    }

    [FactWhere(Tool.Git)]
    public void A_SHA256_repository_is_read_by_git_and_that_is_said()
    {
        var study = RepositoryBuilder.Create(_folder, options: new RepositoryOptions(ObjectFormat.Sha256));
        study.Write("a.txt", "a\n");
        study.Git.Run("add", "-A");
        var said = new List<string>();
        using var staged = StagedContent.Open(Repository.Open(study.Path), null, _folder.File("links"), said.Add);
        Assert.IsType<GitStaged>(staged);
        Assert.Equal(["The index is read by git: libgit2 reads no SHA-256 repository."], said);
        Assert.Equal("a\n", Text(staged, Assert.Single(staged.Changes).Id));
    }

    [FactWhere(Tool.Git)]
    public void A_merge_that_is_not_resolved_is_listed_with_all_its_sides()
    {
        var study = RepositoryBuilder.Create(_folder);
        study.Write("a.txt", "a\n").Commit("First");
        study.Branch("side").Write("a.txt", "theirs\n").Commit("Theirs");
        study.Switch("main").Write("a.txt", "ours\n").Commit("Ours");
        Assert.NotEqual(0, study.Git.Try("merge", "-q", "side").ExitCode);
        using var staged = StagedContent.Open(Repository.Open(study.Path), null, _folder.File("links"), static _ => { });
        Assert.Contains("theirs\n", staged.Changes.Select(f => Text(staged, f.Id)));
    }

    [FactWhere(Tool.Git)]
    public void No_program_that_the_repository_configures_is_run()
    {
        var study = RepositoryBuilder.Create(_folder);
        var trap = _folder.Write("trap.sh", Encoding.UTF8.GetBytes($"#!/bin/sh\ntouch '{_folder.File("sprung")}'\ncat\n"));
        File.SetUnixFileMode(trap, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        study.Write("a.csv", "a\n").Write(".gitattributes", "*.csv filter=f diff=d\n");
        study.Git.Run("add", "-A");
        foreach (var setting in (string[])["core.fsmonitor", "filter.f.smudge", "filter.f.clean", "filter.f.process", "diff.d.textconv", "diff.d.command", "diff.external"])
            study.Git.Run("config", setting, trap);
        foreach (var byLibGit2 in (bool[])[true, false])
        {
            using var staged = Open(study.Path, byLibGit2);
            Assert.Equal("a\n", Text(staged, staged.Find("a.csv")!.Id));
        }

        Assert.False(File.Exists(_folder.File("sprung")));
    }

    private StagedContent Open(string path, bool byLibGit2, string? index = null)
    {
        var repository = Repository.Open(path);
        if (!byLibGit2) return new GitStaged(repository, index);
        var staged = StagedContent.Open(repository, index, _folder.File("links"), static _ => { });
        // Where the distribution's libgit2 is not installed, git reads the index, and both halves of these tests are the same.
        if (LibGit2.Load(_folder.File("links")) is null) Assert.IsType<LibGit2Staged>(staged);
        return staged;
    }

    private static string Text(StagedContent staged, ObjectId id) => Encoding.UTF8.GetString(staged.Read(id, 1 << 20)!);
}
