namespace RepoSanitiser.Git.Graph;

/// <summary>Paths, each as a folder's number and a name's number, so that a path costs two numbers. Number 0 is the root.</summary>
public sealed class PathTable(NameTable names)
{
    /// <summary>The top of a tree.</summary>
    public const int Root = 0;

    private readonly List<(int Folder, int Name)> _paths = [(-1, -1)];
    private readonly Dictionary<long, int> _numbers = [];

    /// <summary>Paths known.</summary>
    public int Count => _paths.Count;

    /// <summary>The folder a path lies in; -1 for the root.</summary>
    public int Folder(int path) => _paths[path].Folder;

    /// <summary>The number of a path's last name; -1 for the root.</summary>
    public int Name(int path) => _paths[path].Name;

    /// <summary>A path's last name as people read it.</summary>
    public string DisplayName(int path) => names.Display(_paths[path].Name);

    /// <summary>The number of the path that <paramref name="name"/> has in <paramref name="folder"/>.</summary>
    public int Add(int folder, int name)
    {
        var key = ((long)folder << 32) | (uint)name;
        ref var number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var known);
        if (known) return number;
        number = _paths.Count;
        _paths.Add((folder, name));
        return number;
    }

    /// <summary>The number of a path given with slashes, one character a byte.</summary>
    public int Add(string rawPath)
    {
        var path = Root;
        foreach (var part in rawPath.Split('/')) path = Add(path, names.Add(part));
        return path;
    }

    /// <summary>The path with slashes, as people read it.</summary>
    public string Display(int path)
    {
        var parts = new Stack<string>();
        for (; path > Root; path = _paths[path].Folder) parts.Push(DisplayName(path));
        return string.Join('/', parts);
    }
}
