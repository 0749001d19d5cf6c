using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Tests.Release.Approval;

public sealed class TrustTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TrustedPeople _people;

    public TrustTests()
    {
        _people = new TrustedPeople(_folder);
        _people.Add("first@study.invalid", "reviewer, publisher", "first@elsewhere.invalid");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_person_is_known_under_each_of_their_names()
    {
        var trust = Trust.Load(_people.File);
        Assert.Same(trust.Signer("first@study.invalid"), trust.Find("FIRST@elsewhere.invalid"));
        Assert.Null(trust.Find("second@study.invalid"));
        Assert.Equal(64, trust.Sha256.Length);
    }

    [Fact]
    public void Two_people_with_one_key_are_refused()
    {
        var text = File.ReadAllText(_people.File);
        var key = TrustedPeople.PublicKey(_folder.File("keys", "first@study.invalid"));
        text = text.Replace("allowedSigners", "  - name: other\n    principals: [other@study.invalid]\nallowedSigners", StringComparison.Ordinal) + $"  other@study.invalid {key}\n";
        AssertWrong(text, "same key");
    }

    [Theory]
    [InlineData("roles: [reviewer, publisher]", "roles: [king]", "a role that there is not")]
    [InlineData("  first@study.invalid ssh", "  *@study.invalid ssh", "pattern")]
    [InlineData("  first@study.invalid ssh", "  first@study.invalid cert-authority ssh", "certificate authority")]
    [InlineData("  first@study.invalid ssh", "  nobody@study.invalid ssh", "nobody's principals")]
    [InlineData("policy: opensafely-2021", "polizy: x", "no field")]
    [InlineData("policy: opensafely-2021", "policy: none.yaml", "policy")]
    [InlineData("releaseAddress: release@study.invalid", "releaseAddress: \"a b\"", "releaseAddress")]
    [InlineData("people:", "people: [", "YAML")]
    public void What_is_wrong_with_a_trust_file_is_said(string from, string to, string said) =>
        AssertWrong(File.ReadAllText(_people.File).Replace(from, to, StringComparison.Ordinal), said);

    [Fact]
    public void A_trust_file_among_what_it_judges_is_refused()
    {
        var refused = Assert.Throws<ReposanException>(() => Trust.Load(_people.File, _folder.File("trust")));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("trust"));
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Trust.Load(_folder.File("link", "trust.yaml"), _folder.File("trust"))).Code);
    }

    [Fact]
    public void A_trust_file_that_everybody_can_write_is_refused()
    {
        File.SetUnixFileMode(_people.File, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Trust.Load(_people.File)).Code);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public void A_pinned_commit_says_what_it_said_whatever_is_committed_later(string format)
    {
        var (git, commit) = Pin(format);
        File.WriteAllText(_people.File, File.ReadAllText(_people.File).Replace("roles: [reviewer, publisher]", "roles: []", StringComparison.Ordinal));
        git.Run("commit", "-q", "-a", "-m", "Change");
        var trust = Trust.Load($"{_folder.File("trust")}@{commit}");
        Assert.Contains(ReleaseRole.Reviewer, trust.Signer("first@study.invalid")!.Roles);
        Assert.Equal("study", Trust.Load($"{_folder.File("trust")}@{commit}:others/trust.yaml").Policy.Id);
        Assert.DoesNotContain(ReleaseRole.Reviewer, Trust.Load(_people.File).Signer("first@study.invalid")!.Roles);
        Assert.Equal(trust.Sha256, Trust.Load($"file://{_folder.File("trust")}@{commit}").Sha256);
    }

    [Fact]
    public void A_commit_that_is_no_fixed_one_or_lies_with_what_it_judges_is_refused()
    {
        var (_, commit) = Pin("sha1");
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Trust.Load($"{_folder.File("trust")}@main")).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Trust.Load($"{_folder.File("trust")}@{commit[..12]}")).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Trust.Load($"{_folder.File("trust")}@{commit}:none.yaml")).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => Trust.Load($"{_folder.File("trust")}@{new string('1', 40)}")).Code);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => Trust.Load($"{_folder.File("trust")}@{commit}", _folder.File("trust"))).Code);
    }

    [Fact]
    public void A_pinned_commit_whose_objects_were_exchanged_is_not_believed()
    {
        var (git, commit) = Pin("sha1");
        var id = git.Run("rev-parse", commit + ":trust.yaml");
        var other = git.Feed(Encoding.UTF8.GetBytes(File.ReadAllText(_people.File).Replace("publisher]", "publisher, exceptions]", StringComparison.Ordinal)), "hash-object", "-w", "--stdin");
        var (place, its) = (_folder.File("trust", ".git", "objects", id[..2], id[2..]), _folder.File("trust", ".git", "objects", other[..2], other[2..]));
        File.Delete(place);
        File.Copy(its, place);
        Assert.Contains("can't be read", Assert.Throws<ReposanException>(() => Trust.Load($"{_folder.File("trust")}@{commit}")).Message, StringComparison.Ordinal);
    }

    /// <summary>Commits the trust file, and one that names a policy beside it.</summary>
    private (GitCli Git, string Commit) Pin(string format)
    {
        var git = new GitCli(_folder.File("trust"), _folder.Folder("home"));
        _folder.Write("trust/others/policy.yaml", "id: study\nextends: opensafely-2021\n"u8.ToArray());
        _folder.Write("trust/others/trust.yaml", Encoding.UTF8.GetBytes(File.ReadAllText(_people.File).Replace("policy: opensafely-2021", "policy: policy.yaml", StringComparison.Ordinal)));
        git.Run("init", "-q", "-b", "main", "--object-format=" + format, ".");
        git.Run("add", "-A");
        git.Run("commit", "-q", "-m", "Trust");
        return (git, git.Run("rev-parse", "HEAD"));
    }

    private void AssertWrong(string text, string said)
    {
        File.WriteAllText(_people.File, text);
        var wrong = Assert.Throws<ReposanException>(() => Trust.Load(_people.File));
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
    }
}
