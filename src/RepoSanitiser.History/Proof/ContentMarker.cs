using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>Makes the fingerprints by which purged content is known again: of the whole, of offending lines, and of what the rules saw.</summary>
internal sealed class ContentMarker(ContentJudge judge, FingerprintKey key, PurgeFacts facts)
{
    /// <summary>Shorter lines (a bare number, a total) stand in other files by chance.</summary>
    private const int ShortestLine = 12;

    /// <summary>Lines of one content that are marked where all of it offends.</summary>
    private const int MostLines = 20_000;

    private const int MessagesAtOnce = 1_000;
    private const long MostBytes = 1L << 30;

    private readonly ContentKey _contentKey = new(key);
    private readonly PathClassifier _classifier = new(new StudyDeclarations());
    private readonly HashSet<ContentMark> _whole = [];
    private readonly HashSet<ContentMark> _lines = [];
    private readonly HashSet<string> _cells = [];

    /// <summary>The fingerprints, in a stable order.</summary>
    public ContentMarks Marks => new()
    {
        Whole = [.. _whole.OrderBy(m => m.Mac, StringComparer.Ordinal)],
        Lines = [.. _lines.OrderBy(m => m.Mac, StringComparer.Ordinal)],
        Cells = [.. _cells.Order(StringComparer.Ordinal)],
    };

    /// <summary>Marks every purged blob, and the LFS files that purged pointers name.</summary>
    /// <returns>Those LFS objects' ids.</returns>
    /// <exception cref="ReposanException">A purged object is not in the repository as it was.</exception>
    public IReadOnlyCollection<string> MarkAll(CancellationToken cancellation)
    {
        var pointers = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        var paths = facts.Treated.Where(t => t is { Old: not null, Path: not null }).ToLookup(t => t.Old!.Value, t => t.Path!);
        new CatFile(facts.Before).Read(
            [.. facts.Purged.Distinct().Order()],
            MostBytes,
            (id, type, content) =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (type != ObjectType.Blob) return;
                var found = new LfsPointers();
                found.Look(0, content.Span);
                foreach (var pointer in found.Blobs.Keys) pointers[pointer] = id;
                if (found.Blobs.Count == 0) Mark(id, content, ContextsOf(paths[id]), cancellation);
            },
            (id, _, _) => throw new ReposanException(ExitCode.Refused, $"The object {id} is to be purged, and the repository as it was does not have it: look at the plan."));
        foreach (var (pointer, blob) in pointers) MarkLfs(pointer, blob, ContextsOf(paths[blob]), cancellation);
        MarkMessages(cancellation);
        return pointers.Keys;
    }

    /// <summary>Marks the messages of commits and tags that were replaced or removed: files may hold them still.</summary>
    private void MarkMessages(CancellationToken cancellation)
    {
        var changes = facts.Commits.Concat(facts.Tags).Select(c => new ObjectChange(c.Key, c.Value)).ToList();
        var ids = new RewrittenIds(changes);
        foreach (var treated in facts.TreatedTexts.Chunk(MessagesAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var old = Texts(facts.Before, treated);
            var now = Texts(facts.After, treated.Select(ids.Now).OfType<ObjectId>());
            foreach (var (id, message) in old) MarkMessage(message, ids.Now(id) is { } made && now.TryGetValue(made, out var became) ? became.Text : null, ids);
        }
    }

    private static Dictionary<ObjectId, Message> Texts(Repository repository, IEnumerable<ObjectId> wanted)
    {
        var found = new Dictionary<ObjectId, Message>();
        new CatFile(repository).Read([.. wanted.Distinct().Order()], MostBytes, (id, _, content) => found[id] = Message.Of(content.Span), (_, _, _) => { });
        return found;
    }

    /// <summary>Marks a message whole, and of its lines those that are others now; where all of it went, those that a rule sees.</summary>
    private void MarkMessage(Message message, string? now, RewrittenIds ids)
    {
        if (now is not null && ids.IsSameText(message.Text, now)) return;
        MarkWhole(Encoding.Latin1.GetBytes(message.Text));
        if (message.Decoded is { } decoded) MarkWhole(decoded);
        if (now is null or RewriteTexts.Removed)
        {
            var said = message.Decoded ?? Encoding.Latin1.GetBytes(message.Text);
            MarkHits(said, judge.JudgeMessage(said));
            return;
        }

        var kept = now.Split('\n').Select(l => l.Trim(' ', '\t', '\r')).ToHashSet(StringComparer.Ordinal);
        foreach (var line in message.Text.Split('\n').Select(l => l.Trim(' ', '\t', '\r')))
        {
            if (line.Length >= ShortestLine && !kept.Contains(line) && !kept.Any(k => ids.IsSameText(line, k))) _lines.Add(_contentKey.Mark(Encoding.Latin1.GetBytes(line)));
        }
    }

    private List<FileContext> ContextsOf(IEnumerable<string> paths)
    {
        // What the study declared of a path is not known here: as an output, nothing less is seen in it.
        var contexts = paths.Select(_classifier.For).Distinct().ToList();
        contexts.AddRange([.. contexts.Where(c => c.Label == OutputLabel.None).Select(c => c with { Label = OutputLabel.Output })]);
        return contexts.Count > 0 ? contexts : [PathClassifier.Nameless];
    }

    private void MarkLfs(string pointer, ObjectId blob, List<FileContext> contexts, CancellationToken cancellation)
    {
        var file = Stores.LfsFiles(facts.Before.CommonDirectory).FirstOrDefault(f => Path.GetFileName(f) == pointer);
        if (file is not null) Mark(blob, File.ReadAllBytes(file), contexts, cancellation);
    }

    private void Mark(ObjectId blob, ReadOnlyMemory<byte> content, List<FileContext> contexts, CancellationToken cancellation)
    {
        MarkWhole(content.Span);
        var members = Unpacking.Concerns(content.Span) ? Unpacking.Of(content).Members : [];
        MarkHits(blob, content, contexts, cancellation);
        var offending = members.Where(m => MarkHits(blob, m, [PathClassifier.Nameless], cancellation)).ToList();
        // Where no rule says which member offends, each may.
        foreach (var member in offending.Count > 0 ? offending : [.. members]) MarkWhole(member.Span);
    }

    private void MarkWhole(ReadOnlySpan<byte> content)
    {
        var normal = NormalForm.Of(content).ToArray();
        if (normal.Length == 0) return;
        _whole.Add(_contentKey.Mark(normal));
        if (NormalForm.AsMessage(normal) is { Length: > 0 } message) _whole.Add(_contentKey.Mark(message));
    }

    private bool MarkHits(ObjectId blob, ReadOnlyMemory<byte> content, List<FileContext> contexts, CancellationToken cancellation)
    {
        return MarkHits(content, contexts.SelectMany(c => judge.Judge(content, c, cancellation).Hits).Where(h => facts.IsChosen(blob, h)));
    }

    private bool MarkHits(ReadOnlyMemory<byte> content, IEnumerable<RuleHit> hits)
    {
        var lines = new OffendingLines();
        var any = false;
        foreach (var hit in hits)
        {
            any = true;
            if (hit.Content.Reveal() is { Length: > 0 } said) _cells.Add(Convert.ToHexStringLower(key.ContentTag(hit.Rule, said)));
            if (Identifier.Tag(key, hit.Rule, hit.Value, hit.Location) is { } identifier) _cells.Add(identifier);
            lines.Add(hit);
        }

        if (any) MarkLines(content.Span, lines);
        return any;
    }

    private void MarkLines(ReadOnlySpan<byte> content, OffendingLines lines)
    {
        var normal = NormalForm.Of(content);
        if (!normal.IsText) return;
        var number = 0;
        foreach (var line in normal.Lines)
        {
            var trimmed = NormalForm.Trim(line);
            if (++number > MostLines && lines.All) break;
            if (trimmed.Length >= ShortestLine && lines.Has(number, trimmed)) _lines.Add(_contentKey.Mark(trimmed));
        }
    }

    /// <summary>The message of a commit or tag, without a signature.</summary>
    /// <param name="Text">One character a byte.</param>
    /// <param name="Decoded">In UTF-8, where it is in another encoding.</param>
    private sealed record Message(string Text, byte[]? Decoded)
    {
        public static Message Of(ReadOnlySpan<byte> content)
        {
            var text = RawObject.Unsigned(RawObject.Parse(content).Text.TrimStart('\n'));
            var headers = content.IndexOf("\n\n"u8);
            return new Message(text, headers < 0 ? null : MessageEncoding.Decode(content[..headers], Encoding.Latin1.GetBytes(text)));
        }
    }
}
