using RepoSanitiser.Core;
using RepoSanitiser.Git.Graph;

namespace RepoSanitiser.Git.Rewriting;

/// <summary>What becomes of an entry of a tree, or of a blob that something other than a tree names.</summary>
public enum FateKind
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>It goes.</summary>
    Drop,

    /// <summary>It names other content from now on.</summary>
    Replace,

    /// <summary>It has another name from now on.</summary>
    Rename,
}

/// <summary>What becomes of an entry.</summary>
/// <param name="Kind">What.</param>
/// <param name="Content">The id of the content it names from now on, where it is replaced.</param>
/// <param name="Name">Its new name, one character a byte, where it is renamed.</param>
public readonly record struct EntryFate(FateKind Kind, ObjectId Content = default, string? Name = null)
{
    /// <summary>It goes.</summary>
    public static EntryFate Drop => new(FateKind.Drop);

    /// <summary>It names other content.</summary>
    public static EntryFate Replace(ObjectId content) => new(FateKind.Replace, content);

    /// <summary>It gets another name.</summary>
    public static EntryFate Rename(string name) => new(FateKind.Rename, default, name);
}

/// <summary>Says which entries of trees are touched. Fates are settled only when every touched entry is known.</summary>
public interface IEntrySelection
{
    /// <summary>A number for what becomes of an entry, to be looked up among the fates; -1 for one that stays as it is.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="folder">The path of the tree it lies in.</param>
    int Decide(in TreeEntry entry, int folder);

    /// <summary>Whether anything below a folder may be touched.</summary>
    /// <param name="entry">The folder's entry.</param>
    /// <param name="folder">The path of the tree it lies in.</param>
    bool Enters(in TreeEntry entry, int folder);
}
