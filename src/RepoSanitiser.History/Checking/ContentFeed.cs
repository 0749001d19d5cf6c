using System.Collections.Concurrent;

namespace RepoSanitiser.History.Checking;

/// <summary>Judges contents on all cores while one thread still reads them; what waits is bounded.</summary>
internal sealed class ContentFeed : IDisposable
{
    private const int MostWaiting = 64;
    private readonly BlockingCollection<(CheckedContent Content, byte[] Bytes)> _waiting = new(MostWaiting);
    private readonly CancellationToken _cancellation;
    private readonly Task _work;

    public ContentFeed(CheckJudging judging, int threads, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _work = Task.WhenAll(Enumerable.Range(0, Math.Max(1, threads)).Select(_ => Task.Run(
            () =>
            {
                foreach (var (content, bytes) in _waiting.GetConsumingEnumerable(cancellation)) judging.Take(content, bytes);
            },
            cancellation)));
    }

    /// <summary>Hands a content over.</summary>
    public void Add(CheckedContent content, byte[] bytes)
    {
        // Workers that have failed take nothing more: what they failed with is said at the end.
        while (!_waiting.TryAdd((content, bytes), 100, _cancellation))
        {
            if (_work.IsCompleted) return;
        }
    }

    /// <summary>Waits until everything is judged.</summary>
    public void Finish()
    {
        _waiting.CompleteAdding();
        _work.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        if (!_waiting.IsAddingCompleted) _waiting.CompleteAdding();
        ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();
        _waiting.Dispose();
    }
}
