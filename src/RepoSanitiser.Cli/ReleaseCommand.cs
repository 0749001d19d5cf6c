using System.CommandLine;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Releasing;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan release</c>: only approved files leave, byte for byte as approved.</summary>
internal static class ReleaseCommand
{
    private const string Asking = "WHAT TO RELEASE";
    private const string Deciding = "WHAT TO DECIDE";

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("release", "Ask for outputs to be released, review them, and bring exactly what was approved into the study repository.")
        {
            Request(), Status(), Review(), Publish(), Withdraw(), Import(), Verify(),
        };
        command.Action = new ShowHelp();
        return command
            .Example("Ask for what is committed in this workspace", "reposan release request . --requests /srv/requests --trust /etc/reposan/trust.yaml --sign-key ~/.ssh/id_ed25519 --form release.yaml")
            .Example("See which requests there are", "reposan release status");
    }

    private static Command Request()
    {
        var workspace = new Argument<string>("WORKSPACE") { Description = "The folder of outputs, with metadata/manifest.json or a reposan.yaml that names the study repository." };
        var files = new Argument<string[]>("FILE") { Description = "Files of it to be released, as paths from it (default: what --form names, else what is committed there).", Arity = ArgumentArity.ZeroOrMore };
        var form = new Option<string>("--form") { Description = "The request in YAML: message, groups with context, controls and files, exceptions.", HelpName = "FILE" }.InGroup(Asking);
        var message = new Option<string>("--message", "-m") { Description = "What the commit in the study repository will say, where there is no form.", HelpName = "TEXT" }.InGroup(Asking);
        var about = new Option<string>("--context") { Description = "What the files show, and of whom, where there is no form.", HelpName = "TEXT" }.InGroup(Asking);
        var controls = new Option<string>("--controls") { Description = "Which disclosure controls were applied, where there is no form.", HelpName = "TEXT" }.InGroup(Asking);
        var id = new Option<string>("--id") { Description = "Revise this request: files that stay as they are keep their approvals.", HelpName = "ID" }.InGroup(Asking);
        var delete = new Option<bool>("--delete-unintended") { Description = "Delete the files of the folder that nobody asks to release. Without --apply they are only listed." }.InGroup(Asking);
        var apply = new Option<bool>("--apply") { Description = "With --delete-unintended, do it." }.InGroup(Asking);
        var command = new Command("request", "Ask for outputs to be released: strip, check, hash and sign them.") { workspace, files, form, message, about, controls, id, delete, apply };
        ReleaseOptions.AddTo(command);
        command.Runs((arguments, context) => new RequestSession(context, ReleaseOptions.Read(arguments, context)).Run(new RequestAsked(arguments.GetValue(workspace)!)
        {
            Files = arguments.GetValue(files) ?? [], Form = arguments.GetValue(form), Message = arguments.GetValue(message), About = arguments.GetValue(about),
            Controls = arguments.GetValue(controls), Id = arguments.GetValue(id), DeleteUnintended = arguments.GetValue(delete), Apply = arguments.GetValue(apply),
        }));
        return command
            .Example("Ask as a form says", "reposan release request . --form release.yaml")
            .Example("Ask for one table", "reposan release request . output/table.csv -m 'Add table 1' --context 'Counts by year' --controls 'Rounded to 5'")
            .Example("Ask for it anew after changes", "reposan release request . --form release.yaml --id 2027-01-31-k7mq")
            .Ends(ExitCode.Refused, "A file can't be asked for as it is; nothing was written.");
    }

    private static Command Status()
    {
        var id = new Argument<string?>("REQUEST") { Description = "The request's id (default: all of them).", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("status", "Show where requests stand.") { id };
        ReleaseOptions.AddTo(command, signs: false);
        command.Runs((arguments, context) => new StatusSession(context, ReleaseOptions.Read(arguments, context)).Run(arguments.GetValue(id)));
        return command.Example("See which requests there are", "reposan release status").Example("See one file by file", "reposan release status 2027-01-31-k7mq")
            .Ends(ExitCode.Refused, "A request holds something that is not as it was written, or bytes that are not those that were asked for (looked at until it is over).");
    }

    private static Command Review()
    {
        var id = new Argument<string>("REQUEST") { Description = "The request's id." };
        var approve = Paths("--approve", "Approve a file; '*' for every file that has no decision yet.");
        var changes = Paths("--request-changes", "Send a file back to its author.");
        var reject = Paths("--reject", "Reject a file.");
        var comment = new Option<string>("--comment", "-m") { Description = "Why, for the files of this call.", HelpName = "TEXT" }.InGroup(Deciding);
        var submit = new Option<bool>("--submit") { Description = "Fix your decision; it opens once another reviewer has fixed theirs." }.InGroup(Deciding);
        var resolve = new Option<bool>("--resolve") { Description = "Decide in the open what the reviewers disagree about, or take an approval back." }.InGroup(Deciding);
        var exception = Paths("--allow-exception", "Let a file leave although a rule stops it, as its author asked.");
        var extract = new Option<string>("--extract") { Description = "Put the files into a new folder, to look at them.", HelpName = "DIR" }.InGroup(Deciding);
        var command = new Command("review", "Decide file by file; nobody sees your decision before two are fixed.") { id, approve, changes, reject, comment, submit, resolve, exception, extract };
        ReleaseOptions.AddTo(command);
        command.Runs((arguments, context) => new ReviewSession(context, ReleaseOptions.Read(arguments, context)).Run(arguments.GetValue(id)!, new ReviewAsked
        {
            Approve = arguments.GetValue(approve) ?? [], RequestChanges = arguments.GetValue(changes) ?? [], Reject = arguments.GetValue(reject) ?? [], Comment = arguments.GetValue(comment) ?? "",
            Submit = arguments.GetValue(submit), Resolve = arguments.GetValue(resolve), Exceptions = arguments.GetValue(exception) ?? [], Extract = arguments.GetValue(extract),
        }));
        return command
            .Example("Look at the files", "reposan release review 2027-01-31-k7mq --extract look")
            .Example("Send one back and approve the rest", "reposan release review 2027-01-31-k7mq --request-changes output/table.csv -m 'The total gives row 3 away'")
            .Example("Fix the decision", "reposan release review 2027-01-31-k7mq --approve '*' --submit")
            .Ends(ExitCode.Refused, "You may not decide this, or it is decided already; nothing was changed.");
    }

    private static Command Publish()
    {
        var id = new Argument<string>("REQUEST") { Description = "The request's id." };
        var apply = Apply("Do it. Without, only what would be published is shown.");
        var open = new Option<bool>("--open-pull-request") { Description = "With --apply, open the pull request on GitHub too, where none is open; needs a token that may (GITHUB_TOKEN, or gh auth login)." };
        var api = Connection.Api();
        var command = new Command("publish", "Bring the approved files onto the branch release-candidates of the study repository.") { id, apply, open, api };
        ReleaseOptions.AddTo(command);
        command.Runs((arguments, context) => new PublishSession(context, ReleaseOptions.Read(arguments, context))
        {
            OpensPullRequest = arguments.GetValue(open),
            Api = arguments.GetValue(api),
        }.Run(arguments.GetValue(id)!, arguments.GetValue(apply)));
        return command
            .Example("Show what would be published", "reposan release publish 2027-01-31-k7mq")
            .Example("Publish it", "reposan release publish 2027-01-31-k7mq --apply")
            .Example("Publish it, and open the pull request", "reposan release publish 2027-01-31-k7mq --apply --open-pull-request")
            .Ends(ExitCode.Refused, "Something is not as it was approved, or the study repository has moved; nothing was published.");
    }

    private static Command Withdraw()
    {
        var what = new Argument<string>("WHAT") { Description = "A request's id, which its author takes back before it is published; or the study repository." };
        var files = new Argument<string[]>("FILE") { Description = "With a study repository: paths of released files whose approval no longer holds.", Arity = ArgumentArity.ZeroOrMore };
        var reason = new Option<string>("--reason", "-m") { Description = "Why, for a request.", HelpName = "TEXT" }.InGroup(Asking);
        var apply = Apply("Do it. Without, only what would be withdrawn is shown.");
        var command = new Command("withdraw", "Take back a request, or the approval of files that were released, and say how to clean up.") { what, files, reason, apply };
        ReleaseOptions.AddTo(command);
        command.Runs((arguments, context) => new WithdrawSession(context, ReleaseOptions.Read(arguments, context)).Run(arguments.GetValue(what)!, arguments.GetValue(files) ?? [], arguments.GetValue(reason) ?? "", arguments.GetValue(apply)));
        return command
            .Example("Take a request back", "reposan release withdraw 2027-01-31-k7mq --apply")
            .Example("Withdraw a released table", "reposan release withdraw https://github.com/ORG/STUDY released_outputs/output/table.csv --apply")
            .Ends(ExitCode.Refused, "There is no such approval, or you may not withdraw it; nothing was changed.");
    }

    private static Command Import()
    {
        var repository = new Argument<string>("STUDY") { Description = "The study repository: a URL, or a bare repository on this machine." };
        var list = new Option<string>("--list") { Description = "Take in only what this list of Airlock, the job server or osrelease has: JSON with files, each with its name and SHA-256.", HelpName = "FILE" }.InGroup(Asking);
        var apply = Apply("Do it. Without, only what would be taken in is shown.");
        var command = new Command("import", "Take outputs that were released before into the ledger, as imported, which is not approved.") { repository, list, apply };
        ReleaseOptions.AddTo(command);
        command.Runs((arguments, context) => new ImportSession(context, ReleaseOptions.Read(arguments, context)).Run(arguments.GetValue(repository)!, arguments.GetValue(list), arguments.GetValue(apply)));
        return command
            .Example("See what would be taken in", "reposan release import https://github.com/ORG/STUDY")
            .Example("Take it in", "reposan release import https://github.com/ORG/STUDY --apply")
            .Ends(ExitCode.Findings, "The study has not all of the list, each under its name and with its content; what it has is taken in.")
            .Ends(ExitCode.Refused, "The ledger there is not as it was written, or you may not publish; nothing was changed.");
    }

    private static Command Verify()
    {
        var repository = new Argument<string>("STUDY") { Description = "The study repository: a clone, a bare repository or a URL." };
        var command = new Command("verify", "Check the ledger of a study repository: every signature, every approval, every file.") { repository };
        ReleaseOptions.AddTo(command, signs: false, reviews: false);
        command.Runs((arguments, context) => new VerifySession(context, ReleaseOptions.Read(arguments, context)).Run(arguments.GetValue(repository)!));
        return command.Example("Check what a study repository says was approved", "reposan release verify study --trust trust.yaml")
            .Ends(ExitCode.Findings, "A ledger is not as it was written or is gone, or a file is not as it was approved, or not under the name that it was approved under.");
    }

    private static Option<bool> Apply(string description) => new("--apply") { Description = description };

    private static Option<string[]> Paths(string name, string description) => new Option<string[]>(name) { Description = description, HelpName = "FILE" }.InGroup(Deciding);
}
