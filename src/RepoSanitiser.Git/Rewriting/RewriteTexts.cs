using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>
/// Changes the messages of commits and tags: what the edits ask for, and ids of commits that have others now. A word may name a commit
/// by its first 7 digits or more; the new word is as long. What names a commit that was left out stays, and is counted.
/// </summary>
internal sealed class RewriteTexts(HistoryGraph graph, CommitMentions mentions, TextEdits edits, IReadOnlySet<int> edited, IReadOnlySet<int> withoutMessage)
{
    /// <summary>What stands in the place of a message that goes.</summary>
    public const string Removed = "[message removed]\n";

    /// <summary>What messages name as they are.</summary>
    public CommitMentions Mentions => mentions;

    /// <summary>The edits.</summary>
    public TextEdits All => edits;

    /// <summary>Words in new messages that still name a commit that is gone.</summary>
    public int NamesLeft { get; private set; }

    /// <summary>Whether the edits change anything in a commit or tag.</summary>
    public bool Edits(int index) => edited.Contains(index) || withoutMessage.Contains(index);

    /// <summary>The new message; null for the old one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="index">Whose it is.</param>
    /// <param name="own">The id that a commit has from now on; null where it was left out.</param>
    public byte[]? Message(ReadOnlySpan<byte> message, int index, Func<int, ObjectId?> own)
    {
        if (withoutMessage.Contains(index)) return Encoding.ASCII.GetBytes(Removed);
        var changed = edits.Message is { } edit ? edit(message) : null;
        var text = changed ?? message;
        foreach (var word in mentions.Names.In(text))
        {
            var commit = mentions.Names.Resolve(text.Slice(word.Start, word.Length));
            if (commit < 0) continue;
            if (own(commit) is not { } id)
            {
                NamesLeft++;
                continue;
            }

            if (id == graph.Objects[commit]) continue;
            changed ??= message.ToArray();
            text = changed;
            Encoding.ASCII.GetBytes(id.ToString().AsSpan(0, word.Length), changed.AsSpan(word.Start, word.Length));
        }

        return changed;
    }
}
