using RepoSanitiser.Core;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.History.Proof;

/// <summary>What kind of thing makes a proof fail.</summary>
public enum RemainderKind
{
    /// <summary>A purged object, or an old commit or tag, is in a store.</summary>
    Object,

    /// <summary>Something names a purged object or an old commit: a tree, a ref, a reflog, an index, a file of the git directory.</summary>
    Named,

    /// <summary>Purged content under another id or in a file, whole.</summary>
    Content,

    /// <summary>Offending lines in another object or file.</summary>
    Lines,

    /// <summary>What the rules saw in purged content, they see again.</summary>
    Cells,

    /// <summary>git fsck finds the repository broken.</summary>
    Broken,

    /// <summary>Something else than what was treated is not as it was.</summary>
    Changed,

    /// <summary>Something else than what was treated is gone.</summary>
    Lost,
}

/// <summary>A reason why a proof fails.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Place">Where: a ref, a file, a store; masked where a name itself holds a finding.</param>
/// <param name="What">What is wrong there, without any content.</param>
/// <param name="Object">The object's id in hex; null where it is none. As sensitive as any old id.</param>
public sealed record Remainder(RemainderKind Kind, string Place, string What, string? Object = null);

/// <summary>What a proof found.</summary>
/// <param name="Certificate">The certificate with the proof's summary in it.</param>
/// <param name="Remaining">Why it fails, in a stable order; empty where nothing remains.</param>
/// <param name="Unread">What could not be read, so that nothing can be said of it.</param>
/// <param name="Notes">What people may want to know, a sentence each.</param>
public sealed record ProofResult(
    Certificate Certificate, IReadOnlyList<Remainder> Remaining, IReadOnlyList<CoverageItem> Unread, IReadOnlyList<string> Notes)
{
    /// <summary>The summary.</summary>
    public ProofSummary Summary => Certificate.Proof!;

    /// <summary>How a command ends that made it.</summary>
    public ExitCode ExitCode => Remaining.Count > 0 ? ExitCode.Findings : Unread.Count > 0 ? ExitCode.Incomplete : ExitCode.Clean;
}

/// <summary>Gathers what the steps of a proof find, from all threads.</summary>
internal sealed class Evidence
{
    private readonly Lock _lock = new();
    private readonly HashSet<Remainder> _remaining = [];
    private readonly HashSet<CoverageItem> _unread = [];
    private readonly List<string> _notes = [];

    /// <summary>Files that were read beside the object stores.</summary>
    public long Files { get; set; }

    /// <summary>Objects that git gave.</summary>
    public long Objects { get; set; }

    public void Remains(RemainderKind kind, string place, string what, ObjectId? id = null)
    {
        lock (_lock) _remaining.Add(new Remainder(kind, place, what, id?.ToString()));
    }

    public void Unread(string? id, string? place, string reason)
    {
        lock (_lock) _unread.Add(new CoverageItem(id, place, ReadState.Unread, reason));
    }

    public void Note(string sentence)
    {
        lock (_lock) _notes.Add(sentence);
    }

    public IReadOnlyList<Remainder> Remaining =>
        [.. _remaining.OrderBy(r => r.Kind).ThenBy(r => r.Place, StringComparer.Ordinal).ThenBy(r => r.What, StringComparer.Ordinal).ThenBy(r => r.Object, StringComparer.Ordinal)];

    public IReadOnlyList<CoverageItem> UnreadItems =>
        [.. _unread.OrderBy(i => i.Path, StringComparer.Ordinal).ThenBy(i => i.Object, StringComparer.Ordinal).ThenBy(i => i.Reason, StringComparer.Ordinal)];

    public IReadOnlyList<string> Notes => _notes;
}
