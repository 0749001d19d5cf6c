using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.GitHub.Client;

namespace RepoSanitiser.Cli.OnGitHub;

/// <summary>How commands come to GitHub.</summary>
internal static class GitHubAccess
{
    /// <summary>An argument <c>OWNER/REPO</c>.</summary>
    public static Argument<string> Repository() => new("OWNER/REPO") { Description = "The repository on GitHub." };

    /// <summary>An option <c>--api</c>.</summary>
    public static Option<string> Api(string group) => new Option<string>("--api")
    {
        Description = "GitHub's interface (default: https://api.github.com, or that of the Enterprise host in GH_HOST).",
        HelpName = "URL",
    }.InGroup(group);

    /// <summary>An option <c>--incident</c>.</summary>
    public static Option<string> Incident(string group, string otherwise) => new Option<string>("--incident")
    {
        Description = $"The incident it belongs to (default: {otherwise}).",
        HelpName = "ID",
    }.InGroup(group);

    /// <summary>GitHub, with the token of the environment or of <c>gh</c>.</summary>
    public static IGitHub GitHub(this CommandContext context, string? api)
    {
        var address = GitHubAddress.Find(api, context.Variable);
        var token = GitHubToken.Find(address, context.Variable, GhCommand.Token);
        var sender = new RestSender(RestSender.NewHttpClient(), address, token, ShowVersion.Version, context.Clock, context.Say);
        context.Closes(sender);
        return new GitHubClient(sender, address);
    }

    /// <summary>Has a change agreed to: the repository's name has to be typed, on a terminal or in a pipe.</summary>
    public static bool Agrees(this CommandContext context, string question, string name)
    {
        context.Out.WriteLine(question);
        context.Out.WriteLine($"Type {name} to go on:");
        context.Out.Flush();
        return string.Equals(context.In.ReadLine()?.Trim(), name, StringComparison.OrdinalIgnoreCase);
    }
}
