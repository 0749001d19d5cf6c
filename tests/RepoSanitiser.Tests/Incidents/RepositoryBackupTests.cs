using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Backups;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.Incidents;

public sealed class RepositoryBackupTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Incident _incident;
    private readonly RepositoryBuilder _study;

    public RepositoryBackupTests()
    {
        _incident = SomeIncidents.Store(_folder).Create();
        _study = RepositoryBuilder.Create(_folder);
        _study.Write("a.txt", "one\n").Commit("One");
        _study.Write("b.txt", "older stash\n").Stash("older");
        _study.Write("b.txt", "newer stash\n").Stash("newer");
        _study.Write("c.txt", "gone\n").ReflogOnly("Gone again");
        _study.Worktree("linked");
        _study.Pack();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_copy_holds_everything_that_git_finds_in_the_original()
    {
        var backup = Make();
        Assert.Equal(Everything(_study.GitDir), Everything(backup.GitDirectory!));
        Assert.Equal(PrivateFiles.FolderMode, File.GetUnixFileMode(backup.Folder));
        Assert.Equal(["backup.make", "backup.make"], _incident.Record.Read().Select(e => e.Step.Action));
    }

    [Fact]
    public void A_copy_shares_no_file_with_the_original()
    {
        var backup = Make();
        foreach (var pack in Directory.GetFiles(backup.GitDirectory!, "*", SearchOption.AllDirectories)) File.SetUnixFileMode(pack, PrivateFiles.FileMode);
        var before = Everything(backup.GitDirectory!);
        foreach (var file in Directory.GetFiles(_study.GitDir, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, PrivateFiles.FileMode);
            File.WriteAllText(file, "overwritten");
        }

        Assert.Equal(before, Everything(backup.GitDirectory!));
    }

    [Fact]
    public void It_is_restored_to_what_it_was_with_modes()
    {
        var before = Everything(_study.GitDir);
        var modes = Modes(_study.GitDir);
        var backup = Make();
        backup.Restore(_folder.File("restored"));
        Assert.Equal(before, Everything(_folder.File("restored")));
        Assert.Equal(modes, Modes(_folder.File("restored")));
    }

    [Fact]
    public void It_is_restored_in_place_also_where_a_kill_left_the_exchange_half_done()
    {
        var before = Everything(_study.GitDir);
        var backup = Make();
        _study.Write("d.txt", "later\n").Commit("Later");
        backup.RestoreInPlace(_study.GitDir);
        Assert.Equal(before, Everything(_study.GitDir));
        backup.Restore(_study.GitDir + ".reposan-restored");
        Directory.Move(_study.GitDir, _study.GitDir + ".reposan-rewritten");
        backup.RestoreInPlace(_study.GitDir);
        Assert.Equal(before, Everything(_study.GitDir));
        Assert.False(Directory.Exists(_study.GitDir + ".reposan-rewritten"));
        Assert.Equal(_study.Head, _study.Git.Run("rev-parse", "HEAD"));
    }

    [FactWhere(Tool.Gpg)]
    public void Of_a_copy_that_could_not_be_finished_nothing_stays()
    {
        Assert.Throws<ReposanException>(() => RepositoryBackup.Make(_incident, _study.GitDir, new string('0', 40), TimeProvider.System));
        Assert.False(Path.Exists(_incident.PathOf("backup")));
    }

    [Fact]
    public void A_copy_that_was_changed_is_not_restored()
    {
        var backup = Make();
        var head = Path.Combine(backup.GitDirectory!, "HEAD");
        File.SetUnixFileMode(head, PrivateFiles.FileMode);
        File.AppendAllText(head, " ");
        var refusal = Assert.Throws<ReposanException>(() => backup.Restore(_folder.File("restored")));
        Assert.Equal(ExitCode.Refused, refusal.Code);
        Assert.False(Path.Exists(_folder.File("restored")));
    }

    [Fact]
    public void A_copy_that_was_cut_short_is_not_taken_for_one_and_can_be_destroyed()
    {
        var backup = Make();
        File.Delete(Path.Combine(backup.Folder, "manifest.json"));
        Assert.Empty(RepositoryBackup.List(_incident));
        Assert.Equal(["1"], BackupDestruction.Numbers(_incident));
        Destroy("1");
        Assert.Empty(BackupDestruction.Numbers(_incident));
    }

    [Fact]
    public void Destroying_overwrites_each_file_deletes_it_and_is_recorded()
    {
        var backup = Make();
        var pack = Directory.GetFiles(backup.GitDirectory!, "*.pack", SearchOption.AllDirectories).Single();
        var content = File.ReadAllBytes(pack);
        // Another name of the same file shows what was written over it.
        var witness = _folder.File("witness");
        HardLink.Make(pack, witness);
        Destroy(backup.Number);
        Assert.False(Directory.Exists(backup.Folder));
        Assert.Equal(content.Length, new FileInfo(witness).Length);
        Assert.NotEqual(content, File.ReadAllBytes(witness));
        Assert.True((bool?)_incident.Record.Read()[^1].Step.After!["destroyed"]);
        Assert.Equal("2", Make().Number);
    }

    [FactWhere(Tool.Gpg)]
    public void An_encrypted_copy_shows_nothing_and_is_restored_with_the_key()
    {
        using var keyring = new TestKeyring();
        var before = Everything(_study.GitDir);
        var backup = RepositoryBackup.Make(_incident, _study.GitDir, keyring.Fingerprint, TimeProvider.System);
        Assert.Null(backup.GitDirectory);
        Assert.Equal(["git.tar.gpg", "manifest.json"], Directory.GetFileSystemEntries(backup.Folder).Select(Path.GetFileName).Order());
        backup.Restore(_folder.File("restored"));
        Assert.Equal(before, Everything(_folder.File("restored")));
    }

    [Fact]
    public void A_recipient_that_is_not_a_whole_fingerprint_is_a_usage_error() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(
            () => RepositoryBackup.Make(_incident, _study.GitDir, "someone@example.org", TimeProvider.System)).Code);

    private static Dictionary<string, string> Everything(string folder) => Directory
        .GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));

    private static Dictionary<string, UnixFileMode> Modes(string folder) => Directory
        .GetFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), File.GetUnixFileMode);

    private RepositoryBackup Make() => RepositoryBackup.Make(_incident, _study.GitDir, null, TimeProvider.System);

    private void Destroy(string number) =>
        new BackupDestruction(System.Security.Cryptography.RandomNumberGenerator.GetBytes).Destroy(_incident, number);
}
