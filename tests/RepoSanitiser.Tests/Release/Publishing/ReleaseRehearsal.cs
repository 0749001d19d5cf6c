using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Publishing;
using RepoSanitiser.Release.Requesting;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Tests.Release.Publishing;

/// <summary>A study whose people act through the library, and what each reviewer approved, noted apart from what the library believes.</summary>
internal sealed class ReleaseRehearsal : IDisposable
{
    private readonly SteppingClock _clock = new();
    private readonly HashSet<(string Path, string Content)> _settled = [];
    private readonly Dictionary<string, string> _askedAt = new(StringComparer.Ordinal);
    private int _next;

    public ReleasingStudy Study { get; } = new();

    /// <summary>Who approved which bytes at which path, as they saw them; whatever became of it later.</summary>
    public Dictionary<(string Path, string Content), HashSet<string>> Approvals { get; } = [];

    public RequestStore Store => new(Study.Requests, Trust.Load(Study.People.File), _clock);

    public string? Id => Store.List() is [.., var last] ? last : null;

    public RequestOutcome Ask(string? id = null)
    {
        var store = Store;
        var workspace = Workspace.Open(Study.Workspace);
        var form = new RequestForm("Add tables", [new FormGroup("Tables", "Counts by year", "Rounded", workspace.Committed, [])], new Dictionary<string, ExceptionReason>(StringComparer.Ordinal));
        var outcome = new RequestWriter(store, Signer.Open(Study.AuthorKey, store.Trust), _clock, Random).Write(
            workspace, form, id, new OutputCheck(store.Trust.Policy, workspace.Folder), SilentProgress.Instance, CancellationToken.None);
        if (outcome.Request is { } request) _askedAt[request.Request] = Study.Git.Run("rev-parse", "HEAD");
        return outcome;
    }

    public ReviewDesk Desk(string key)
    {
        var store = Store;
        return new ReviewDesk(store, Signer.Open(key, store.Trust), StateDirectory.Open(Study.Folder.File("state-" + Path.GetFileName(key))), _clock, Random);
    }

    public void Submit(string key, string id, Func<string, Verdict> decide)
    {
        var desk = Desk(key);
        var verdicts = Store.Status(id).ToDecide.Select(f => (f.Path, decide(f.Path), "because")).ToList();
        desk.Decide(id, verdicts, null);
        Note(key, id, verdicts, () => desk.Submit(id));
    }

    public void Resolve(string key, string id, IReadOnlyList<(string, Verdict, string)> verdicts) => Note(key, id, verdicts, () => Desk(key).Resolve(id, verdicts));

    public void ApproveAll(string id)
    {
        Submit(Study.FirstKey, id, _ => Verdict.Approve);
        Submit(Study.SecondKey, id, _ => Verdict.Approve);
        Desk(Study.FirstKey).TryOpen(id);
    }

    public PublishOutcome Publish(string id, IProgressSink? progress = null)
    {
        var store = Store;
        return new Publisher(store, Signer.Open(Study.PublisherKey, store.Trust), _clock, progress ?? SilentProgress.Instance).Publish(id, CancellationToken.None);
    }

    public LedgerKeeper Keeper()
    {
        var trust = Trust.Load(Study.People.File);
        return new LedgerKeeper(trust, Signer.Open(Study.PublisherKey, trust), _clock, Random, SilentProgress.Instance);
    }

    /// <summary>
    /// Files of the study repository's branch that had not, when they arrived, the approval of two people who did not write them. To be asked
    /// after each publication: what was right then stays right, whoever thinks otherwise later.
    /// </summary>
    public IReadOnlyList<string> Unapproved()
    {
        var released = Study.Released().Where(f => f.Key is not ("released_outputs/README.md" or "released_outputs/.ledger.jsonl"))
            .Select(f => (Path: f.Key["released_outputs/".Length..], Content: Encoding.UTF8.GetString(f.Value))).ToList();
        _settled.UnionWith(released.Where(f => Approvals.GetValueOrDefault(f)?.Count >= 2));
        return [.. released.Where(f => !_settled.Contains(f)).Select(f => f.Path)];
    }

    public byte[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)(_next++ * 37 >> 2))];

    public void Dispose() => Study.Dispose();

    /// <summary>Notes what was approved only where the library took it.</summary>
    private void Note(string key, string id, IReadOnlyList<(string Path, Verdict Verdict, string)> verdicts, Action act)
    {
        var folder = Store.Open(id);
        var seen = Store.Status(id).Files.ToDictionary(f => f.File.Path, f => folder.ReadFile(f.File.Sha256), StringComparer.Ordinal);
        act();
        foreach (var (path, verdict, _) in verdicts)
        {
            if (seen.GetValueOrDefault(path) is not { } bytes || key == Study.AuthorKey || Wrote(key, id, path)) continue;
            var key2 = (path, Encoding.UTF8.GetString(bytes));
            if (!Approvals.TryGetValue(key2, out var people)) Approvals[key2] = people = new HashSet<string>(StringComparer.Ordinal);
            if (verdict == Verdict.Approve) people.Add(key);
            else people.Remove(key);
        }
    }

    /// <summary>Whether a reviewer committed a version of a file that was asked for, under whatever address: git itself is asked.</summary>
    private bool Wrote(string key, string id, string path) => key == Study.FirstKey
        && Study.Git.Lines("log", "--format=%ae%n%ce", _askedAt[id], "--", path).Any(a => a.StartsWith("first@", StringComparison.Ordinal));

    private sealed class SteppingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2027, 1, 31, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now += TimeSpan.FromSeconds(1);
    }
}
