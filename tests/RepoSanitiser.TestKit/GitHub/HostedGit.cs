using System.Text;
using System.Text.Json.Nodes;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>The git side of a hosted repository.</summary>
public static class HostedGit
{
    /// <summary>Makes a bare repository that serves as GitHub's do: any id can be fetched, pull requests can't be pushed, nothing is pruned.</summary>
    public static void Configure(string gitDirectory) => File.AppendAllText(Path.Combine(gitDirectory, "config"), """
        [http]
            receivepack = true
        [uploadpack]
            allowAnySHA1InWant = true
            allowFilter = true
        [receive]
            hideRefs = refs/pull
            autogc = false
        [gc]
            auto = 0

        """);

    /// <summary>Git in a hosted repository.</summary>
    public static GitCli Git(this HostedRepository repository) => In(repository.GitDirectory);

    /// <summary>Every ref and what it names.</summary>
    public static Dictionary<string, string> Refs(HostedRepository repository) =>
        repository.Git().Lines("for-each-ref", "--format=%(refname) %(objectname)").ToDictionary(l => l.Split(' ')[0], l => l.Split(' ')[1]);

    /// <summary>Whether the network that a repository belongs to still has an object: what any fork has, each of them gives.</summary>
    public static HostedRepository? Holder(World world, HostedRepository repository, string id, string type) =>
        world.Repositories.Where(r => r.Root == repository.Root).OrderBy(r => r == repository ? 0 : 1)
            .FirstOrDefault(r => r.Git().Try("cat-file", "-t", id) is { ExitCode: 0 } found && found.Text == type);

    /// <summary>
    /// What only GitHub's support does: pull requests no longer name their commits, and what no ref names is gone, in the whole network.
    /// </summary>
    public static void SupportCleans(World world, HostedRepository repository)
    {
        foreach (var member in world.Repositories.Where(r => r.Root == repository.Root))
        {
            var git = member.Git();
            foreach (var name in Refs(member).Keys.Where(n => n.StartsWith("refs/pull/", StringComparison.Ordinal))) git.Run("update-ref", "-d", name);
            git.Run("gc", "-q", "--prune=now");
        }
    }

    /// <summary>A protected branch takes no forced push; here all branches are protected where one is.</summary>
    internal static void Protect(HostedRepository repository)
    {
        var isForbidden = repository.Protections.Values.Any(p => p["allow_force_pushes"]?.GetValue<bool>() is not true)
            || repository.Rulesets.Exists(r => r["enforcement"]!.GetValue<string>() is "active"
                && r["rules"]!.AsArray().Any(rule => rule!["type"]!.GetValue<string>() is "non_fast_forward"));
        repository.Git().Run("config", "receive.denyNonFastForwards", isForbidden ? "true" : "false");
    }

    /// <summary>Notes a push as activity, and brings open pull requests of pushed branches along.</summary>
    internal static void Note(World world, HostedRepository repository, Dictionary<string, string> before, string actor, DateTimeOffset time)
    {
        var after = Refs(repository);
        var zero = new string('0', 40);
        foreach (var name in before.Keys.Union(after.Keys).Where(n => n.StartsWith("refs/heads/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var (old, @new) = (before.GetValueOrDefault(name, zero), after.GetValueOrDefault(name, zero));
            if (old == @new) continue;
            var kind = old == zero ? "branch_creation" : @new == zero ? "branch_deletion"
                : repository.Git().Try("merge-base", "--is-ancestor", old, @new).ExitCode == 0 ? "push" : "force_push";
            repository.Activities.Insert(0, new Activity(world.NextId(), name, old, @new, kind, actor, time));
        }
    }

    internal static JsonObject? Commit(HostedRepository holder, string id)
    {
        var text = Encoding.UTF8.GetString(holder.Git().Bytes("cat-file", "commit", id));
        var (head, message) = (text[..text.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n'), text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        return Shapes.New("git-commit", new JsonObject
        {
            ["sha"] = id, ["message"] = message,
            ["tree"] = new JsonObject { ["sha"] = head[0]["tree ".Length..] },
            ["parents"] = new JsonArray([.. head.Where(l => l.StartsWith("parent ", StringComparison.Ordinal)).Select(l => new JsonObject
            {
                ["sha"] = l["parent ".Length..], ["url"] = "https://github.invalid/", ["html_url"] = "https://github.invalid/",
            })]),
        });
    }

    private static GitCli In(string gitDirectory) => new(gitDirectory, Path.GetTempPath());
}
