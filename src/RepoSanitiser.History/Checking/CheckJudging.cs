using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Checking;

/// <summary>Judges contents from all threads and keeps what the rules say of each as findings.</summary>
internal sealed class CheckJudging(ContentJudge judge, FingerprintKey key, CheckOptions options, CancellationToken cancellation)
{
    private const int BinaryProbe = 8000;
    private static readonly byte[] LfsPointer = [.. "version https://git-lfs.github.com/spec/"u8];

    private readonly Lock _lock = new();
    private readonly List<Finding> _findings = [];
    private readonly List<CoverageItem> _items = [];
    private readonly Dictionary<string, CheckedContent> _contents = new(StringComparer.Ordinal);
    private readonly long[] _states = new long[3];

    /// <summary>Told of each table with its place in its file, for comparing files; null for nobody.</summary>
    public Action<CheckedContent, TableDocument, int>? Saw { get; set; }

    /// <summary>How many contents to expect, for progress.</summary>
    public int Expected { get; init; }

    /// <summary>Judges one content.</summary>
    public void Take(CheckedContent content, ReadOnlyMemory<byte> bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        if (bytes.Length < 1024 && bytes.Span.StartsWith(LfsPointer))
        {
            TakeUnread(content, "a pointer into Git LFS: its content is not here");
            return;
        }

        var judged = IsBinary(bytes.Span) || judge.NeedsContent(content.Context) || judge.Concerns(content.Context, judge.Triggers(bytes.Span))
            ? judge.Judge(bytes, content.Context, Seen(content), cancellation)
            : Judgement.Clean;
        Keep(content, judged, bytes);
    }

    /// <summary>Takes in a content that can't be read.</summary>
    public void TakeUnread(CheckedContent content, string reason) => Keep(content, judge.JudgeUnread(content.Context, reason), default);

    /// <summary>Takes in what can't be read and has no content.</summary>
    public void TakeUnread(CoverageItem item)
    {
        lock (_lock)
        {
            if (item.State == ReadState.Unread) _states[(int)ReadState.Unread]++;
            _items.Add(item with { Path = item.Path is null ? null : Safe(item.Path) });
        }
    }

    /// <summary>Takes in what a rule says of a content without reading it, or of several at once.</summary>
    public void Add(CheckedContent content, IReadOnlyList<RuleHit> hits, ReadOnlyMemory<byte> bytes = default)
    {
        if (hits.Count == 0) return;
        var findings = Place(content.Shown, content.Path, content.Blob, hits, () => content.Identity(bytes));
        lock (_lock)
        {
            _findings.AddRange(findings);
            _contents.TryAdd(findings[0].Paths[0], content);
        }
    }

    /// <summary>Judges the name of a file or folder.</summary>
    /// <param name="shown">Its path for people.</param>
    /// <param name="path">Its path in fingerprints.</param>
    /// <param name="name">The name alone.</param>
    public void TakeName(string shown, string path, string name)
    {
        if (judge.JudgeName(name) is not { Count: > 0 } hits) return;
        var findings = Place(shown, path, null, hits, () => name);
        lock (_lock) _findings.AddRange(findings);
    }

    /// <summary>Judges the message of a commit or tag.</summary>
    public void TakeMessage(ObjectReference holder, ReadOnlyMemory<byte> message)
    {
        if (judge.JudgeMessage(message) is not { Count: > 0 } hits) return;
        var findings = Place(null, "", null, hits, () => holder.Id);
        lock (_lock) _findings.AddRange(findings.Select(f => f with { Object = holder }));
    }

    /// <summary>Judges the name of a ref.</summary>
    public void TakeRef(string name, string target)
    {
        if (judge.JudgeName(name) is not { Count: > 0 } hits) return;
        var findings = Place(null, "", null, hits, () => name);
        lock (_lock) _findings.AddRange(findings.Select(f => f with { Object = new ObjectReference("ref", target) }));
    }

    /// <summary>Everything gathered, in the one order.</summary>
    public CheckResult Finish()
    {
        _findings.Sort(FindingOrder.Compare);
        var counts = new SortedDictionary<string, CoverageCount>(StringComparer.Ordinal)
        {
            ["file"] = new(_states.Sum(), _states[(int)ReadState.Read], _states[(int)ReadState.Opaque], _states[(int)ReadState.Unread]),
        };
        var items = _items.OrderBy(i => i.Path, StringComparer.Ordinal).ThenBy(i => i.Reason, StringComparer.Ordinal).Distinct().ToList();
        return new CheckResult(_findings, new Coverage(counts, items), _contents);
    }

    private Action<TableDocument>? Seen(CheckedContent content)
    {
        if (Saw is not { } saw) return null;
        var ordinal = 0;
        return document => saw(content, document, ordinal++);
    }

    private void Keep(CheckedContent content, Judgement judged, ReadOnlyMemory<byte> bytes)
    {
        Add(content, judged.Hits, bytes);
        lock (_lock)
        {
            _states[(int)judged.State]++;
            options.Progress.Report("checking files", _states.Sum(), Expected);
            if (judged.State == ReadState.Read && judged.Parts.Count == 0) return;
            var path = Safe(content.Shown);
            if (judged.State != ReadState.Read) _items.Add(new CoverageItem(content.Blob, path, judged.State, judged.Reason ?? "not read"));
            foreach (var part in judged.Parts) _items.Add(part with { Object = content.Blob, Path = part.Path is null ? path : $"{path} » {part.Path}" });
        }
    }

    private List<Finding> Place(string? shown, string path, string? blob, IReadOnlyList<RuleHit> hits, Func<string> identity)
    {
        var whole = hits.Any(h => h.Content.Reveal().Length == 0) ? identity() : "";
        IReadOnlyList<string> paths = shown is null ? [] : [Safe(shown)];
        return [.. Sighting.Of(hits, key, whole, options.KeepValues).Select(s => new Finding
        {
            Rule = s.Rule,
            Severity = s.Severity,
            Confidence = s.Confidence,
            Location = s.Location,
            Evidence = s.Evidence,
            Value = s.Value,
            Blob = blob,
            Paths = paths,
            Fingerprints = [key.Fingerprint(s.Rule, path, s.Tag)],
        })];
    }

    /// <summary>A path that is safe to show.</summary>
    public string Safe(string path) => SensitiveNames.Safe(judge, path);

    private static bool IsBinary(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, BinaryProbe)].Contains((byte)0);
}
