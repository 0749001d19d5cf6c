namespace RepoSanitiser.Core;

/// <summary>What became of something that was found.</summary>
public enum ReadState
{
    /// <summary>Its bytes and its content were judged.</summary>
    Read,

    /// <summary>Its bytes were read; its content needs a person (an image without OCR, a binary of unknown kind).</summary>
    Opaque,

    /// <summary>Missing, corrupt, encrypted or over a limit: nothing can be said of it.</summary>
    Unread,
}

/// <summary>How many objects of one type were found and what became of them: <c>Found = Read + Opaque + Unread</c>.</summary>
public sealed record CoverageCount(long Found, long Read, long Opaque, long Unread);

/// <summary>One thing that was not wholly read.</summary>
/// <param name="Object">The object's id in hex, or null for something that is no object (a file, a pack).</param>
/// <param name="Path">A path it had, with the member of a container after <c> » </c>; or null.</param>
/// <param name="State"><see cref="ReadState.Opaque"/> or <see cref="ReadState.Unread"/>.</param>
/// <param name="Reason">Why, in a few words, without any of its content.</param>
public sealed record CoverageItem(string? Object, string? Path, ReadState State, string Reason);

/// <summary>What was found, read and not read: part of every result, in every format.</summary>
/// <param name="Objects">Counts by type: <c>commit</c>, <c>tree</c>, <c>blob</c>, <c>tag</c>, and <c>lfs</c>, <c>file</c> where there are any.</param>
/// <param name="Items">What was not wholly read, in a stable order.</param>
public sealed record Coverage(IReadOnlyDictionary<string, CoverageCount> Objects, IReadOnlyList<CoverageItem> Items)
{
    /// <summary>Whether anything that was found stayed unread.</summary>
    public bool Incomplete => Items.Any(i => i.State == ReadState.Unread) || Objects.Values.Any(c => c.Unread > 0);
}
