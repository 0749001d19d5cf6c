using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Proof;

/// <summary>Looks through every object of one repository's stores.</summary>
/// <param name="wanted">What is looked for.</param>
/// <param name="evidence">Takes what is found.</param>
/// <param name="prefix">The submodule's or nested repository's place, with a slash; empty for the repository itself.</param>
internal sealed class StoreSearch(Wanted wanted, Evidence evidence, string prefix)
{
    private int _mentions;

    /// <summary>Messages that name an old commit or tag, which the rewrite leaves where it can't say what became of it.</summary>
    public int Mentions => _mentions;

    /// <summary>Looks through a repository's objects and the files of its stores.</summary>
    /// <returns>Every object that it has.</returns>
    public IReadOnlySet<ObjectId> Search(Repository repository, ProofOptions options, CancellationToken cancellation)
    {
        var reader = new SecondReader(repository, options.MaxObjectBytes, options.Threads, options.Progress);
        reader.ReadAll(Take, cancellation);
        foreach (var unread in reader.Unread) evidence.Unread(unread.Object?.ToString(), unread.Path is null ? null : prefix + unread.Path, unread.Reason);
        foreach (var directory in repository.ObjectDirectories) SearchFiles(repository, directory, options);
        if (repository.MissingAlternates > 0) evidence.Unread(null, prefix + "objects/info/alternates", $"alternates not found: {repository.MissingAlternates}");
        evidence.Objects += reader.Objects.Count;
        return reader.Objects;
    }

    private void Take(ObjectId id, ObjectType type, ReadOnlyMemory<byte> content)
    {
        if (wanted.What(id) is { } what) evidence.Remains(RemainderKind.Object, prefix + "objects", $"the {what} is in the store", id);
        switch (type)
        {
            case ObjectType.Tree:
                TakeTree(id, content);
                break;
            case ObjectType.Blob:
                // The purged object itself has been told.
                if (!wanted.IsPurged(id)) TakeContent(id, type, content);
                break;
            default:
                TakeLinks(id, type, content);
                TakeContent(id, type, content);
                break;
        }
    }

    private void TakeTree(ObjectId id, ReadOnlyMemory<byte> content)
    {
        var length = ObjectId.LengthOf(wanted.Format);
        var bytes = content.Span;
        for (var at = 0; at < bytes.Length;)
        {
            var end = bytes[at..].IndexOf((byte)0);
            if (end < 0 || at + end + 1 + length > bytes.Length)
            {
                // Malformed: then whatever stands in it, at any place.
                foreach (var found in wanted.InBinary(content)) Named(id, ObjectType.Tree, found);
                return;
            }

            if (wanted.Names.IsGone(bytes.Slice(at, end)[(bytes.Slice(at, end).IndexOf((byte)' ') + 1)..]))
                evidence.Remains(RemainderKind.Named, prefix + "objects", "a tree has a name that was replaced", id);
            var entry = new ObjectId(bytes.Slice(at + end + 1, length));
            if (wanted.What(entry) is not null) Named(id, ObjectType.Tree, entry);
            at += end + 1 + length;
        }
    }

    private void TakeLinks(ObjectId id, ObjectType type, ReadOnlyMemory<byte> content)
    {
        var end = content.Span.IndexOf("\n\n"u8);
        var headers = end < 0 ? content : content[..end];
        foreach (var found in wanted.InHex(headers)) Named(id, type, found);
        foreach (var found in wanted.InHex(content[headers.Length..]))
        {
            if (wanted.IsPurged(found)) Named(id, type, found);
            else Interlocked.Increment(ref _mentions);
        }
    }

    private void Named(ObjectId by, ObjectType type, ObjectId named)
    {
        // An old commit that is still there names what it always named: that it is there has been told.
        if (wanted.What(by) is null) evidence.Remains(RemainderKind.Named, prefix + "objects", $"a {type.Name()} names the {wanted.What(named)}", by);
    }

    private void TakeContent(ObjectId id, ObjectType type, ReadOnlyMemory<byte> content)
    {
        var seen = wanted.Content.Look(content);
        var inside = seen.Inside ? ", packed in it" : "";
        var (whole, lines) = type == ObjectType.Blob ? (false, 0) : LookAtMessage(content);
        if (seen.Whole || whole) evidence.Remains(RemainderKind.Content, prefix + "objects", $"a {type.Name()} has purged content{inside}", id);
        if (seen.Lines + lines > 0) evidence.Remains(RemainderKind.Lines, prefix + "objects", $"a {type.Name()} has offending lines{inside}", id);
    }

    /// <summary>Looks for purged content in a message, and in what it says in UTF-8 where it is in another encoding.</summary>
    private (bool Whole, int Lines) LookAtMessage(ReadOnlyMemory<byte> content)
    {
        var end = content.Span.IndexOf("\n\n"u8);
        if (end < 0) return default;
        var message = content[(end + 2)..];
        var whole = wanted.Content.IsInMessage(message.Span);
        if (MessageEncoding.Decode(content.Span[..end], message.Span) is not { } decoded) return (whole, 0);
        return (whole || wanted.Content.IsInMessage(decoded), wanted.Content.Look(decoded).Lines);
    }

    /// <summary>Files of an object directory that git reads as no objects: leftovers of a killed git, packs without an index, stale tables.</summary>
    private void SearchFiles(Repository repository, string directory, ProofOptions options)
    {
        var walk = new FileWalk(f => evidence.Unread(null, prefix + repository.Relative(f.Text), "the folder can't be read"));
        foreach (var file in walk.Files(directory, new HashSet<string>()))
        {
            var name = Path.GetRelativePath(directory, file.Text);
            var place = prefix + repository.Relative(file.Text);
            if (!file.IsNameable || !IsObject(name, file.Text)) evidence.Unread(null, place, "a file in the object store that git does not read as objects");
            if (file.IsNameable && (name.EndsWith(".pack", StringComparison.Ordinal) || IsLoose(name))) continue;
            SearchFile(file, place, options);
        }
    }

    private void SearchFile(RawPath file, string place, ProofOptions options)
    {
        try
        {
            if (FileWalk.Read(file, options.MaxObjectBytes) is not { } bytes)
            {
                evidence.Unread(null, place, "larger than the limit");
                return;
            }

            evidence.Files++;
            foreach (var id in wanted.InBinary(bytes).Concat(wanted.InHex(bytes)).Distinct())
                evidence.Remains(RemainderKind.Named, place, $"names the {wanted.What(id)}", id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            evidence.Unread(null, place, "the file can't be read");
        }
    }

    private static bool IsLoose(string name) => name.Length > 3 && name[2] == '/' && name.Replace("/", "", StringComparison.Ordinal) is { Length: 40 or 64 } id && id.All(char.IsAsciiHexDigitLower);

    private static bool IsObject(string name, string file)
    {
        if (IsLoose(name) || name.StartsWith("info/", StringComparison.Ordinal)) return true;
        if (!name.StartsWith("pack/", StringComparison.Ordinal)) return false;
        if (name.StartsWith("pack/multi-pack-index", StringComparison.Ordinal)) return true;
        if (!name.StartsWith("pack/pack-", StringComparison.Ordinal)) return false;
        var other = name.EndsWith(".pack", StringComparison.Ordinal) ? ".idx" : ".pack";
        return File.Exists(Path.ChangeExtension(file, other));
    }
}
