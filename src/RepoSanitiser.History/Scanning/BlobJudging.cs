using System.Collections.Concurrent;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Scanning;

/// <summary>What the rules said of one blob in one context.</summary>
internal sealed record JudgedBlob(int Blob, FileContext Context, Judged Judged)
{
    /// <summary>The paths it is about; null for all that give the blob this context.</summary>
    public IReadOnlyList<int>? Paths { get; init; }
}

/// <summary>Takes in blobs from all threads and keeps what the rules say of each, for each context its paths give it.</summary>
internal sealed class BlobJudging(
    ContentJudge judge, FingerprintKey key, ObjectTable objects, BlobContexts contexts, LfsPointers pointers, ScanOptions options, CancellationToken cancellation)
{
    private const int ProgressStep = 1024;
    private readonly ConcurrentQueue<JudgedBlob> _results = new();
    private readonly ReadState?[] _states = new ReadState?[objects.Count];
    private int _done;

    public ContentJudge Judge => judge;

    /// <summary>Everything that is not simply clean.</summary>
    public IEnumerable<JudgedBlob> Results => _results;

    /// <summary>How many blobs to expect, for progress.</summary>
    public int Expected { get; init; }

    /// <summary>Whether a blob is within the scan and not known from an earlier one.</summary>
    public Func<int, bool> Wants { get; init; } = static _ => true;

    /// <summary>What became of a blob; null where it was never read.</summary>
    public ReadState? State(int blob) => _states[blob];

    /// <summary>Takes over what an earlier scan found.</summary>
    public void TakeKnown(JudgedBlob known)
    {
        Note(known.Blob, known.Judged.State);
        if (!ReferenceEquals(known.Judged, Judged.Clean)) _results.Enqueue(known);
    }

    /// <summary>Whether a blob is judged in full in every context it has, whatever its triggers.</summary>
    public bool NeedsContent(int blob)
    {
        foreach (var context in contexts.Of(blob))
        {
            if (!judge.NeedsContent(context)) return false;
        }

        return true;
    }

    /// <summary>Whether triggers make a blob worth judging that is not judged anyway.</summary>
    public bool Concerns(int blob, LineTriggers triggers)
    {
        foreach (var context in contexts.Of(blob))
        {
            if (!judge.NeedsContent(context) && judge.Concerns(context, triggers)) return true;
        }

        return false;
    }

    /// <summary>Judges a blob in each of its contexts.</summary>
    public void Take(int blob, ReadOnlyMemory<byte> content, LineTriggers triggers, bool binary)
    {
        if (!Wants(blob)) return;
        pointers.Look(blob, content.Span);
        foreach (var context in contexts.Of(blob))
        {
            var judgement = binary || judge.Concerns(context, triggers) ? judge.Judge(content, context, cancellation) : Judgement.Clean;
            Note(blob, judgement.State);
            if (!ReferenceEquals(judgement, Judgement.Clean)) Enqueue(blob, context, judgement);
        }

        var done = Interlocked.Increment(ref _done);
        if (done % ProgressStep == 0) options.Progress.Report("judging contents", done, Expected);
    }

    /// <summary>Judges a blob that can't be read by what is known without its content.</summary>
    public void TakeUnread(int blob, string reason)
    {
        foreach (var context in contexts.Of(blob))
        {
            Note(blob, ReadState.Unread);
            Enqueue(blob, context, judge.JudgeUnread(context, reason));
        }
    }

    private void Enqueue(int blob, FileContext context, Judgement judgement) =>
        _results.Enqueue(new JudgedBlob(blob, context, Judged.Of(judgement, key, objects[blob].ToString(), options.KeepValues)));

    /// <summary>The worst of a blob's contexts stands: unread before opaque before read.</summary>
    private void Note(int blob, ReadState state)
    {
        if (_states[blob] is not { } known || state > known) _states[blob] = state;
    }
}
