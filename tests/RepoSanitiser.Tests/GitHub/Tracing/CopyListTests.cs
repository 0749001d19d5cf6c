using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.GitHub.Tracing;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;
using RepoSanitiser.TestKit;
using RepoSanitiser.Tests.Incidents;

namespace RepoSanitiser.Tests.GitHub.Tracing;

public sealed class CopyListTests : IDisposable
{
    private static readonly RepositoryName Study = new("study-org", "study");
    private static readonly Copy Fork = new("fork:someone/study", CopyKind.Fork, "public fork", "someone", Holding.Named);

    private readonly TempFolder _folder = new();
    private readonly Incident _incident;

    public CopyListTests() => _incident = SomeIncidents.Store(_folder).Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_record_says_is_the_list_whoever_reads_it()
    {
        var list = List();
        list.Add([Fork, new Copy("clone:author", CopyKind.Clone, "had access", "author")]);
        list.Set("FORK:SOMEONE/STUDY", CopyState.Asked, "by e-mail");
        var read = List().Copies;
        Assert.Equal(list.Copies.Select(c => (c.Id, c.State, c.Note, c.Holds)), read.Select(c => (c.Id, c.State, c.Note, c.Holds)));
        Assert.Equal([("fork:someone/study", CopyState.Asked, "by e-mail"), ("clone:author", CopyState.Found, null)], read.Select(c => (c.Id, c.State, c.Note)));
        Assert.Empty(CopyList.Of(_incident, new RepositoryName("study-org", "other"), TimeProvider.System).Copies);
    }

    [Fact]
    public void Finding_the_same_again_writes_nothing_and_keeps_what_was_set()
    {
        List().Add([Fork]);
        List().Set(Fork.Id, CopyState.Asked, null);
        var lines = _incident.Record.Read().Count;
        List().Add([Fork, Fork with { Holds = Holding.Unknown }]);
        Assert.Equal(lines, _incident.Record.Read().Count);
        Assert.Equal((CopyState.Asked, Holding.Named), (List().Copies[0].State, List().Copies[0].Holds));
    }

    [Theory]
    [InlineData(CopyState.Cleaned, Holding.Named, CopyState.Found)]
    [InlineData(CopyState.Proved, Holding.Served, CopyState.Found)]
    [InlineData(CopyState.Proved, Holding.None, CopyState.Proved)]
    [InlineData(CopyState.Proved, Holding.Unknown, CopyState.Proved)]
    [InlineData(CopyState.Unreachable, Holding.Named, CopyState.Unreachable)]
    public void A_copy_that_was_thought_clean_and_is_not_is_open_again(CopyState was, Holding found, CopyState expected)
    {
        List().Add([Fork]);
        List().Set(Fork.Id, was, null);
        List().Add([Fork with { Holds = found }]);
        Assert.Equal(expected, List().Copies[0].State);
    }

    [Theory]
    [InlineData("deleted", null, CopyState.Cleaned)]
    [InlineData("cleaned", "gone", CopyState.Proved)]
    [InlineData("checked", "incomplete", CopyState.Cleaned)]
    [InlineData("checked", "remains", CopyState.Found)]
    public void A_receipt_sets_no_more_than_it_shows(string action, string? verdict, CopyState expected)
    {
        var taken = List().Take(Receipt(action, verdict));
        Assert.Equal(expected, taken.State);
        Assert.Equal(expected, List().Copies.Single(c => c.Id == "clone:author").State);
    }

    [Fact]
    public void A_receipt_of_another_incident_or_of_no_copy_is_refused()
    {
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => List().Take(Receipt("deleted", null) with { Incident = "2027-01-31-zzzz" })).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => List().Take(Receipt("deleted", null) with { Copy = null })).Code);
        Assert.Empty(List().Copies);
    }

    [Theory]
    [InlineData(Holding.None, CopyState.Proved)]
    [InlineData(Holding.Named, CopyState.Asked)]
    [InlineData(Holding.Unknown, CopyState.Asked)]
    public void A_proof_shows_a_fork_clean_only_where_every_question_was_answered(Holding shown, CopyState expected)
    {
        List().Add([Fork]);
        List().Set(Fork.Id, CopyState.Asked, null);
        var name = new RepositoryName("someone", "study");
        var old = new OldObject(GitObjectKind.Blob, ObjectId.Parse(new string('1', 40)));
        List<Probe> probes =
        [
            new(name, ProbeWay.Refs, 3, shown == Holding.Named ? [old] : [], 0, null),
            new(name, ProbeWay.Rest, 1, [], shown == Holding.Unknown ? 1 : 0, null),
        ];
        List().Take(new RemoteProofResult(Study, null, probes, [], []));
        Assert.Equal(expected, List().Copies[0].State);
    }

    [Fact]
    public void A_thousand_copies_are_a_few_lines()
    {
        List().Add([.. Enumerable.Range(0, 1200).Select(i => Fork with { Id = $"fork:someone{i}/study" })]);
        Assert.Equal(3, _incident.Record.Read().Count);
        Assert.Equal(1200, List().Copies.Count);
    }

    private CopyList List() => CopyList.Of(_incident, Study, TimeProvider.System);

    private Receipt Receipt(string action, string? verdict) => new()
    {
        Incident = _incident.Id,
        Certificate = RecordHead.Empty,
        Copy = "clone:author",
        Made = DateTimeOffset.UnixEpoch,
        ToolVersion = "test",
        KeyId = "key",
        Action = action,
        Proof = verdict is null ? null : new ProofSummary
        {
            Verdict = verdict, Made = DateTimeOffset.UnixEpoch, Objects = 1, Files = 1, Remaining = 0, Unread = 0, OtherFindings = 0, Fsck = true,
        },
    };
}
