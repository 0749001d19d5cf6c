using System.Globalization;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Refs;

namespace RepoSanitiser.Git;

/// <summary>A repository at one moment: its roots, and a description of its stores by which a later moment can be told from it.</summary>
public sealed class RepositorySnapshot
{
    private readonly List<Unreadable> _unreadable = [];

    private RepositorySnapshot(Repository repository)
    {
        Repository = repository;
        var roots = new Roots(repository);
        Roots = roots.Read();
        _unreadable.AddRange(roots.Unreadable);
        Stores = DescribeStores(repository);
        Modules = OpenModules();
    }

    /// <summary>The repository.</summary>
    public Repository Repository { get; }

    /// <summary>All that kept objects alive.</summary>
    public IReadOnlyList<Root> Roots { get; }

    /// <summary>Refs, reflogs and indexes that could not be read.</summary>
    public IReadOnlyList<Unreadable> Unreadable => _unreadable;

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
        foreach (var folder in repository.ObjectDirectories.SelectMany(Git.Stores.FoldersOf))
        {
            foreach (var file in Git.Stores.Files(folder).Order(StringComparer.Ordinal)) Describe(file, text);
        }

        foreach (var file in Git.Stores.LfsFiles(repository.CommonDirectory)) Describe(file, text);
        return text.ToString();
    }

    private List<(string Name, RepositorySnapshot Snapshot)> OpenModules()
    {
        var modules = new List<(string, RepositorySnapshot)>();
        foreach (var (name, directory) in Repository.Modules())
        {
            try
            {
                // git goes on looking above a folder that is no repository, and would end up in this one again.
                if (Repository.Open(directory) is var module && PrivateFiles.RealPath(module.GitDirectory) == PrivateFiles.RealPath(directory)) modules.Add((name, Of(module)));
                else AddBroken(name);
            }
            catch (ReposanException)
            {
                AddBroken(name);
            }
        }

        return modules;
    }

    private void AddBroken(string module) =>
        _unreadable.Add(new Unreadable(null, "modules/" + module, "the submodule's repository can't be opened"));

    /// <summary>A file that goes while it is looked at leaves its name alone.</summary>
    private static void Describe(string path, StringBuilder text)
    {
        text.Append(path);
        var file = new FileInfo(path);
        try
        {
            text.Append(CultureInfo.InvariantCulture, $" {file.Length} {file.LastWriteTimeUtc.Ticks}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text.Append(" gone");
        }

        text.Append('\n');
    }
}
