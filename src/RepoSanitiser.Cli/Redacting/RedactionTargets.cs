using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.History.Checking;

namespace RepoSanitiser.Cli.Redacting;

/// <summary>A file that is redacted, and where to.</summary>
/// <param name="File">The file.</param>
/// <param name="Target">The path of its redacted form, absolute; in place, where the links on the way lead.</param>
internal sealed record RedactionTarget(FoundFile File, string Target);

/// <summary>The files that were found.</summary>
/// <param name="Targets">Those to redact.</param>
/// <param name="Items">What can't be read, each with its reason.</param>
/// <param name="Roots">The folders that paths in fingerprints begin at.</param>
/// <param name="LeftBehind">What a run that was killed left in the middle of writing.</param>
internal sealed record TargetsFound(
    IReadOnlyList<RedactionTarget> Targets, IReadOnlyList<CoverageItem> Items, IReadOnlyList<string> Roots, IReadOnlyList<string> LeftBehind);

/// <summary>Says where the redacted form of each file goes.</summary>
internal static class RedactionTargets
{
    private const string Infix = ".redacted";

    /// <summary>The files under the paths that were named, each with its target.</summary>
    /// <exception cref="ReposanException">There is nothing at a path, or two files would go to the same place.</exception>
    public static TargetsFound Of(RedactRequest request, CancellationToken cancellation)
    {
        var targets = new List<RedactionTarget>();
        var items = new List<CoverageItem>();
        var roots = new List<string>();
        var leftBehind = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in request.Paths)
        {
            var found = FoundFiles.Under([path], cancellation);
            items.AddRange(found.Items);
            roots.AddRange(found.Roots);
            var isFolder = Directory.Exists(path);
            var top = isFolder ? Path.GetFullPath(path) : Path.GetDirectoryName(Path.GetFullPath(path))!;
            foreach (var file in found.Files)
            {
                if (isFolder && !request.InPlace && IsRedactedForm(file.File)) continue;
                if (isFolder && OutputFile.IsLeftBehind(file.File)) leftBehind.Add(file.File);
                else if (seen.Add(file.File)) targets.Add(new RedactionTarget(file, TargetOf(file, top, request)));
            }
        }

        if (request.InPlace) targets = OneOfEach(targets);
        if (targets.GroupBy(t => t.Target, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new ReposanException(ExitCode.Usage, $"Two of the files would be written to {Printable.Escape(same.Key)}: redact them one by one, each to a folder of its own.");
        if (!request.InPlace) KeepOriginals(targets);
        return new TargetsFound(targets, items, [.. roots.Distinct(StringComparer.Ordinal)], leftBehind);
    }

    /// <summary>A file that is found under its own name and through links is redacted once, under its own name.</summary>
    private static List<RedactionTarget> OneOfEach(List<RedactionTarget> targets) =>
        [.. targets.GroupBy(t => t.Target, StringComparer.Ordinal).Select(g => g.FirstOrDefault(t => t.File.File == t.Target) ?? g.First())];

    /// <summary>Originals are replaced on request only, whatever links lead to them.</summary>
    private static void KeepOriginals(List<RedactionTarget> targets)
    {
        var originals = targets.Select(t => PrivateFiles.RealPath(t.File.File)).ToHashSet(StringComparer.Ordinal);
        if (targets.Find(t => originals.Contains(PrivateFiles.RealPath(t.Target))) is { } over)
            throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(over.Target)} is one of the files to redact: name another folder, or give --in-place.");
    }

    private static string TargetOf(FoundFile file, string top, RedactRequest request)
    {
        if (request.InPlace) return PrivateFiles.RealPath(file.File);
        if (request.Folder is { } folder) return Path.Combine(Path.GetFullPath(folder), Path.GetRelativePath(top, file.File));
        var (stem, extension) = Parts(file.File);
        return stem + Infix + extension;
    }

    /// <summary>Whether a file is what an earlier run wrote beside an original that is still there.</summary>
    private static bool IsRedactedForm(string file)
    {
        var (stem, extension) = Parts(file);
        return stem.EndsWith(Infix, StringComparison.Ordinal) && File.Exists(stem[..^Infix.Length] + extension);
    }

    private static (string Stem, string Extension) Parts(string file)
    {
        var name = Path.GetFileName(file);
        var extension = PathClassifier.ExtensionOf(name);
        var length = name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && extension.Length < name.Length ? extension.Length : Path.GetExtension(name).Length;
        return (file[..^length], file[^length..]);
    }
}
