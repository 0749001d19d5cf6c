using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Refs;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>
/// Shows from the copy made before that nothing else was lost or changed: every commit that refs, heads and stashes reached is there
/// still, as it was or in a new form whose tree is the old one but for the treated entries, with the parents, people, dates and message
/// it had; and there is no commit that came from nowhere. The map of ids is the rewrite's word, and everything that it says is compared.
/// </summary>
internal sealed class ReverseProof
{
    private const int CommitsAtOnce = 10_000;
    private readonly Repository _before;
    private readonly Repository _after;
    private readonly Certificate _certificate;
    private readonly RewrittenIds _ids;
    private readonly Evidence _evidence;
    private readonly TreeComparison _trees;
    private readonly HashSet<ObjectId> _treatedTexts;
    private readonly Dictionary<string, string> _renamedRefs;
    private readonly Dictionary<ObjectId, ObjectId[]> _images = [];

    public ReverseProof(Repository before, Repository after, Certificate certificate, Evidence evidence)
    {
        _before = before;
        _after = after;
        _certificate = certificate;
        _ids = new RewrittenIds(certificate);
        _evidence = evidence;
        _trees = new TreeComparison(before, after, certificate, _ids, evidence);
        _treatedTexts = [.. certificate.TreatedTexts];
        _renamedRefs = certificate.RenamedRefs.ToDictionary(r => r.Old, r => r.New, StringComparer.Ordinal);
    }

    /// <summary>Compares the two.</summary>
    /// <returns>How many commits were compared.</returns>
    public long Run(ProofOptions options, CancellationToken cancellation)
    {
        var dropped = _certificate.Refs.Where(r => r.New is null && !_renamedRefs.ContainsKey(r.Name)).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var roots = RepositorySnapshot.Of(_before).Roots.Where(CommitHistory.IsKept).Where(r => !dropped.Contains(r.Name)).ToList();
        var rootsNow = RepositorySnapshot.Of(_after).Roots.Where(CommitHistory.IsKept).ToList();
        var old = CommitHistory.Of(_before, roots.Select(r => r.Target));
        var now = CommitHistory.Of(_after, rootsNow.Select(r => r.Target));
        foreach (var commit in old.OldestFirst) _images[commit] = ImagesOf(commit, old.Parents[commit]);
        CompareReach(old, now);
        foreach (var commits in old.OldestFirst.Where(_ids.IsChanged).Chunk(CommitsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            CompareCommits(commits);
        }

        CompareRefs(roots.Where(r => r.Kind == RootKind.Ref), rootsNow.Where(r => r.Kind == RootKind.Ref));
        _trees.Run(options.Progress, cancellation);
        return old.OldestFirst.Count;
    }

    /// <summary>What stands for a commit now: itself in its new form, or, where it was pruned, what stands for its parents.</summary>
    private ObjectId[] ImagesOf(ObjectId commit, ObjectId[] parents)
    {
        if (_ids.Now(commit) is { } now) return [now];
        return [.. parents.SelectMany(p => _images.GetValueOrDefault(p, [p])).Distinct()];
    }

    private void CompareReach(CommitHistory old, CommitHistory now)
    {
        foreach (var commit in old.OldestFirst)
        {
            if (_ids.Now(commit) is { } image && !now.Parents.ContainsKey(image))
                _evidence.Remains(RemainderKind.Lost, "history", "a commit that was kept is not reached by any ref now", commit);
        }

        var known = _images.Values.SelectMany(i => i).ToHashSet();
        foreach (var commit in now.OldestFirst.Where(c => !known.Contains(c)))
            _evidence.Remains(RemainderKind.Changed, "history", "a commit is there that no earlier one became", commit);
    }

    private void CompareCommits(ObjectId[] commits)
    {
        var old = Read(_before, commits);
        var now = Read(_after, commits.SelectMany(c => _images[c]));
        foreach (var commit in commits)
        {
            if (!old.TryGetValue(commit, out var was)) continue;
            var images = _images[commit].Where(now.ContainsKey).ToList();
            if (_ids.Now(commit) is { } image)
            {
                // That it is not there has been told.
                if (now.TryGetValue(image, out var became)) CompareCommit(commit, was, became);
            }
            else
            {
                // Pruned because it held nothing else than what was treated: then its tree is that of what stands for it.
                _trees.Add(TreeOf(was), Closest(TreeOf(was), [.. images.Select(i => TreeOf(now[i])).Distinct()]));
            }
        }
    }

    /// <summary>Of several trees that stand for a pruned merge, one that is its own but for the treated entries; else the first.</summary>
    private ObjectId? Closest(ObjectId tree, List<ObjectId> others) => others.Count switch
    {
        0 => null,
        1 => others[0],
        _ => others.Find(o => IsSame(tree, o)) is { IsZero: false } same ? same : others[0],
    };

    private bool IsSame(ObjectId tree, ObjectId other)
    {
        var found = new Evidence();
        var alone = new TreeComparison(_before, _after, _certificate, _ids, found);
        alone.Add(tree, other);
        alone.Run(SilentProgress.Instance, CancellationToken.None);
        return found.Remaining.Count == 0 && found.UnreadItems.Count == 0;
    }

    private void CompareCommit(ObjectId id, byte[] was, byte[] became)
    {
        var (old, oldText) = RawObject.Parse(was);
        var (now, newText) = RawObject.Parse(became);
        _trees.Add(TreeOf(was), TreeOf(became));
        CompareParents(id, Ids(old, "parent"), Ids(now, "parent"));
        if (!_treatedTexts.Contains(id) && !_ids.IsSameText(oldText, newText)) Changed("the message of a commit", id);
        CompareHeaders("a commit", id, old, now, ["tree", "parent"]);
    }

    /// <summary>Each header is there still, in its order; a signature need not be, and where texts were treated, a name may be another.</summary>
    private void CompareHeaders(string what, ObjectId id, List<(string Name, string Value)> old, List<(string Name, string Value)> now, string[] own)
    {
        var isTreated = _treatedTexts.Contains(id);
        var left = new Queue<(string Name, string Value)>(now.Where(h => !own.Contains(h.Name)));
        foreach (var header in old.Where(h => !own.Contains(h.Name)))
        {
            if (left.TryPeek(out var next) && IsSameHeader(header, next, isTreated)) left.Dequeue();
            else if (!IsSignature(header.Name)) Changed($"the header '{Printable.Escape(header.Name)}' of {what}", id);
        }

        if (left.Count > 0) Changed($"the headers of {what}", id);
    }

    private static bool IsSameHeader((string Name, string Value) old, (string Name, string Value) now, bool isTreated)
    {
        if (old == now) return true;
        if (!isTreated || old.Name != now.Name) return false;
        if (old.Name == "tag") return true;
        // Whom it names may be another; when it was may not.
        return old.Name is "author" or "committer" or "tagger" && (!old.Value.Contains('>', StringComparison.Ordinal) || When(old.Value) == When(now.Value));
    }

    private static string When(string person) => person[(person.LastIndexOf('>') + 1)..];

    private void CompareParents(ObjectId id, List<ObjectId> old, List<ObjectId> now)
    {
        var allowed = old.SelectMany(p => _images.GetValueOrDefault(p, [p])).ToHashSet();
        var mustStay = old.Select(_ids.Now).OfType<ObjectId>();
        if (now.Any(p => !allowed.Contains(p)) || mustStay.Except(now).Any() || (allowed.Count > 0 && now.Count == 0)) Changed("the parents of a commit", id);
    }

    private void CompareRefs(IEnumerable<Root> before, IEnumerable<Root> after)
    {
        var now = after.ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal);
        foreach (var root in before)
        {
            var name = _renamedRefs.GetValueOrDefault(root.Name, root.Name);
            CompareRef(name, root.Target, now.TryGetValue(name, out var found) ? found : null);
        }
    }

    private void CompareRef(string name, ObjectId old, ObjectId? now)
    {
        if (old == now) return;
        // That both are tags says nothing yet: what they say, and what they are on, is compared.
        if (now is { } other && TypeOf(_before, old) == ObjectType.Tag && TypeOf(_after, other) == ObjectType.Tag)
        {
            CompareTag(old, other);
            return;
        }

        var images = _images.TryGetValue(old, out var known) ? known : _ids.Now(old) is { } kept ? [kept] : [];
        if ((now is { } target ? images.Contains(target) : images.Length == 0) || IsGoneTag(old, now)) return;
        if (IsTreatedTarget(old, now)) return;
        _evidence.Remains(now is null ? RemainderKind.Lost : RemainderKind.Changed, Printable.Escape(name), "the ref does not point at what its target became", old);
    }

    /// <summary>A tag that went because nothing is left of what it was on.</summary>
    private bool IsGoneTag(ObjectId old, ObjectId? now)
    {
        if (now is not null || TypeOf(_before, old) != ObjectType.Tag || !Read(_before, [old]).TryGetValue(old, out var tag)) return false;
        return Ids(RawObject.Parse(tag).Headers, "object") is [var target]
            && (IsGoneTag(target, null) || (_images.TryGetValue(target, out var images) ? images.Length == 0 : IsTreatedTarget(target, null)));
    }

    /// <summary>A tag of a blob or a tree itself, that was treated.</summary>
    private bool IsTreatedTarget(ObjectId old, ObjectId? now)
    {
        if (_certificate.Treated.Any(t => t.Old == old && t.New == now)) return true;
        var (type, typeNow) = (TypeOf(_before, old), now is { } id ? TypeOf(_after, id) : ObjectType.Tree);
        if (type != ObjectType.Tree || typeNow != ObjectType.Tree) return false;
        _trees.Add(old, now);
        return true;
    }

    private void CompareTag(ObjectId old, ObjectId now)
    {
        if (!Read(_before, [old]).TryGetValue(old, out var was) || !Read(_after, [now]).TryGetValue(now, out var became)) return;
        var (headers, text) = RawObject.Parse(was);
        var (headersNow, textNow) = RawObject.Parse(became);
        if (Ids(headers, "object") is not [var target] || Ids(headersNow, "object") is not [var targetNow])
        {
            Changed("a tag", old);
            return;
        }

        CompareRef("an annotated tag", target, targetNow);
        CompareHeaders("a tag", old, headers, headersNow, ["object"]);
        if (!_treatedTexts.Contains(old) && !_ids.IsSameText(RawObject.Unsigned(text), RawObject.Unsigned(textNow))) Changed("the message of a tag", old);
    }

    private static bool IsSignature(string header) => header is "gpgsig" or "gpgsig-sha256" or "mergetag";

    private static ObjectId TreeOf(byte[] commit) => Ids(RawObject.Parse(commit).Headers, "tree").FirstOrDefault();

    private static List<ObjectId> Ids(List<(string Name, string Value)> headers, string name) =>
        [.. headers.Where(h => h.Name == name).Select(h => ObjectId.TryParse(h.Value.AsSpan(), out var id) ? id : default)];

    private static ObjectType TypeOf(Repository repository, ObjectId id)
    {
        var found = ObjectType.None;
        new CatFile(repository).Check([id], (_, type, _) => found = type);
        return found;
    }

    private static Dictionary<ObjectId, byte[]> Read(Repository repository, IEnumerable<ObjectId> wanted)
    {
        var found = new Dictionary<ObjectId, byte[]>();
        new CatFile(repository).Read([.. wanted.Distinct()], int.MaxValue, (id, _, content) => found[id] = content.ToArray(), (_, _, _) => { });
        return found;
    }

    private void Changed(string what, ObjectId id) => _evidence.Remains(RemainderKind.Changed, "history", $"{what} is not as it was", id);
}
