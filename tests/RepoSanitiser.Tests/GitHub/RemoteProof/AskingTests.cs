using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.RemoteProof;

/// <summary>Objects are asked for by id over git's own protocol: many at once, and each by itself where the server lacks one.</summary>
public sealed class AskingTests : IAsyncLifetime
{
    private const int Many = 40;

    private StandIn _standIn = null!;
    private HostedRepository _study = null!;

    public async Task InitializeAsync()
    {
        _standIn = await StandIn.Start();
        _study = SampleWorld.Make(_standIn).Study;
    }

    public async Task DisposeAsync() => await _standIn.DisposeAsync();

    [Fact]
    public void Many_that_are_there_take_one_question()
    {
        var ids = Blobs("there");
        Assert.All(Ask(ids), a => Assert.True(a.Value));
        Assert.InRange(Questions(), 1, Many / 4);
    }

    [Fact]
    public void Where_the_server_lacks_some_each_is_told_apart()
    {
        var there = Blobs("there").Take(7).ToList();
        var gone = Enumerable.Range(0, Many).Select(i => ObjectId.Parse($"{i:x40}")).ToList();
        var mixed = gone.Take(20).Concat(there).Concat(gone.Skip(20)).ToList();
        Assert.Equal(mixed.Select(i => (i, (bool?)there.Contains(i))), Ask(mixed).Select(a => (a.Key, a.Value)));
    }

    [Fact]
    public void A_server_that_answers_nothing_proves_nothing_and_is_not_asked_for_ever()
    {
        _standIn.GitFaults = _ => new Fault.Status(500);
        Assert.All(Ask(Blobs("there")), a => Assert.Null(a.Value));
        Assert.InRange(_standIn.GitRequests.Count, 1, Many / 2);
    }

    [Fact]
    public void A_broken_answer_to_one_question_says_nothing_of_that_one_alone()
    {
        var gone = Enumerable.Range(0, 10).Select(i => ObjectId.Parse($"{i:x40}")).ToList();
        var posts = 0;
        _standIn.GitFaults = n => _standIn.GitRequests[n].StartsWith("POST", StringComparison.Ordinal) && ++posts == 5 ? new Fault.Status(500) : null;
        var answers = Ask(gone);
        Assert.Equal((1, 9), (answers.Count(a => a.Value is null), answers.Count(a => a.Value is false)));
    }

    private List<ObjectId> Blobs(string kind) =>
        [.. Enumerable.Range(0, Many).Select(i => ObjectId.Parse(_study.Git().Feed(System.Text.Encoding.UTF8.GetBytes($"{kind} {i}\n"), "hash-object", "-w", "--stdin")))];

    /// <summary>How often objects were asked for.</summary>
    private int Questions() => _standIn.GitRequests.Count(r => r.StartsWith("POST", StringComparison.Ordinal) && r.Contains("git-upload-pack", StringComparison.Ordinal));

    private Dictionary<ObjectId, bool?> Ask(IReadOnlyList<ObjectId> ids)
    {
        var answers = new Dictionary<ObjectId, bool?>();
        var url = new Uri(_standIn.Address, _study.FullName + ".git").ToString();
        new RemoteRepository(url, null).Ask(ids, (id, answer) => answers.Add(id, answer), default);
        return answers;
    }
}
