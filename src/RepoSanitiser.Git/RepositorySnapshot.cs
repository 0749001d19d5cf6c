using System.Globalization;
using System.Text;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Refs;

namespace RepoSanitiser.Git;

/// <summary>A repository at one moment: its roots, and a description of its stores by which a later moment can be told from it.</summary>
public sealed class RepositorySnapshot
{
    private RepositorySnapshot(Repository repository)
    {
        Repository = repository;
        var roots = new Roots(repository);
        Roots = roots.Read();
        Unreadable = roots.Unreadable;
        Stores = DescribeStores(repository);
        Modules = [.. repository.Modules().Select(m => (m.Name, new RepositorySnapshot(m.Repository)))];
    }

    /// <summary>The repository.</summary>
    public Repository Repository { get; }

    /// <summary>All that kept objects alive.</summary>
    public IReadOnlyList<Root> Roots { get; }

    /// <summary>Refs, reflogs and indexes that could not be read.</summary>
    public IReadOnlyList<Unreadable> Unreadable { get; }

    /// <summary>The repositories of its submodules.</summary>
    public IReadOnlyList<(string Name, RepositorySnapshot Snapshot)> Modules { get; }

    /// <summary>Packs, loose objects and LFS files: names, sizes and times.</summary>
    public string Stores { get; }

    /// <summary>Everything that a scan of it depends on, as text: the same text means that nothing has changed.</summary>
    public string State
    {
        get
        {
            var text = new StringBuilder(Stores);
            foreach (var root in Roots) text.Append(CultureInfo.InvariantCulture, $"{root.Name} {root.Target} {root.Path}\n");
            foreach (var unreadable in Unreadable) text.Append(CultureInfo.InvariantCulture, $"{unreadable}\n");
            foreach (var (name, module) in Modules) text.Append(CultureInfo.InvariantCulture, $"module {name}\n{module.State}");
            return text.ToString();
        }
    }

    /// <summary>Looks at a repository.</summary>
    public static RepositorySnapshot Of(Repository repository) => new(repository);

    /// <summary>Whether objects have come or gone since.</summary>
    public bool StoresHaveChanged() => DescribeStores(Repository) != Stores;

    private static string DescribeStores(Repository repository)
    {
        var text = new StringBuilder();
        foreach (var directory in repository.ObjectDirectories) Describe(directory, text);
        Describe(Path.Combine(repository.CommonDirectory, "lfs", "objects"), text);
        return text.ToString();
    }

    private static void Describe(string directory, StringBuilder text)
    {
        if (!Directory.Exists(directory)) return;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
    }
}
