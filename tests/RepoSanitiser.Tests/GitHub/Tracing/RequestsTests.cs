using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.GitHub.Tracing;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Tests.GitHub.Tracing;

public sealed class RequestsTests
{
    private const string SecretPath = "output/linkage.csv";
    private static readonly RepositoryName Study = new("study-org", "study");
    private static readonly ObjectId First = ObjectId.Parse(new string('a', 40));
    private static readonly ObjectId Second = ObjectId.Parse(new string('b', 40));
    private static readonly ObjectId Purged = ObjectId.Parse(new string('c', 40));

    private static readonly Copy[] Copies =
    [
        new("fork:someone/study", CopyKind.Fork, "public fork", "someone", Holding.Named),
        new("fork:clean/study", CopyKind.Fork, "public fork", "clean", Holding.None),
        new("fork:gone/study", CopyKind.Fork, "gone", "gone") { State = CopyState.Unreachable },
        new("pull:7", CopyKind.PullRequest, "refs/pull/7", "someone", Holding.Named),
        new("pull:9", CopyKind.PullRequest, "refs/pull/9", "someone", Holding.Unknown),
    ];

    [Fact]
    public void Support_gets_what_its_guide_asks_for_and_why_rotation_can_not_help()
    {
        var text = All()["github-support.txt"];
        foreach (var said in (string[])["Repository: study-org/study", "Affected pull requests: 1\n  #7\n", $"First changed commits:\n  {First}\n", $"Orphaned LFS objects: 1\n  {new string('d', 64)}\n", "rotating", "Forks: 3, of which 1 may still hold it", "someone/study: holds it", "clean/study: does not hold it", "gone/study: not reachable"])
            Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_other_request_has_an_id_and_none_a_path()
    {
        Assert.Equal(7, All().Count);
        Assert.All(All(), r => Assert.DoesNotContain(SecretPath, r.Value, StringComparison.Ordinal));
        Assert.All(All(), r => Assert.DoesNotContain(Purged.ToString(), r.Value, StringComparison.Ordinal));
        Assert.All(All().Where(r => r.Key != "github-support.txt"), r => Assert.DoesNotMatch("[0-9a-f]{40}", r.Value));
    }

    [Fact]
    public void Only_owners_of_forks_that_may_hold_it_are_asked()
    {
        var text = All()["fork-owners.txt"];
        Assert.Contains("someone/study (@someone)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("clean/study", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gone/study", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_a_purge_there_is_nothing_to_ask_support_for() =>
        Assert.DoesNotContain("github-support.txt", new Requests(Study, new Uri("https://github.com/study-org/study"), null).All(Copies).Keys);

    private static IReadOnlyDictionary<string, string> All() => new Requests(Study, new Uri("https://github.com/study-org/study"), new Certificate
    {
        Incident = "2027-01-31-abcd",
        Made = DateTimeOffset.UnixEpoch,
        ToolVersion = "test",
        KeyId = "key",
        Repository = "/somewhere",
        ObjectFormat = "sha1",
        Policy = "test",
        Method = "test",
        Commits = [new ObjectChange(First, Second)],
        FirstChanged = [First],
        OrphanedLfs = [new string('d', 64)],
        Purged = [Purged],
        Treated = [new TreatedEntry(SecretPath, Purged, null)],
    }).All(Copies);
}
