using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Tests.Release.Publishing;

/// <summary>What a ledger says holds for a content under its name, and for a branch as long as the ledger is on it.</summary>
public sealed class LedgerCheckTests : IDisposable
{
    private const string Other = "year,patients\n2021,130\n2022,155\n2023,170\n";
    private readonly ReleaseRehearsal _rehearsal = new();
    private readonly string _clone;
    private readonly GitCli _git;

    public LedgerCheckTests()
    {
        Study.Write("a.csv", ReleasingStudy.CleanTable).Write("b.csv", Other).Commit();
        Assert.Empty(_rehearsal.Ask().Refused);
        _rehearsal.ApproveAll(_rehearsal.Id!);
        _rehearsal.Publish(_rehearsal.Id!);
        _clone = Study.Folder.File("clone");
        Study.Git.Run("clone", "-q", "-b", "release-candidates", Study.Remote, _clone);
        _git = Study.Git.In(_clone);
    }

    private ReleasingStudy Study => _rehearsal.Study;

    public void Dispose() => _rehearsal.Dispose();

    [Fact]
    public void Results_that_are_swapped_are_not_as_they_were_approved()
    {
        File.WriteAllText(Output("a.csv"), Other);
        File.WriteAllText(Output("b.csv"), ReleasingStudy.CleanTable);
        Commit();
        Assert.Equal(
            ["released_outputs/a.csv was approved as released_outputs/b.csv, and not under this name", "released_outputs/b.csv was approved as released_outputs/a.csv, and not under this name"],
            Problems("refs/heads/release-candidates"));
        Assert.Equal(LedgerStanding.Elsewhere, Standing("released_outputs/b.csv"));
        Assert.Equal(LedgerStanding.Released, Standing("released_outputs/a.csv"));
        // A study that keeps the workspace's own folder has the same output there.
        Assert.Equal(LedgerStanding.Released, Standing("a.csv"));
    }

    [Fact]
    public void A_copy_under_another_name_is_said_and_the_approved_file_is_not()
    {
        File.Copy(Output("a.csv"), Output("c.csv"));
        Commit();
        Assert.Equal(["released_outputs/c.csv was approved as released_outputs/a.csv, and not under this name"], Problems("refs/heads/release-candidates"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_branch_that_lost_its_ledger_is_said_though_another_has_one(bool byMerge)
    {
        if (byMerge)
        {
            _git.Run("checkout", "-q", "-b", "side", "origin/main");
            _git.Run("merge", "-q", "--no-edit", "-s", "ours", "release-candidates");
        }
        else
        {
            _git.Run("checkout", "-q", "-b", "side");
            _git.Run("rm", "-q", "released_outputs/.ledger.jsonl");
        }

        Directory.CreateDirectory(Path.Combine(_clone, "released_outputs"));
        File.WriteAllText(Output("new.csv"), Other + "2024,200\n");
        Commit();
        Assert.Contains("has no ledger any more", Assert.Single(Problems("refs/heads/side")), StringComparison.Ordinal);
        Assert.Empty(Problems("refs/remotes/origin/release-candidates"));

        _git.Run("checkout", "-q", "--detach");
        _git.Run("branch", "-q", "-D", "side");
        Assert.Contains("has no ledger any more", Assert.Single(Problems("HEAD")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch_that_never_had_a_ledger_is_none_of_its_business()
    {
        Assert.DoesNotContain(Check(), b => b.Ref.EndsWith("/main", StringComparison.Ordinal));
    }

    private string Output(string name) => Path.Combine(_clone, "released_outputs", name);

    private void Commit()
    {
        _git.Run("add", "-A");
        _git.Run("commit", "-q", "-m", "Change");
    }

    private IReadOnlyList<BranchLedger> Check() => LedgerCheck.Of(Repository.Open(_clone), Trust.Load(Study.People.File));

    private IReadOnlyList<string> Problems(string reference) => Check().Single(b => b.Ref == reference).Problems;

    private LedgerStanding Standing(string path) => LedgerVersions.Read(Repository.Open(_clone), Trust.Load(Study.People.File))
        .StandingOf(path, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ReleasingStudy.CleanTable))));
}
