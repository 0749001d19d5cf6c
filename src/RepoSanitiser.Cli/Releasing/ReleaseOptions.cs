using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>Where requests lie, who is trusted, and who runs the command: what all commands of a release take.</summary>
/// <param name="Requests">The folder of requests; null where none was named.</param>
/// <param name="TrustFile">The trust file; null where none was named.</param>
/// <param name="SignKey">The key to sign with; null where none was named.</param>
internal sealed record ReleaseOptions(string? Requests, string? TrustFile, string? SignKey)
{
    private const string Group = "WHO AND WHERE";

    private static readonly Option<string> RequestsOption = new Option<string>("--requests")
    {
        Description = "The folder that requests lie in (default: REPOSAN_REQUESTS).",
        HelpName = "DIR",
    }.InGroup(Group);

    private static readonly Option<string> TrustOption = new Option<string>("--trust")
    {
        Description = "The file that says who may review and publish, with which keys, under which policy; or REPO@COMMIT[:PATH], as that commit has it (default: REPOSAN_TRUST).",
        HelpName = "FILE",
    }.InGroup(Group);

    private static readonly Option<string> KeyOption = new Option<string>("--sign-key")
    {
        Description = "Your ssh key, or its .pub file where an agent holds it (default: REPOSAN_SIGN_KEY).",
        HelpName = "FILE",
    }.InGroup(Group);

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command, bool signs = true, bool reviews = true)
    {
        if (reviews) command.Add(RequestsOption);
        command.Add(TrustOption);
        if (signs) command.Add(KeyOption);
    }

    /// <summary>Reads them from the command line, else from the environment.</summary>
    public static ReleaseOptions Read(ParseResult arguments, CommandContext context) => new(
        Value(arguments, RequestsOption, context, "REPOSAN_REQUESTS"), Value(arguments, TrustOption, context, "REPOSAN_TRUST"), Value(arguments, KeyOption, context, "REPOSAN_SIGN_KEY"));

    /// <summary>The trust file.</summary>
    /// <param name="outside">Folders that it must not lie in.</param>
    public Trust Trust(params string[] outside) => Release.Approval.Trust.Load(
        Needed(TrustFile, "--trust FILE", "REPOSAN_TRUST"), [.. outside, .. Requests is null ? Array.Empty<string>() : [Requests]]);

    /// <summary>The requests.</summary>
    public RequestStore Store(CommandContext context, params string[] outside) =>
        new(Needed(Requests, "--requests DIR", "REPOSAN_REQUESTS"), Trust(outside), context.Clock);

    /// <summary>Who runs the command.</summary>
    public Signer Signer(Trust trust) => Release.Approval.Signer.Open(Needed(SignKey, "--sign-key FILE", "REPOSAN_SIGN_KEY"), trust);

    private static string? Value(ParseResult arguments, Option<string> option, CommandContext context, string variable) =>
        (arguments.GetResult(option) is null ? null : arguments.GetValue(option)) ?? (context.Variable(variable) is { Length: > 0 } set ? set : null);

    private static string Needed(string? value, string option, string variable) =>
        value ?? throw new ReposanException(ExitCode.Usage, $"Give {option}, or set {variable}.");
}
