using System.Diagnostics;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>Files whose names are no UTF-8 follow in the work tree like all others.</summary>
public sealed class PurgeRawNameTests : PurgeTestBase, IDisposable
{
    /// <summary>Takes away what this runtime can't delete, then the rest.</summary>
    void IDisposable.Dispose()
    {
        Shell("rm -rf ./*");
        Dispose();
    }

    [Fact]
    public void They_go_from_the_work_tree_with_their_folders()
    {
        var blob = LeakRaw();
        Purger.Apply(Study.Path, Purger.Blobs(blob));
        AssertGone(Study, blob);
        Assert.Equal("0", Shell("grep -rla 17,42 . --exclude-dir=.git | wc -l"));
        Assert.Equal("readme.md", Shell("ls"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
    }

    [Fact]
    public void They_are_replaced_in_the_work_tree_and_come_back_when_the_purge_is_taken_back()
    {
        var blob = LeakRaw();
        Purger.Apply(Study.Path, Purger.Blobs(blob) with { Treatment = Treatment.Tombstone, TombstoneText = "Removed.\nIncident: x\n" });
        AssertGone(Study, blob);
        Assert.Equal("0", Shell("grep -rla 17,42 . --exclude-dir=.git | wc -l"));
        Assert.Equal("2", Shell("grep -rla Removed . --exclude-dir=.git | wc -l"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));

        Purger.RollBack(Study.Path);

        Assert.Equal("2", Shell("grep -rla 17,42 . --exclude-dir=.git | wc -l"));
        Assert.Equal("", Study.Git.Run("status", "--porcelain"));
    }

    private string LeakRaw()
    {
        Study.Write("readme.md", "A study.\n").Commit("Begin");
        Shell("""f=$(printf '\377\376.csv'); d=$(printf 'd\351'); printf 'patient,age\n17,42\n' > "$f"; mkdir "$d"; cp "$f" "$d/$f" """);
        Study.Git.Run("add", "-A");
        Study.Git.Run("commit", "-q", "-m", "Leak");
        return Study.Blob("patient,age\n17,42\n");
    }

    private string Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = Study.Path, RedirectStandardOutput = true, UseShellExecute = false })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Trim();
    }
}
