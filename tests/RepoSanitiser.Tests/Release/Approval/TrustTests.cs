using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.TestKit;
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

    private void AssertWrong(string text, string said)
    {
        File.WriteAllText(_people.File, text);
        var wrong = Assert.Throws<ReposanException>(() => Trust.Load(_people.File));
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
    }
}
