using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;

namespace RepoSanitiser.History.Scanning;

/// <summary>What the rules said of a file in the LFS store.</summary>
/// <param name="Id">Its SHA-256 in hex.</param>
/// <param name="Pointers">The blobs that stand for it.</param>
/// <param name="Context">The context that the pointers' paths give it.</param>
/// <param name="Judged">What was said.</param>
internal sealed record JudgedLfsFile(string Id, IReadOnlyCollection<int> Pointers, FileContext Context, Judged Judged);

/// <summary>What became of the LFS store; each item with the number of a path it had, or -1.</summary>
internal sealed record LfsResult(IReadOnlyList<JudgedLfsFile> Hits, CoverageCount Count, IReadOnlyList<(CoverageItem Item, int Path)> Items);

/// <summary>The files that git LFS keeps beside the object store, and those that pointers name and this clone does not have.</summary>
internal sealed class LfsStore(Repository repository, ContentJudge judge, FingerprintKey key, ScanOptions options)
{
    private readonly List<JudgedLfsFile> _hits = [];
    private readonly List<(CoverageItem Item, int Path)> _items = [];
    private long _read;
    private long _opaque;
    private long _unread;

    public LfsResult Scan(LfsPointers pointers, BlobContexts contexts, CancellationToken cancellation)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Stores.LfsFiles(repository.CommonDirectory))
        {
            cancellation.ThrowIfCancellationRequested();
            present.Add(Path.GetFileName(file));
            Take(file, pointers, contexts, cancellation);
        }

        foreach (var (id, blobs) in pointers.Blobs.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (!present.Contains(id)) Skip(id, blobs, contexts, "LFS object not in this clone");
        }

        return new LfsResult(_hits, new CoverageCount(_read + _opaque + _unread, _read, _opaque, _unread), _items);
    }

    private void Take(string file, LfsPointers pointers, BlobContexts contexts, CancellationToken cancellation)
    {
        var id = Path.GetFileName(file);
        var blobs = pointers.Blobs.TryGetValue(id, out var named) ? (IReadOnlyCollection<int>)named : [];
        byte[] content;
        try
        {
            if (new FileInfo(file).Length > options.MaxObjectBytes)
            {
                Skip(id, blobs, contexts, $"larger than the limit of {options.MaxObjectBytes >> 20} MiB");
                return;
            }

            content = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skip(id, blobs, contexts, "LFS object can't be opened");
            return;
        }

        var state = ReadState.Read;
        foreach (var context in ContextsOf(blobs, contexts))
        {
            var judgement = judge.Judge(content, context, cancellation);
            if (judgement.State > state) state = judgement.State;
            Keep(id, blobs, contexts, context, judgement);
        }

        _ = state switch { ReadState.Read => _read++, ReadState.Opaque => _opaque++, _ => _unread++ };
    }

    private void Skip(string id, IReadOnlyCollection<int> blobs, BlobContexts contexts, string reason)
    {
        _unread++;
        foreach (var context in ContextsOf(blobs, contexts))
            Keep(id, blobs, contexts, context, judge.JudgeUnread(context, reason));
    }

    private void Keep(string id, IReadOnlyCollection<int> blobs, BlobContexts contexts, FileContext context, Judgement judgement)
    {
        if (judgement.Hits.Count > 0) _hits.Add(new JudgedLfsFile(id, blobs, context, Judged.Of(judgement, key, id, options.KeepValues)));
        var path = blobs.SelectMany(b => contexts.PathsIn(b, context)).OrderBy(contexts.Display, StringComparer.Ordinal).FirstOrDefault(-1);
        if (judgement.State != ReadState.Read) _items.Add((new CoverageItem(id, null, judgement.State, judgement.Reason ?? "not read"), path));
        foreach (var part in judgement.Parts) _items.Add((part with { Object = id }, path));
    }

    private static IReadOnlyList<FileContext> ContextsOf(IReadOnlyCollection<int> blobs, BlobContexts contexts) =>
        blobs.Count == 0 ? [PathClassifier.Nameless] : [.. blobs.SelectMany(contexts.Of).Distinct()];
}
