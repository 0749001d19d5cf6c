using System.Text;
using System.Text.Json.Nodes;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>A made-up organisation with a study that has one of everything, and a leak in its history.</summary>
public sealed class SampleWorld
{
    /// <summary>The name of the study's repository.</summary>
    public const string FullName = "study-org/study";

    /// <summary>The file that leaked.</summary>
    public const string LeakedPath = "output/counts.csv";

    private SampleWorld(StandIn standIn, RepositoryBuilder local, HostedRepository study, Caller caller)
    {
        StandIn = standIn;
        Local = local;
        Study = study;
        Caller = caller;
    }

    /// <summary>The stand-in that hosts it.</summary>
    public StandIn StandIn { get; }

    /// <summary>The author's clone, from which the study was hosted.</summary>
    public RepositoryBuilder Local { get; }

    /// <summary>The study.</summary>
    public HostedRepository Study { get; }

    /// <summary>The engineer who responds: an owner of the organisation.</summary>
    public Caller Caller { get; }

    /// <summary>The blob that leaked.</summary>
    public required string LeakedBlob { get; init; }

    /// <summary>The commit that brought it.</summary>
    public required string LeakedCommit { get; init; }

    /// <summary>Makes it.</summary>
    /// <param name="standIn">The stand-in to host it.</param>
    /// <param name="like">One whose git repositories are taken as they are, where nothing is pushed: making them takes longest. Null to make
    /// them.</param>
    public static SampleWorld Make(StandIn standIn, SampleWorld? like = null)
    {
        if (like is not null) standIn.TakeRepositories(like.StandIn);
        var (local, leakedBlob, leakedCommit) = like is null ? Leaky(standIn) : (like.Local, like.LeakedBlob, like.LeakedCommit);
        var organisation = standIn.World.Organisation("study-org");
        var caller = standIn.Caller("responder");
        organisation.Members["responder"] = true;
        organisation.Members["author"] = false;
        standIn.World.Person("author");
        standIn.World.Team("study-org", "analysts", "analyst");
        var study = standIn.Host(FullName, local);
        Furnish(standIn, study, leakedCommit);
        return new SampleWorld(standIn, local, study, caller) { LeakedBlob = leakedBlob, LeakedCommit = leakedCommit };
    }

    private static (RepositoryBuilder Local, string Blob, string Commit) Leaky(StandIn standIn)
    {
        var local = RepositoryBuilder.Create(standIn.Folder, "local");
        local.Write("README.md", "# A study\n").Write("analysis/model.py", "print('model')\n").Commit("Begin the study");
        local.Write(LeakedPath, "group,count\nwomen,1204\nmen,1187\nunder 30,2\n");
        var leakedCommit = local.Commit("Add the first counts");
        var leakedBlob = local.Resolve("HEAD:" + LeakedPath);
        local.Delete(LeakedPath).Write("notes.md", "Counts follow.\n").Commit("Take the counts out again");
        return (local, leakedBlob, leakedCommit);
    }

    /// <summary>Gives the study a wiki with a page.</summary>
    /// <returns>The repository that it is; nothing but git leads to it.</returns>
    public HostedRepository AddWiki()
    {
        Study.Settings["has_wiki"] = true;
        var wiki = StandIn.Host(FullName + ".wiki", Local);
        wiki.Visibility = "private";
        return wiki;
    }

    private static void Furnish(StandIn standIn, HostedRepository study, string leakedCommit)
    {
        var world = standIn.World;
        foreach (var (login, role) in new[] { ("author", Role.Maintain), ("guest", Role.Push), ("reader", Role.Pull) })
            study.Collaborators[world.Person(login).Login] = role;
        study.Teams["analysts"] = Role.Push;
        study.Invitations.Add(new Invitation(world.NextId(), world.Person("invited").Login, Role.Push));
        study.Keys.Add(new DeployKey(world.NextId(), "build machine", "ssh-ed25519 AAAAmadeup1", ReadOnly: false));
        study.Hooks.Add(new Hook
        {
            Id = world.NextId(), Events = ["push", "release"],
            Config = new JsonObject { ["url"] = "https://ci.invalid/hook", ["content_type"] = "json", ["insecure_ssl"] = "0", ["secret"] = "made-up" },
        });
        study.Pages = new JsonObject { ["build_type"] = "legacy", ["source"] = new JsonObject { ["branch"] = "main", ["path"] = "/docs" }, ["cname"] = null, ["https_enforced"] = true, ["public"] = true };
        study.Stars.UnionWith(["author", "stranger"]);
        study.Watchers.Add("stranger");
        world.Person("stranger");
        study.Traffic.Add((new DateOnly(2026, 1, 4), 7, 3));
        Run(world, study, leakedCommit);
        study.Releases.Add(new Release(world.NextId(), "v1", Immutable: false,
            [new ReleaseAsset(world.NextId(), "counts.csv", Encoding.UTF8.GetBytes("group,count\nunder 30,2\n")), new ReleaseAsset(world.NextId(), "code.txt", Encoding.UTF8.GetBytes("print('model')\n"))]));
        standIn.Pull(study, "guest", leakedCommit);
        study.Protections["main"] = new JsonObject
        {
            ["required_status_checks"] = new JsonObject { ["strict"] = true, ["contexts"] = new JsonArray("build") }, ["enforce_admins"] = true,
            ["required_pull_request_reviews"] = new JsonObject { ["required_approving_review_count"] = 1, ["dismiss_stale_reviews"] = true },
            ["restrictions"] = null, ["allow_force_pushes"] = false,
        };
        study.Rulesets.Add(new JsonObject
        {
            ["id"] = world.NextId(), ["name"] = "no rewriting", ["target"] = "branch", ["enforcement"] = "active", ["bypass_actors"] = new JsonArray(),
            ["conditions"] = new JsonObject { ["ref_name"] = new JsonObject { ["include"] = new JsonArray("~DEFAULT_BRANCH"), ["exclude"] = new JsonArray() } },
            ["rules"] = new JsonArray(new JsonObject { ["type"] = "non_fast_forward" }),
        });
        standIn.Fork(standIn.Fork(study, "fork-owner"), "second-fork-owner");
    }

    private static void Run(World world, HostedRepository study, string head)
    {
        var run = new WorkflowRun { Id = world.NextId(), Logs = Zips.Of("1_build.txt", "built\n"), Head = head };
        study.Runs.Add(run);
        study.Runs.Add(new WorkflowRun { Id = world.NextId(), Status = "in_progress", Conclusion = null, Head = head });
        study.Artifacts.Add(new Artifact(world.NextId(), "outputs", run.Id, Zips.Of("counts.csv", "group,count\nunder 30,2\n")));
        study.Artifacts.Add(new Artifact(world.NextId(), "code", run.Id, Zips.Of("model.py", "print('model')\n")));
        study.Caches.Add(new ActionsCache(world.NextId(), "packages-1", "refs/heads/main"));
    }
}
