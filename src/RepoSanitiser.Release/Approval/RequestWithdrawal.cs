namespace RepoSanitiser.Release.Approval;

/// <summary>Takes a request back.</summary>
public static class RequestWithdrawal
{
    /// <summary>Writes that its author takes it back.</summary>
    /// <exception cref="Core.ReposanException">It can't be written.</exception>
    public static void Write(RequestStore store, Signer signer, ReviewStatus status, string reason, TimeProvider clock)
    {
        var request = status.Request;
        var withdrawal = new WithdrawalStatement { Kind = "withdrawal", Request = request.Request, Revision = request.Revision, By = signer.Principal, Time = clock.GetUtcNow(), Reason = reason };
        store.Open(request.Request).Append(RequestFolder.NameOf("withdrawal", request.Revision, RequestFolder.TagOf(signer.Principal)), SignedDocument.Sign(withdrawal, signer));
    }
}
