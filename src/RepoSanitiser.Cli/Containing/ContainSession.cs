using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Notices;

namespace RepoSanitiser.Cli.Containing;

/// <summary>What was asked of a containment.</summary>
/// <param name="Repository"><c>OWNER/REPO</c>.</param>
internal sealed record ContainRequest(string Repository)
{
    public bool Remove { get; init; }

    public bool ClosePulls { get; init; }

    public bool AllArtifacts { get; init; }

    public bool StayPublic { get; init; }

    public string? Config { get; init; }

    public bool Apply { get; init; }

    public bool Yes { get; init; }

    public string? Incident { get; init; }

    public string? Api { get; init; }

    public required string Policy { get; init; }

    public bool Json { get; init; }
}

/// <summary>One run of <c>reposan contain</c>: the notice first, then the plan or the deed.</summary>
internal sealed class ContainSession(CommandContext context, ContainRequest request)
{
    /// <summary>Runs it.</summary>
    public async Task<ExitCode> RunAsync()
    {
        var name = RepositoryName.Parse(request.Repository);
        Agreement.KeepOffJson(request.Json, request.Apply, request.Yes);
        var policy = PolicyCatalogue.Get(request.Policy);
        var config = Config();
        var notice = new Notice(
            [.. (config.Contacts ?? policy.Contacts).Select(c => (c.Name, c.Address))], name.ToString(), context.Variable("USER") ?? "unknown", context.Clock.GetUtcNow());
        Show(notice);
        // Nothing that GitHub says or does may keep the notice back.
        var incidents = context.Incidents();
        var noticed = request.Incident is null ? SnapshotFile.Open(incidents, name) ?? incidents.Create() : incidents.Open(request.Incident);
        Keep(noticed, notice);
        var options = new ContainOptions
        {
            Authorised = config.Authorised, Remove = request.Remove, ClosePulls = request.ClosePulls, AllArtifacts = request.AllArtifacts, StayPublic = request.StayPublic,
        };
        var judge = new ContentJudge(policy, new DocumentLimits());
        try
        {
            using var connection = Connection.Open(context, request.Api);
            var run = new ContainRun(connection.GitHub, incidents, options, judge, context.Clock, context.Progress)
            {
                Noticed = noticed,
                Opened = (incident, snapshot) => Opened(incident, snapshot, noticed, notice),
                Confirm = plan => request.Yes || Agrees(name, plan),
            };
            var report = request.Apply
                ? await run.ApplyAsync(name, request.Incident, context.Cancelled)
                : await run.PlanAsync(name, request.Incident, context.Cancelled);
            return context.Tell(report with { Api = request.Api }, request.Json);
        }
        catch (Exception e) when (request.Apply && e is (ReposanException or GitHubException))
        {
            context.Say($"{name} is as open as before: nothing was changed.");
            throw;
        }
    }

    private ContainConfig Config()
    {
        if (request.Config is not null) return ContainConfig.Read(request.Config);
        var own = Path.Combine(new XdgDirectories(context.Variable).Config, "reposan.yaml");
        return File.Exists(own) ? ContainConfig.Read(own) : new ContainConfig(Authorised.Default, null);
    }

    private void Show(Notice notice)
    {
        if (request.Json) return;
        context.Out.WriteLine("Tell them now, before everything is known:");
        context.Out.WriteLine();
        context.Out.WriteLine(Printable.Escape($"To: {notice.To}"));
        context.Out.WriteLine($"Subject: {notice.Subject}");
        context.Out.WriteLine();
        context.Out.WriteLine(notice.Text);
        context.Out.Flush();
    }

    private void Keep(Incident incident, Notice notice)
    {
        var mail = notice.WriteTo(incident);
        context.Say($"Incident {incident.Id}. The notice lies in {mail}: open it with a mail program and send it.");
    }

    private void Opened(Incident incident, Snapshot snapshot, Incident noticed, Notice notice)
    {
        if (!string.Equals(snapshot.Repository.FullName, request.Repository, StringComparison.OrdinalIgnoreCase))
            context.Say($"{request.Repository} is called {snapshot.Repository.FullName} now.");
        if (incident.Id == noticed.Id) return;
        // It was contained under another name: that incident has its snapshot.
        context.Say($"It was contained before, in incident {incident.Id}, which goes on; incident {noticed.Id} has nothing but the notice.");
        Keep(incident, notice);
    }

    private bool Agrees(RepositoryName name, ContainPlan plan)
    {
        context.Out.WriteLine();
        context.Out.WriteLine("About to:");
        foreach (var step in plan.First.Concat(plan.Rest)) context.Out.WriteLine(Printable.Escape($"  {step.Says}"));
        if (plan.Rest.Count == 0) context.Out.WriteLine($"  close every other way to it, as 'reposan contain {name}' without --apply lists them");
        foreach (var loss in plan.Rest.Count == 0 ? plan.Losses : plan.Rest.Select(e => e.Loses).OfType<string>()) context.Out.WriteLine(Printable.Escape($"  Can't be put back: {loss}"));
        return context.Agrees("", name.ToString());
    }
}
