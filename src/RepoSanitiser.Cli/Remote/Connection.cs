using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Git;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.Cli.Remote;

/// <summary>The way to GitHub for one command: its interface and its git, with one token.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>The group of the options about GitHub.</summary>
    public const string Group = "GITHUB OPTIONS";

    private readonly RestSender _sender;
    private readonly GitAccess _access;

    private Connection(RestSender sender, GitHubAddress address, GitHubToken token)
    {
        _sender = sender;
        Address = address;
        GitHub = new GitHubClient(sender, address);
        _access = new GitAccess(address.GitUrl(new RepositoryName("owner", "name")), token.RevealForGit());
    }

    /// <summary>Its interface.</summary>
    public IGitHub GitHub { get; }

    /// <summary>Where it is.</summary>
    public GitHubAddress Address { get; }

    /// <summary>An option <c>--api URL</c>.</summary>
    public static Option<string> Api() => new Option<string>("--api")
    {
        Description = "GitHub's interface, for an Enterprise server: https://HOST/api/v3 (default: that of $GH_HOST, else of github.com).",
        HelpName = "URL",
    }.InGroup(Group);

    /// <summary>Opens it. Nothing is sent yet.</summary>
    /// <exception cref="Core.ReposanException">There is no token (refused), or the address is none (usage).</exception>
    public static Connection Open(CommandContext context, string? api)
    {
        var address = GitHubAddress.Find(api, context.Variable);
        var token = GitHubToken.Find(address, context.Variable, GhCommand.Token);
        return new Connection(new RestSender(RestSender.NewHttpClient(), address, token, ShowVersion.Version, context.Clock, context.Say), address, token);
    }

    /// <summary>A repository there, for git.</summary>
    public RemoteRepository Git(RepositoryName name) => new(Address.GitUrl(name).ToString(), _access);

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();
}
