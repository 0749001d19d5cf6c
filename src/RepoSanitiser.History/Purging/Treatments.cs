using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.History.Purging;

/// <summary>What became of a blob.</summary>
/// <param name="Blob">The blob's number.</param>
/// <param name="Fate">What becomes of entries that name it.</param>
internal readonly record struct TreatedBlob(int Blob, EntryFate Fate);

/// <summary>Makes the contents that take the place of what was selected, each once.</summary>
internal sealed class Treatments(
    PurgeRequest request, Repository repository, ObjectStore store, HistoryGraph graph, NewObjects objects, ReleaseLedgers ledgers, Func<int, FileContext> contextOf)
{
    private const int LongestIncident = 100;
    private readonly ObjectReader _reader = new(repository, request.MaxObjectBytes, store);
    private readonly Dictionary<(int Blob, FileContext Context), EntryFate> _made = [];
    private readonly Dictionary<int, EntryFate> _loose = [];
    private readonly HashSet<int> _tombstones = [];
    private readonly HashSet<string> _purged = new(StringComparer.Ordinal);
    private ObjectId? _tombstone;

    /// <summary>How many files can't be redacted, by what their names end in and why.</summary>
    public Dictionary<(string Extension, string Reason), int> Refused { get; } = [];

    /// <summary>Blobs that a ref, a tag or a note names, with what becomes of them there.</summary>
    public IEnumerable<TreatedBlob> LooseOnes => _loose.Select(l => new TreatedBlob(l.Key, l.Value));

    /// <summary>How many purged contents stand in a release ledger that says nothing of a withdrawal.</summary>
    public int StandingInLedger => ledgers.StillStanding(_purged);

    /// <summary>How many of the files that were selected stay what they are, because there is nothing in them to treat.</summary>
    public int LeftAsTheyAre(IReadOnlyList<SelectedEntry> entries)
    {
        var files = entries.Zip(Settled, (entry, fate) => (Entry: entry, Fate: fate)).Where(f => f.Entry.IsTreated && IsFile(f.Entry))
            .Select(f => (f.Entry.Blob, f.Fate)).Concat(LooseOnes.Select(l => (l.Blob, l.Fate))).ToList();
        var changed = files.Where(f => f.Fate.Kind is FateKind.Drop or FateKind.Replace).Select(f => f.Blob).ToHashSet();
        return files.Select(f => f.Blob).Distinct().Count(b => !changed.Contains(b));
    }

    /// <summary>What became of entries, in the order of what was selected.</summary>
    public IReadOnlyList<EntryFate> Settled { get; private set; } = [];

    /// <summary>What becomes of entries, in their order.</summary>
    public IReadOnlyList<EntryFate> Settle(IReadOnlyList<SelectedEntry> entries)
    {
        if (request.Treatment is Treatment.ReplaceText or Treatment.Redact)
            MakeContents([.. entries.Where(IsFile).Select(e => (e.Blob, Context(e.Path))).Distinct()]);
        if (request.Treatment == Treatment.Tombstone) FindTombstones([.. entries.Where(IsFile).Select(e => e.Blob).Distinct()]);
        if (ledgers.Any) HashPurged([.. entries.Where(e => IsFile(e) && FateOf(e).Kind is FateKind.Drop or FateKind.Replace).Select(e => e.Blob).Distinct()]);
        return Settled = [.. entries.Select(FateOf)];
    }

    /// <summary>What becomes of a blob that no tree names.</summary>
    public EntryFate Loose(int blob)
    {
        var key = (blob, request.Treatment == Treatment.Redact ? contextOf(-1) : default);
        if (request.Treatment is Treatment.ReplaceText or Treatment.Redact && !_made.ContainsKey(key)) MakeContents([key]);
        if (request.Treatment == Treatment.Tombstone) FindTombstones([blob]);
        return _loose[blob] = FateOf(key, isLink: false);
    }

    private static bool IsFile(SelectedEntry entry) => entry is { Blob: >= 0, IsLedger: false };

    private void HashPurged(List<int> blobs) =>
        _reader.Read([.. blobs.Select(b => graph.Objects[b])], (_, _, content) => _purged.Add(ReleaseLedgers.NameOf(content.Span)));

    private EntryFate FateOfLedger(int blob)
    {
        var key = (blob, default(FileContext));
        if (!_made.TryGetValue(key, out var fate))
            _made[key] = fate = ledgers.Without(blob, _purged) is { } made ? EntryFate.Replace(objects.Add(ObjectType.Blob, made)) : default;
        return fate;
    }

    private FileContext Context(int path) => request.Treatment == Treatment.Redact ? contextOf(path) : default;

    private EntryFate FateOf(SelectedEntry entry)
    {
        if (!entry.IsTreated) return EntryFate.Rename(entry.NewName!);
        if (entry.Blob < 0) return EntryFate.Drop;
        if (entry.IsLedger) return FateOfLedger(entry.Blob) with { Name = entry.NewName };
        return FateOf((entry.Blob, Context(entry.Path)), entry.IsLink) with { Name = entry.NewName };
    }

    private EntryFate FateOf((int Blob, FileContext Context) key, bool isLink)
    {
        // A link's content is where it leads: a text there would make it lead somewhere else.
        return request.Treatment switch
        {
            Treatment.Remove => EntryFate.Drop,
            Treatment.Given => request.Given.TryGetValue(graph.Objects[key.Blob], out var given) ? EntryFate.Replace(given) : EntryFate.Drop,
            Treatment.Tombstone when _tombstones.Contains(key.Blob) => default,
            Treatment.Tombstone => isLink ? EntryFate.Drop : EntryFate.Replace(_tombstone ??= objects.Add(ObjectType.Blob, Encoding.UTF8.GetBytes(request.TombstoneText))),
            _ => _made[key],
        };
    }

    /// <summary>Finds blobs that are tombstones already, of this purge or of one before: they say what became of the file, and stay.</summary>
    private void FindTombstones(IReadOnlyList<int> blobs)
    {
        var end = request.TombstoneText.IndexOf('\n', StringComparison.Ordinal) + 1;
        if (end == 0) return;
        var opening = Encoding.UTF8.GetBytes(request.TombstoneText[..end]);
        var small = new List<ObjectId>();
        new CatFile(repository).Check([.. blobs.Select(b => graph.Objects[b])], (id, _, bytes) =>
        {
            if (bytes >= opening.Length && bytes <= opening.Length + LongestIncident) small.Add(id);
        });
        _reader.Read(small, (id, _, content) =>
        {
            if (IsTombstone(content.Span[..opening.Length], content.Span[opening.Length..], opening)) _tombstones.Add(graph.Objects.Find(id));
        });
    }

    private static bool IsTombstone(ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> opening) =>
        start.SequenceEqual(opening) && rest.StartsWith("Incident: "u8) && rest.IndexOf((byte)'\n') == rest.Length - 1;

    private void MakeContents(List<(int Blob, FileContext Context)> wanted)
    {
        var contexts = wanted.ToLookup(w => graph.Objects[w.Blob], w => w.Context);
        _reader.Read([.. contexts.Select(c => c.Key)], (id, _, content) =>
        {
            foreach (var context in contexts[id]) _made[(graph.Objects.Find(id), context)] = Make(content, context);
        });
    }

    private EntryFate Make(ReadOnlyMemory<byte> content, FileContext context)
    {
        string? refusal = null;
        var made = request.Treatment == Treatment.ReplaceText
            ? request.Replacements?.Replace(content.Span)
            : request.Redact is { } redact ? redact(content, context, out refusal) : null;
        if (refusal is not null) Refused[(context.Extension, refusal)] = Refused.GetValueOrDefault((context.Extension, refusal)) + 1;
        return made is null || content.Span.SequenceEqual(made) ? default : EntryFate.Replace(objects.Add(ObjectType.Blob, made));
    }
}
