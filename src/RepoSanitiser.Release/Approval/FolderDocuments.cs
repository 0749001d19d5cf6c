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
internal sealed class FolderDocuments
{
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
            if (!known) _problems.Add($"{Printable.Escape(name)} belongs to no request.");
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

    private bool Take<T>(List<Checked<T>> taken, string name, string kind)
        where T : Statement
    {
        var document = _folder.Read(name);
        var statement = document?.Read<T>(kind);
        if (document is null || statement is null) _problems.Add($"{Printable.Escape(name)} can't be read as what it claims to be.");
        else if (statement.Request != _folder.Id) _problems.Add($"{Printable.Escape(name)} belongs to another request.");
        else if (!IsNamed(name, statement)) _problems.Add($"{Printable.Escape(name)} does not have the name that its content asks for.");
        else if (document.Verify(_trust, kind, statement.By, _now) is { } problem) _problems.Add($"The signature of {Printable.Escape(name)} {problem}.");
        else taken.Add(new Checked<T>(name, document.Hash, statement));
        return true;
    }

    /// <summary>A document under the name of another would count twice, or in place of it.</summary>
    private static bool IsNamed(string name, Statement statement)
    {
        var tag = RequestFolder.TagOf(statement.By);
        return name == statement switch
        {
            RequestStatement => RequestFolder.NameOf("request", statement.Revision),
            ResolutionStatement r => RequestFolder.NameOf("resolution", r.Revision, r.Round.ToString("00", System.Globalization.CultureInfo.InvariantCulture), tag),
            ExceptionStatement e => RequestFolder.NameOf("exception", e.Revision, RequestFolder.TagOf(e.Path), tag),
            PublicationStatement p => RequestFolder.NameOf("publication", p.Revision, p.Commit.Length >= 12 ? p.Commit[..12] : p.Commit, tag),
            _ => RequestFolder.NameOf(statement.Kind, statement.Revision, tag),
        };
    }
}
