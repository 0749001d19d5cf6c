namespace RepoSanitiser.Git.Objects;

/// <summary>The types of git objects, by their numbers in a pack.</summary>
public enum ObjectType : byte
{
    /// <summary>Not known (yet).</summary>
    None = 0,

    /// <summary>A commit.</summary>
    Commit = 1,

    /// <summary>A tree.</summary>
    Tree = 2,

    /// <summary>A blob.</summary>
    Blob = 3,

    /// <summary>An annotated tag.</summary>
    Tag = 4,
}

/// <summary>Names of object types as git prints them.</summary>
public static class ObjectTypes
{
    /// <summary>git's name.</summary>
    public static string Name(this ObjectType type) => type switch
    {
        ObjectType.Commit => "commit",
        ObjectType.Tree => "tree",
        ObjectType.Blob => "blob",
        ObjectType.Tag => "tag",
        _ => "unknown",
    };

    /// <summary>The type git's name stands for; <see cref="ObjectType.None"/> for another word.</summary>
    public static ObjectType Parse(ReadOnlySpan<char> name) => name switch
    {
        "commit" => ObjectType.Commit,
        "tree" => ObjectType.Tree,
        "blob" => ObjectType.Blob,
        "tag" => ObjectType.Tag,
        _ => ObjectType.None,
    };
}
