using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;

namespace RepoSanitiser.History.Checking;

/// <summary>What the files of one folder declare of the outputs below it.</summary>
internal sealed class StudyFolder
{
    private const string Project = "project.yaml";
    private const string Manifest = "metadata/manifest.json";
    private const long MostBytes = 16 << 20;

    private StudyFolder(string full, StudyDeclarations declarations)
    {
        Full = full;
        Declarations = declarations;
    }

    /// <summary>The folder, absolute.</summary>
    public string Full { get; }

    /// <summary>What it declares.</summary>
    public StudyDeclarations Declarations { get; }

    /// <summary>Whether it is the root of a study, whose source code lies beside its outputs.</summary>
    public bool HasProject { get; private init; }

    /// <summary>Whether it lists the outputs of a run.</summary>
    public bool HasManifest { get; private init; }

    /// <summary>Its files that could not be read as what they claim to be, from this folder.</summary>
    public IReadOnlyList<string> Invalid { get; private init; } = [];

    /// <summary>Reads what a folder declares; null where it declares nothing.</summary>
    public static StudyFolder? In(string folder)
    {
        var declarations = new StudyDeclarations();
        var found = new List<string>();
        var invalid = new List<string>();
        foreach (var name in (ReadOnlySpan<string>)[Project, Manifest])
        {
            var file = Path.Combine(folder, name);
            if (FileKinds.Of(file) != FileKind.File) continue;
            found.Add(name);
            if (Read(file) is not { } content || !declarations.Add(name, content)) invalid.Add(name);
        }

        return found.Count == 0 ? null : new StudyFolder(folder, declarations)
        {
            HasProject = found.Contains(Project),
            HasManifest = found.Contains(Manifest),
            Invalid = invalid,
        };
    }

    /// <summary>What the nearest folder declares at or above a folder; null where none does.</summary>
    /// <param name="folder">Where to begin, absolute.</param>
    /// <param name="repository">The work tree around it, beyond which nothing belongs to the study; null where there is none.</param>
    public static StudyFolder? AtOrAbove(string folder, string? repository)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            // Where anybody may put a file, its declarations are anybody's.
            if (at != folder && IsOpenToAll(at)) return null;
            if (In(at) is { } study) return study;
            if (at == repository) return null;
        }

        return null;
    }

    /// <summary>The work tree around a folder: the nearest folder at or above it that has a <c>.git</c>; null where none has.</summary>
    public static string? WorkTreeAround(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (FileKinds.Behind(Path.Combine(at, ".git")) is FileKind.Folder or FileKind.File) return at;
        }

        return null;
    }

    private static bool IsOpenToAll(string folder)
    {
        try
        {
            return (File.GetUnixFileMode(folder) & UnixFileMode.OtherWrite) != UnixFileMode.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static byte[]? Read(string file)
    {
        try
        {
            return new FileInfo(file).Length > MostBytes ? null : File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
