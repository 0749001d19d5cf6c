using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Review.Serving;

namespace RepoSanitiser.Tests.Release.Approval;

/// <summary>Keys that the trust file lets sign at another time, or something else: they spoil nobody's request.</summary>
public sealed class SigningKeyTests : IDisposable
{
    private const string Expired = "valid-before=\"20200101\"";
    private readonly SomeRequest _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData(Expired, "has expired")]
    [InlineData("valid-after=\"20990101\"", "not yet valid")]
    [InlineData("namespaces=\"git\"", "does not allow")]
    [InlineData("namespaces=\"commitment@reposan,approval@reposan\"", "does not allow")]
    public void Nothing_is_written_with_a_key_that_nobody_would_take_and_others_go_on(string options, string said)
    {
        _some.Ask(("a.csv", "n\n10\n"));
        Limit("first@study.invalid", options);
        var before = _some.Request.Names();
        Says(said, () => _some.Submit(_some.FirstKey));
        Says(said, () => ReviewSite.Start(new ReviewSiteOptions { Desk = _some.Desk(_some.FirstKey), Random = RandomNumberGenerator.GetBytes, Say = static _ => { } }));
        Assert.Equal(before, _some.Request.Names());

        _some.Submit(_some.SecondKey);
        _some.Submit(_some.ThirdKey);
        _some.Desk(_some.SecondKey).TryOpen(_some.Id);
        Assert.True(_some.Status.Files[0].MayLeave);
        Assert.Empty(_some.Status.Problems);
    }

    [Fact]
    public void Neither_a_request_nor_a_withdrawal_nor_an_exception_nor_a_resolution_is_signed_with_a_key_that_has_expired()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        ApproveAll();
        var (status, before) = (_some.Status, _some.Request.Names());
        Limit("third@study.invalid", Expired);
        Says("would not be taken", () => _some.Desk(_some.ThirdKey).Resolve(_some.Id, [("a.csv", Verdict.Reject, "because")]));
        Limit("second@study.invalid", Expired);
        Limit("author@study.invalid", Expired);
        var store = _some.Store;
        Says("would not be taken", () => RequestWithdrawal.Write(store, Signer.Open(_some.AuthorKey, store.Trust), status, "", TimeProvider.System));
        Says("would not be taken", () => SignedDocument.Sign(status.Request, Signer.Open(_some.AuthorKey, store.Trust)));
        var exception = new ExceptionStatement { Kind = "exception", Request = _some.Id, Revision = 1, By = "second@study.invalid", Time = status.Request.Time, Path = "a.csv", Sha256 = "", Rules = [] };
        Says("would not be taken", () => SignedDocument.Sign(exception, Signer.Open(_some.SecondKey, store.Trust)));
        Assert.Equal(before, _some.Request.Names());
    }

    [Fact]
    public void A_public_key_beside_another_private_one_fixes_no_decision()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        var stranger = _some.People.MakeKey("stranger");
        File.Copy(stranger, _some.FirstKey, overwrite: true);
        Says("sign", () => _some.Submit(_some.FirstKey));
        Assert.Equal(RequestState.Submitted, _some.Status.State);
    }

    [Fact]
    public void An_approval_whose_key_expires_is_set_aside_and_a_revision_goes_on_without_it()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        ApproveAll();
        Limit("first@study.invalid", Expired);
        var status = _some.Status;
        Assert.Empty(status.Problems);
        Assert.False(status.Files[0].MayLeave);
        Assert.Contains(status.SetAside, s => s.Contains("commitment-001", StringComparison.Ordinal) && s.Contains("--id", StringComparison.Ordinal));

        _some.Ask(("a.csv", "n\n10\n"));
        _some.Submit(_some.SecondKey);
        _some.Submit(_some.ThirdKey);
        _some.Desk(_some.SecondKey).TryOpen(_some.Id);
        Assert.True(_some.Status.Files[0].MayLeave);
        Assert.Empty(_some.Status.Problems);
    }

    [Fact]
    public void A_rejection_is_never_set_aside()
    {
        _some.Ask(("a.csv", "n\n10\n"));
        _some.Submit(_some.FirstKey);
        var second = _some.Desk(_some.SecondKey);
        second.Decide(_some.Id, "a.csv", Verdict.Approve, "");
        // Fixed before anybody opens, so that all three count.
        var third = _some.Desk(_some.ThirdKey);
        third.Decide(_some.Id, "a.csv", Verdict.Reject, "a small count");
        third.Submit(_some.Id);
        _some.Desk(_some.FirstKey).TryOpen(_some.Id);
        Assert.Equal(FileState.Conflict, _some.Status.Files[0].State);

        Limit("third@study.invalid", Expired);
        Assert.Contains(_some.Status.Problems, p => p.Contains("opening-001", StringComparison.Ordinal) && p.Contains("asked for anew without --id", StringComparison.Ordinal));
        Assert.False(_some.Status.Files[0].MayLeave);
    }

    /// <summary>Puts options on somebody's line of the trust file.</summary>
    private void Limit(string principal, string options) => File.WriteAllText(
        _some.People.File, File.ReadAllText(_some.People.File).Replace($"  {principal} ssh", $"  {principal} {options} ssh", StringComparison.Ordinal));

    private static void Says(string said, Action act)
    {
        var refused = Assert.Throws<ReposanException>(act);
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    private void ApproveAll()
    {
        _some.Submit(_some.FirstKey);
        _some.Submit(_some.SecondKey);
        _some.Desk(_some.FirstKey).TryOpen(_some.Id);
    }
}
