using System.Text;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Disks that are full or can't be written: one sentence, and nothing published by halves.</summary>
public sealed class ReleaseFullDiskTests : ReleasingPeople
{
    private const string File = "released_outputs/output/text.txt";

    [FactWhereMounts]
    public void No_room_for_temporary_files_publishes_nothing()
    {
        var id = Approved("output/text.txt", Incompressible());
        Without(id, "mkdir small && mount -t tmpfs -o size=200k tmpfs small && export TMPDIR=$PWD/small", 5, "nothing was published: check the disk");
        Assert.Empty(Study.Released());
        Ends(id, "Published 1 file(s)");
    }

    [FactWhereMounts]
    public void No_room_where_the_study_repository_lies_publishes_nothing()
    {
        var id = Approved("output/text.txt", Incompressible());
        Without(id, $"cp -r {Study.Remote}/objects copy && mount -t tmpfs -o size=200k tmpfs {Study.Remote}/objects && cp -r copy/. {Study.Remote}/objects", 4, "nothing was published");
        Assert.Empty(Study.Released());
        Ends(id, "Published 1 file(s)");
    }

    [FactWhereMounts]
    public void No_room_for_a_request_leaves_none()
    {
        Study.Write("output/text.txt", Incompressible()).Commit();
        var script = Study.Folder.Write("script", Encoding.UTF8.GetBytes($"""
            git config --global --add safe.directory '*'
            mkdir small && mount -t tmpfs -o size=200k tmpfs small && export REPOSAN_REQUESTS=$PWD/small
            reposan release request {Study.Workspace} -m Add --context Counts --controls Rounded --sign-key {Study.AuthorKey}
            [ $? -eq 5 ] && [ -z "$(ls -A small)" ] && reposan release status
            """));
        var ended = Reposan.RunBash($"unshare -rm bash {script}");
        Assert.True(ended.ExitCode == 0, ended.Out + ended.Error);
        Assert.Equal("", ended.Out);
        Assert.Contains("check its disk", ended.Error, StringComparison.Ordinal);
    }

    [FactWhereMounts]
    public void A_request_that_can_not_be_told_does_not_hide_that_it_was_published()
    {
        var id = Approved("output/text.txt", Incompressible());
        Without(id, $"mount --bind {Study.Requests} {Study.Requests} && mount -o remount,ro,bind {Study.Requests}", 5, "All of it was published as");
        Assert.Contains(File, Study.Released().Keys);
        Ends(id, "Nothing to do");
    }

    /// <summary>Publishes in mounts of its own.</summary>
    private void Without(string id, string mounts, int code, string said)
    {
        var script = Study.Folder.Write("script", Encoding.UTF8.GetBytes($"""
            git config --global --add safe.directory '*'
            {mounts} && reposan release publish {id} --apply --sign-key {Study.PublisherKey}
            """));
        var ended = Reposan.RunBash($"unshare -rm bash {script}");
        Assert.True(ended.ExitCode == code, ended.Out + ended.Error);
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
    }

    private void Ends(string id, string said)
    {
        var ended = As(Study.PublisherKey, "publish", id, "--apply");
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains(said, ended.Out, StringComparison.Ordinal);
    }

    /// <summary>Text in which no rule takes anything for a number, and of which packing leaves half.</summary>
    private static string Incompressible()
    {
        var random = new Random(1);
        var text = new StringBuilder();
        for (var i = 0; i < 500_000; i++) text.Append(i % 61 == 60 ? '\n' : (char)('g' + random.Next(16)));
        return text.Append('\n').ToString();
    }
}
