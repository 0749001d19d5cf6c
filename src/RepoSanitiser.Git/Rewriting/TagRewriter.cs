using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>What became of an annotated tag that is not as it was.</summary>
/// <param name="Old">Its id.</param>
/// <param name="New">Its new id; null where what it tagged is gone.</param>
/// <param name="LostSignature">Whether it was signed and no longer is.</param>
public sealed record ChangedTag(ObjectId Old, ObjectId? New, bool LostSignature);

/// <summary>Says what any object that a ref, a tag or a note may name becomes, and makes new tags for that.</summary>
internal sealed class TagRewriter(
    HistoryGraph graph, TreeRewriter trees, CommitRewriter commits, RewriteTexts texts, Func<int, EntryFate> looseBlob, ObjectReader reader, NewObjects objects, ObjectId emptyTree)
{
    private readonly Dictionary<int, ObjectId?> _tags = [];
    private readonly List<ChangedTag> _changed = [];

    /// <summary>Tags that are not as they were.</summary>
    public IReadOnlyList<ChangedTag> Changed => _changed;

    /// <summary>What stands for an object from now on; null where nothing does.</summary>
    public ObjectId? Successor(int index) => graph.Objects.Types[index] switch
    {
        ObjectType.Commit => commits.Survivor(index) is var survivor and >= 0 ? commits.Id(survivor) : null,
        ObjectType.Tree => Tree(index),
        ObjectType.Tag => Tag(index),
        _ => Blob(index),
    };

    /// <summary>The id that an object itself has from now on; null where it is gone.</summary>
    public ObjectId? Own(int index) => graph.Objects.Types[index] == ObjectType.Commit ? commits.Own(index) : Successor(index);

    private ObjectId? Tree(int index)
    {
        var made = trees.Of(index);
        return made == emptyTree && graph.Objects[index] != emptyTree ? null : made;
    }

    private ObjectId? Blob(int index)
    {
        var fate = looseBlob(index);
        return fate.Kind switch { FateKind.Drop => null, FateKind.Replace => fate.Content, _ => graph.Objects[index] };
    }

    private ObjectId? Tag(int index)
    {
        if (_tags.TryGetValue(index, out var known)) return known;
        var target = graph.Tags.TryGetValue(index, out var tag) ? tag.Target : -1;
        if (target < 0)
            throw new ReposanException(ExitCode.Refused, $"The tag {graph.Objects[index]} names an object that is missing: repair or delete it first; nothing was changed.");
        var successor = Successor(target);
        ObjectId? made = null;
        var lost = false;
        if (successor == graph.Objects[target] && !texts.Edits(index)) made = graph.Objects[index];
        else if (successor is { } id) reader.Read([graph.Objects[index]], (_, _, content) => made = Make(index, content.Span, id, out lost));
        if (made != graph.Objects[index]) _changed.Add(new ChangedTag(graph.Objects[index], made, lost));
        return _tags[index] = made;
    }

    private ObjectId Make(int index, ReadOnlySpan<byte> old, ObjectId target, out bool lost) =>
        objects.Add(ObjectType.Tag, CommitText.Tag(old, target, message => texts.Message(message, index, commits.Own), texts.All, out lost));
}
