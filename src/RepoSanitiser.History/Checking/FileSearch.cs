using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Checking;

/// <summary>
/// Finds the files under the paths that were named. Links are followed only to files below the folder they lie in, so that nothing is
/// read that was not named; whatever is not read is said.
/// </summary>
/// <param name="requested">What was asked to be released; null where nobody said.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class FileSearch(IReadOnlySet<string>? requested, CancellationToken cancellation)
{
    private readonly List<CheckedContent> _files = [];
    private readonly List<(string Shown, string Path, string Name)> _names = [];
    private readonly List<CoverageItem> _items = [];
    private readonly SortedSet<string> _roots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>A file that is left out where it is met below a folder; null for none.</summary>
    public string? Except { get; init; }

    /// <summary>The files, in order of their paths.</summary>
    public IReadOnlyList<CheckedContent> Files => _files;

    /// <summary>Every name of a file or folder that was met, with its path as people see it and as fingerprints cover it.</summary>
    public IReadOnlyList<(string Shown, string Path, string Name)> Names => _names;

    /// <summary>The folders that paths in fingerprints begin at.</summary>
    public IReadOnlyList<string> Roots => [.. _roots];

    /// <summary>What will not be read, each with its reason.</summary>
    public IReadOnlyList<CoverageItem> Items => _items;

    /// <summary>Adds a file, or all files below a folder.</summary>
    /// <exception cref="ReposanException">There is nothing at that path.</exception>
    public void Add(string named)
    {
        var full = named.Length == 0 ? "" : Path.GetFullPath(named);
        var kind = full.Length == 0 ? FileKind.None : FileKinds.Behind(full);
        var shown = Clean(named);
        switch (kind)
        {
            case FileKind.Folder:
                var root = Real(full);
                var work = StudyFolder.WorkTreeAround(root);
                var folder = NewFolder(root, shown is "." ? "" : Path.GetFileName(root), work);
                _roots.Add(work ?? root);
                var isStudy = folder.Study is { HasProject: true } study && study.Full == root;
                AddFolder(new Place(root, shown is "." ? "" : shown + "/", root, work ?? root, folder, isStudy));
                break;
            case FileKind.File:
                AddNamedFile(full, shown);
                break;
            case FileKind.None when named.Contains('\uFFFD', StringComparison.Ordinal):
                throw new ReposanException(ExitCode.Usage, $"The name '{Printable.Escape(named)}' is not UTF-8, so the file can't be opened by it: rename the file, and name it again.");
            case FileKind.None:
                throw new ReposanException(ExitCode.Usage, $"There is no file or folder '{Printable.Escape(named)}': name what is to be checked.");
            default:
                _items.Add(new CoverageItem(null, shown, ReadState.Unread, "a pipe, socket or device"));
                break;
        }
    }

    private void AddNamedFile(string full, string shown)
    {
        var folder = Path.GetDirectoryName(full)!;
        var work = StudyFolder.WorkTreeAround(folder);
        _roots.Add(work ?? folder);
        _names.Add((shown, PathFrom(work ?? folder, full), Path.GetFileName(full)));
        AddFile(new Place(folder, "", folder, work ?? folder, NewFolder(folder, "", work), InStudy: false), full, shown);
    }

    private CheckedFolder NewFolder(string folder, string name, string? work)
    {
        var study = StudyFolder.AtOrAbove(folder, work);
        SayInvalid(study);
        return new CheckedFolder(study?.Full ?? folder, name, study);
    }

    private void AddFolder(Place top)
    {
        var next = new Stack<Place>([top]);
        while (next.TryPop(out var place))
        {
            cancellation.ThrowIfCancellationRequested();
            var below = new List<Place>();
            foreach (var entry in Entries(place)) AddEntry(place, entry, below);
            for (var i = below.Count - 1; i >= 0; i--) next.Push(below[i]);
        }
    }

    private void AddEntry(Place place, string name, List<Place> below)
    {
        var full = Path.Combine(place.Full, name);
        var shown = place.Shown + name;
        if (Except is not null && name == Path.GetFileName(Except) && Real(full) == Real(Except)) return;
        _names.Add((shown, PathFrom(place.Identity, full), name));
        switch (FileKinds.Of(full))
        {
            case FileKind.File:
                AddFile(place, full, shown);
                break;
            case FileKind.Folder when name is ".git":
                _items.Add(new CoverageItem(null, shown, ReadState.Opaque, "a git directory: reposan scan reads what it holds"));
                break;
            case FileKind.Folder:
                below.Add(Below(place, full, shown));
                break;
            case FileKind.Link:
                AddLink(place, full, shown);
                break;
            case FileKind.None:
                var reason = name.Contains('\uFFFD', StringComparison.Ordinal) ? "its name is not UTF-8, so it can't be opened by it: rename it" : "it went away";
                _items.Add(new CoverageItem(null, shown, ReadState.Unread, reason));
                break;
            default:
                _items.Add(new CoverageItem(null, shown, ReadState.Unread, "a pipe, socket or device"));
                break;
        }
    }

    private Place Below(Place above, string full, string shown)
    {
        var place = above with { Full = full, Shown = shown + "/" };
        if (StudyFolder.In(full) is not { } study) return place;
        SayInvalid(study);
        // What a run lists in a folder of its own adds to what the study declares; a study in a folder stands for itself.
        if (!study.HasProject && above.Folder.Study is not null) return place;
        return place with { Folder = new CheckedFolder(full, "", study), InStudy = study.HasProject };
    }

    private void AddLink(Place place, string full, string shown)
    {
        var target = FileKinds.Behind(full);
        if (target == FileKind.None)
        {
            _items.Add(new CoverageItem(null, shown, ReadState.Unread, "a link that leads nowhere"));
            return;
        }

        var real = Real(full);
        if (real != place.Top && !real.StartsWith(place.Top + "/", StringComparison.Ordinal))
            _items.Add(new CoverageItem(null, shown, ReadState.Unread, "a link that leads out of the folder: not followed"));
        // A folder within is read in its own place.
        else if (target == FileKind.File) AddFile(place, full, shown);
        else if (target != FileKind.Folder) _items.Add(new CoverageItem(null, shown, ReadState.Unread, "a pipe, socket or device"));
    }

    private void AddFile(Place place, string full, string shown)
    {
        if (!_seen.Add(full)) return;
        try
        {
            var length = (new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? new FileInfo(full)).Length;
            var path = PathFrom(place.Folder.Full, full);
            var context = place.Folder.ContextOf(path, isOutput: !place.InStudy);
            _files.Add(new CheckedContent(shown, PathFrom(place.Identity, full), context, length)
            {
                Unintended = place.InStudy ? null : IntentIn(place.Folder).Judge(path, context),
                Identity = content => BlobIdentity(place.Identity, content),
                Reread = () => DiskFile.Read(full),
                File = full,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _items.Add(new CoverageItem(null, shown, ReadState.Unread, "could not be opened"));
        }
    }

    private ReleaseIntent IntentIn(CheckedFolder folder) => new(folder.Study?.Declarations, folder.Study is { HasManifest: true }, requested);

    private IEnumerable<string> Entries(Place place)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(place.Full).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _items.Add(new CoverageItem(null, place.Shown, ReadState.Unread, "the folder could not be opened"));
            return [];
        }
    }

    private void SayInvalid(StudyFolder? study)
    {
        foreach (var name in study?.Invalid ?? [])
        {
            var item = new CoverageItem(null, name, ReadState.Opaque, "what it declares of outputs needs a person: it is not valid");
            if (!_items.Contains(item)) _items.Add(item);
        }
    }

    /// <summary>The id that git gives the content: rules about whole files cover it, and a scan has it too.</summary>
    private static string BlobIdentity(string root, ReadOnlyMemory<byte> content)
    {
        var format = ObjectFormat.Sha1;
        try
        {
            if (FileKinds.Behind(Path.Combine(root, ".git")) != FileKind.None) format = Repository.Open(root).Format;
        }
        catch (ReposanException)
        {
            // A repository that can't be opened names nothing; what git makes by default is as good.
        }

        return ObjectHash.Of(ObjectType.Blob, content.Span, format).ToString();
    }

    private static string Clean(string named)
    {
        var path = named.TrimEnd('/');
        while (path.StartsWith("./", StringComparison.Ordinal)) path = path[2..].TrimStart('/');
        return path.Length == 0 ? (named.StartsWith('/') ? "/" : ".") : path;
    }

    private static string Real(string full)
    {
        try
        {
            return PrivateFiles.RealPath(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }

    private static string PathFrom(string folder, string full) => Path.GetRelativePath(folder, full);

    /// <summary>A folder on the way down.</summary>
    /// <param name="Full">The folder, absolute.</param>
    /// <param name="Shown">What the paths of its files begin with for people.</param>
    /// <param name="Top">The folder that was named: links may lead to files below it.</param>
    /// <param name="Identity">The folder that paths in fingerprints begin at: the work tree around it, else the folder that was named.</param>
    /// <param name="Folder">What says what its files are.</param>
    /// <param name="InStudy">Whether it lies in a study whose root was met on the way down: source code, with outputs only where it says so.</param>
    private readonly record struct Place(string Full, string Shown, string Top, string Identity, CheckedFolder Folder, bool InStudy);
}
