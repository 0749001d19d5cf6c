using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Differencing;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Review.Files;

/// <summary>
/// Reads the files of a request for the pages: the very bytes that an approval is about, judged by the policy of the trust file, beside
/// what was released before. The last few are kept, so that turning a page of a large table reads nothing again. Thread-safe.
/// </summary>
/// <param name="store">The requests.</param>
/// <param name="against">A folder with what was released before; null for none.</param>
/// <param name="figures">Reads images and PDF files; null to leave them to the reviewer's eyes.</param>
internal sealed class ReviewFiles(RequestStore store, string? against, IFigureReader? figures)
{
    private const int MostKept = 6;
    private const int MostBytes = 128 << 20;
    private readonly ContentJudge _judge = new(store.Trust.Policy, new DocumentLimits(), figures);
    private readonly LinkedList<(string Key, ReviewedFile File)> _kept = new();
    private readonly Lock _lock = new();

    /// <summary>Reads a file of a request.</summary>
    /// <exception cref="ReposanException">Its bytes are no longer those that were asked for (refused).</exception>
    public ReviewedFile Read(ReviewStatus status, RequestedFile file, CancellationToken cancellation)
    {
        var key = $"{status.Request.Request}\0{status.RequestHash}\0{file.Path}";
        lock (_lock)
        {
            if (_kept.FirstOrDefault(k => k.Key == key) is { File: { } known }) return known;
            var read = Judge(store.ReadFile(status.Request.Request, file), file, Earlier(status, file), cancellation);
            _kept.AddFirst((key, read));
            if (_kept.Count > MostKept) _kept.RemoveLast();
            return read;
        }
    }

    private ReviewedFile Judge(byte[] content, RequestedFile file, EarlierFile? earlier, CancellationToken cancellation)
    {
        var context = new FileContext(Path.GetExtension(file.Path).ToLowerInvariant(), OutputLabel.Output);
        var documents = new List<TableDocument>();
        var judgement = _judge.Judge(content, context, documents.Add, cancellation);
        var before = earlier is null ? [] : FileTables.Read(earlier.Content, context, cancellation);
        if (earlier is not null)
        {
            var differences = new TableComparison(_judge.Policy).Versions(FileTables.Of(documents), FileTables.Of(before), earlier.Name, () => documents);
            judgement = judgement with { Hits = [.. judgement.Hits, .. differences] };
        }

        var tables = documents.ConvertAll(d => new ReviewedTable(d, Placed(d, judgement.Hits), earlier is null ? null : Changes(d, documents, before)));
        return new ReviewedFile(content, file.Path, judgement, tables, earlier);
    }

    private static ILookup<(int Row, int Column), RuleHit> Placed(TableDocument document, IReadOnlyList<RuleHit> hits) =>
        hits.Select(h => (Place: document.PlaceOf(h.Location), Hit: h)).Where(h => h.Place is not null).ToLookup(h => h.Place!.Value, h => h.Hit);

    /// <summary>The table of the same headers, else the one in the same place.</summary>
    private static CellChanges? Changes(TableDocument document, List<TableDocument> documents, IReadOnlyList<TableDocument> before)
    {
        var headers = Headers(document);
        var nth = documents.TakeWhile(d => d != document).Count(d => Headers(d) == headers);
        var other = before.Where(d => Headers(d) == headers).ElementAtOrDefault(nth) ?? before.ElementAtOrDefault(documents.IndexOf(document));
        return other is null ? null : CellChanges.Between(document.Table, other.Table);
    }

    private static string Headers(TableDocument document) => string.Join('\0', Enumerable.Range(0, document.Table.ColumnCount).Select(c => document.Table.Header(c)));

    /// <summary>What was released under this path before; else what the revision before asked for, where that was something else.</summary>
    private EarlierFile? Earlier(ReviewStatus status, RequestedFile file)
    {
        if (against is not null)
        {
            foreach (var path in (ReadOnlySpan<string>)[$"{ReleasePath.Folder}/{file.Path}", file.Path])
            {
                if (Read(path) is { } content) return new EarlierFile("the last release", content);
            }
        }

        if (status.Request is not { Revision: > 1, Previous: { } hash } request) return null;
        var folder = store.Open(request.Request);
        var document = folder.Read(RequestFolder.NameOf("request", request.Revision - 1));
        // The current revision is signed and names the one before by its hash.
        if (document?.Hash != hash || document.Read<RequestStatement>("request") is not { } previous) return null;
        var earlier = previous.Outputs.FirstOrDefault(f => f.Path == file.Path && f.Sha256 != file.Sha256);
        return earlier is not null && folder.ReadFile(earlier.Sha256) is { } bytes ? new EarlierFile("the revision before", bytes) : null;
    }

    private byte[]? Read(string path)
    {
        try
        {
            using var handle = NoFollow.Open(against!, path);
            return handle is null ? null : NoFollow.ReadAll(handle, MostBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
