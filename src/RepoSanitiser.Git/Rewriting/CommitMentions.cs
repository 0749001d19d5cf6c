using System.Collections.Concurrent;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>
/// Which commits the messages of commits name. Taken down while the history is read, so that no message is read again to find out in
/// what order commits can be made.
/// </summary>
public sealed class CommitMentions
{
    private readonly ConcurrentDictionary<int, byte[][]> _words = new();

    /// <param name="store">The objects of the repository.</param>
    /// <param name="format">The repository's hash.</param>
    public CommitMentions(ObjectStore store, ObjectFormat format) => Names = new CommitNames(store.Table, format);

    /// <summary>Finds the words and what they name.</summary>
    internal CommitNames Names { get; }

    /// <summary>Takes a commit or a tag in; may be called from several threads.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="type">Its type.</param>
    /// <param name="content">Its bytes.</param>
    public void Take(int index, ObjectType type, ReadOnlySpan<byte> content)
    {
        if (type != ObjectType.Commit) return;
        var message = content[CommitText.MessageStart(content)..];
        var words = Names.In(message);
        if (words.Count == 0) return;
        // What they name is known once all objects are: that of a loose object is not, yet.
        var held = new byte[words.Count][];
        for (var i = 0; i < held.Length; i++) held[i] = message.Slice(words[i].Start, words[i].Length).ToArray();
        _words[index] = held;
    }

    /// <summary>The commits that a commit's message names.</summary>
    internal IEnumerable<int> Of(int commit) =>
        _words.TryGetValue(commit, out var words) ? words.Select(w => Names.Resolve(w)).Where(named => named >= 0) : [];
}
