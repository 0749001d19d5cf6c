namespace RepoSanitiser.TestKit;

/// <summary>The source tree that the tests were built from.</summary>
public static class SourceTree
{
    /// <summary>Its root: the folder with the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The absolute path of something in it.</summary>
    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder)
    {
        if (System.IO.File.Exists(Path.Combine(folder, "RepoSanitiser.sln"))) return folder;
        return Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the source tree."));
    }
}
