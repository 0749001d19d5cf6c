using RepoSanitiser.Core;

namespace RepoSanitiser.Release.Approval;

/// <summary>A document that is what it claims to be.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Hash">The SHA-256 of its text.</param>
/// <param name="Statement">What it says.</param>
internal sealed record Checked<T>(string Name, string Hash, T Statement)
    where T : Statement;

/// <summary>
/// Reads the documents of a request's folder and checks each: its signature, who signed it, and that it belongs where it lies. One that
/// fails counts for nothing and is said.
/// </summary>
/// <remarks>
/// What is whole but signed with a key that the trust file does not let sign it now is set aside where that takes away what it allowed:
/// nobody loses a request by it. One that forbids (a rejection, a resolution, a withdrawal) stays a problem: left out, it could let a file leave.
/// </remarks>
internal sealed class FolderDocuments
{
    /// <summary>What is left to do where nothing else helps.</summary>
    public const string Anew = "have the request withdrawn and asked for anew without --id";

    private readonly RequestFolder _folder;
    private readonly Trust _trust;
    private readonly DateTimeOffset _now;
    private readonly List<string> _problems = [];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="trust">Whose signatures count.</param>
    /// <param name="now">When the keys have to be good.</param>
    public FolderDocuments(RequestFolder folder, Trust trust, DateTimeOffset now)
    {
        (_folder, _trust, _now) = (folder, trust, now);
        foreach (var name in folder.Names())
        {
            var known = name[..Math.Max(0, name.IndexOf('-', StringComparison.Ordinal))] switch
            {
                "request" => Take(Requests, name, "request"),
                "commitment" => Take(Commitments, name, "commitment"),
                "opening" => Take(Openings, name, "opening"),
                "resolution" => Take(Resolutions, name, "resolution"),
                "exception" => Take(Exceptions, name, "exception"),
                "withdrawal" => Take(Withdrawals, name, "withdrawal"),
                "publication" => Take(Publications, name, "publication"),
                _ => false,
            };
            if (!known) _problems.Add($"{Printable.Escape(name)} belongs to no request: move it out of the folder.");
        }
    }

    public List<Checked<RequestStatement>> Requests { get; } = [];

    public List<Checked<CommitmentStatement>> Commitments { get; } = [];

    public List<Checked<OpeningStatement>> Openings { get; } = [];

    public List<Checked<ResolutionStatement>> Resolutions { get; } = [];

    public List<Checked<ExceptionStatement>> Exceptions { get; } = [];

    public List<Checked<WithdrawalStatement>> Withdrawals { get; } = [];

    public List<Checked<PublicationStatement>> Publications { get; } = [];

    /// <summary>What was wrong, in sentences.</summary>
    public List<string> Problems => _problems;

    /// <summary>What counts for nothing and stops nothing, in sentences.</summary>
    public List<string> SetAside { get; } = [];

    /// <summary>Says that a signature over something does not hold: as a problem, or set aside where it can be.</summary>
    /// <param name="what">What is signed.</param>
    /// <param name="problem">What is wrong with the signature, in a few words.</param>
    /// <param name="allows">Whether what is signed can only let something happen.</param>
    public void Say(string what, string problem, bool allows)
    {
        if (!SshKeygen.IsOfKey(problem)) _problems.Add($"The signature of {what} {problem}: put it back as it was written from a copy, or {Anew}.");
        else if (!allows) _problems.Add($"The signature of {what} {problem}: have the trust file let that key sign, or {Anew}.");
        else SetAside.Add($"The signature of {what} {problem}, so it counts for nothing: say it anew with a key that the trust file lets sign, or in a revision of the request (--id).");
    }

    private bool Take<T>(List<Checked<T>> taken, string name, string kind)
        where T : Statement
    {
        var document = _folder.Read(name);
        var statement = document?.Read<T>(kind);
        var shown = Printable.Escape(name);
        if (document is null || statement is null) _problems.Add($"{shown} can't be read as what it claims to be: put it back as it was written from a copy, or {Anew}.");
        else if (statement.Request != _folder.Id) _problems.Add($"{shown} belongs to another request: move it out of the folder.");
        else if (NameOf(statement) is var right && name != right) _problems.Add($"{shown} does not have the name that its content asks for: rename it {Printable.Escape(right)}, or move it out of the folder.");
        else if (_trust.Signer(statement.By) is null) _problems.Add($"{shown} is by {Printable.Escape(statement.By)}, whom the trust file does not know: have it list them, or {Anew}.");
        else if (document.Verify(_trust, kind, statement.By, _now) is { } problem) Say(shown, problem, OnlyAllows(statement));
        else taken.Add(new Checked<T>(name, document.Hash, statement));
        return true;
    }

    private static bool OnlyAllows(Statement statement) => statement switch
    {
        OpeningStatement o => SignedDocument.Parse<DecisionStatement>(o.Decision)?.Files.All(f => f.Verdict == Verdict.Approve) == true,
        _ => statement is CommitmentStatement or ExceptionStatement or PublicationStatement,
    };

    /// <summary>A document under the name of another would count twice, or in place of it.</summary>
    private static string NameOf(Statement statement)
    {
        var tag = RequestFolder.TagOf(statement.By);
        return statement switch
        {
            RequestStatement => RequestFolder.NameOf("request", statement.Revision),
            ResolutionStatement r => RequestFolder.NameOf("resolution", r.Revision, r.Round.ToString("00", System.Globalization.CultureInfo.InvariantCulture), tag),
            ExceptionStatement e => RequestFolder.NameOf("exception", e.Revision, RequestFolder.TagOf(e.Path), tag),
            PublicationStatement p => RequestFolder.NameOf("publication", p.Revision, p.Commit.Length >= 12 ? p.Commit[..12] : p.Commit, tag),
            _ => RequestFolder.NameOf(statement.Kind, statement.Revision, tag),
        };
    }
}
