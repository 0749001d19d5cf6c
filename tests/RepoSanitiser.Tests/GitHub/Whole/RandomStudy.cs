using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>Brings the sample study into any state that a repository of an organisation, or of a person, can be in.</summary>
internal static class RandomStudy
{
    private static readonly Role[] Roles = [Role.Pull, Role.Triage, Role.Push, Role.Maintain, Role.Admin];

    /// <summary>Changes it, and says how it is to be contained.</summary>
    public static ContainOptions Change(StudyOnGitHub on, Random random)
    {
        var (study, world) = (on.Study, on.StandIn.World);
        bool Maybe() => random.Next(2) == 0;
        T One<T>(params T[] of) => of[random.Next(of.Length)];
        var organisation = world.Organisations["study-org"];
        if (random.Next(4) == 0) study.Owner = on.Sample.Caller.Login;
        var isPersonal = study.Owner != "study-org";
        organisation.Plan = isPersonal ? "team" : One("free", "team", "enterprise");
        var (remove, authorised) = (Maybe(), One(Authorised.Default, new Authorised(["guest"], ["analysts"], Organisation: false), new Authorised(["author", "reader"], [], Organisation: true)));
        // Nobody can be given less than everybody in the organisation has.
        organisation.BasePermission = authorised.Organisation ? One(Role.None, Role.Pull, Role.Push) : remove ? Role.None : One(Role.None, Role.Pull);
        study.Visibility = organisation.Plan is "enterprise" ? One("public", "private", "internal") : One("public", "public", "private");
        study.Settings["allow_forking"] = study.Visibility is "public" || isPersonal || Maybe();
        People(study, world, random);
        if (isPersonal) OfPerson(study);
        Doors(study, world, random);
        Pages(study, organisation, random);
        study.Actions = One(
            new JsonObject { ["enabled"] = true, ["allowed_actions"] = "all" }, new JsonObject { ["enabled"] = true, ["allowed_actions"] = "local_only" },
            new JsonObject { ["enabled"] = true, ["allowed_actions"] = "selected" }, new JsonObject { ["enabled"] = false });
        if (Maybe()) study.SelectedActions["patterns_allowed"] = new JsonArray("made-up/*", "other/action@*");
        if (Maybe()) study.Protections.Clear();
        if (Maybe()) study.Rulesets.Clear();
        if (study.Visibility is "public" && Maybe()) study.InteractionLimit = LimitUntil(on.Clock.GetUtcNow().AddDays(One(1, 6, 40, 170)), One("existing_users", "contributors_only", "collaborators_only"));
        if (Maybe()) study.Runs.Add(new WorkflowRun { Id = world.NextId(), Status = "queued", Conclusion = null });
        if (Maybe()) study.Releases.Add(new RepoSanitiser.TestKit.GitHub.Release(world.NextId(), "v0", Maybe(), [new ReleaseAsset(world.NextId(), "notes.txt", Encoding.UTF8.GetBytes("a note\n"))]));
        if (Maybe()) study.Pulls[0].State = "closed";
        if (Maybe()) study.Archived = true;
        return new ContainOptions { Remove = remove, ClosePulls = Maybe(), AllArtifacts = false, Authorised = authorised };
    }

    private static JsonObject LimitUntil(DateTimeOffset end, string limit) => new()
    {
        ["limit"] = limit, ["expires_at"] = end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    private static void People(HostedRepository study, World world, Random random)
    {
        study.Collaborators.Clear();
        foreach (var login in (string[])["author", "guest", "reader", "analyst", "stranger"])
        {
            if (random.Next(2) == 0) study.Collaborators[world.Person(login).Login] = Roles[random.Next(Roles.Length)];
        }

        // Nobody in the organisation has less than everybody in it has.
        foreach (var login in study.Collaborators.Keys.Where(l => world.Organisations["study-org"].Members.ContainsKey(l)).ToList())
            study.Collaborators[login] = (Role)Math.Max((int)study.Collaborators[login], (int)world.Organisations["study-org"].BasePermission);
        study.Teams["analysts"] = Roles[random.Next(Roles.Length)];
        if (random.Next(2) == 0) study.Teams.Clear();
        if (random.Next(2) == 0) study.Invitations.Clear();
    }

    /// <summary>A person's repository has no teams, and whoever has access to it may write.</summary>
    private static void OfPerson(HostedRepository study)
    {
        study.Teams.Clear();
        study.Collaborators.Remove(study.Owner);
        foreach (var login in study.Collaborators.Keys.ToList()) study.Collaborators[login] = Role.Push;
    }

    private static void Doors(HostedRepository study, World world, Random random)
    {
        if (random.Next(2) == 0) study.Keys.Add(new DeployKey(world.NextId(), "second", $"ssh-ed25519 AAAAmadeup{random.Next()}", random.Next(2) == 0));
        if (random.Next(3) == 0) study.Keys.Clear();
        for (var i = random.Next(3); i > 0; i--)
        {
            var hook = new Hook
            {
                Id = world.NextId(), Active = random.Next(2) == 0, Events = ["push", "pull_request"],
                Config = new JsonObject { ["url"] = $"https://receiver-{i}.invalid/path", ["content_type"] = "json", ["insecure_ssl"] = "0" },
            };
            if (random.Next(2) == 0) hook.Config["secret"] = "made-up";
            study.Hooks.Add(hook);
        }
    }

    private static void Pages(HostedRepository study, Organisation organisation, Random random)
    {
        study.Pages!["cname"] = random.Next(2) == 0 ? "study.invalid" : null;
        study.Pages!["https_enforced"] = random.Next(2) == 0;
        if (random.Next(3) == 0) study.Pages!["build_type"] = "workflow";
        if (random.Next(3) == 0 || (study.Visibility is not "public" && organisation.Plan is "free")) study.Pages = null;
    }
}
