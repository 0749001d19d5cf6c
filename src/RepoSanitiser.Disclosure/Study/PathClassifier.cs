using System.Collections.Concurrent;
using System.Collections.Frozen;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Study;

/// <summary>Says of a path what the rules may know of it: its type, and what the study or its folder says of it. Thread-safe.</summary>
/// <param name="declarations">What the study declares, fed completely.</param>
public sealed class PathClassifier(StudyDeclarations declarations)
{
    /// <summary>The context of a blob that no tree names: it may be anything, so its content always decides.</summary>
    public static FileContext Nameless { get; } = new(FileContext.NamelessExtension, OutputLabel.None);

    private const string Unheard = ".unheard-of";
    private const int MostDigits = 4;
    private const int LongestExtension = 24;

    // Words that folders of outputs are made of, as studies name them: released_outputs, released-outputs, released_results,
    // redacted_output, revised_redacted_outputs, output_old, logs, cohort_log, tabfig, and names that end in _HFchecked.
    private static readonly FrozenSet<string> OutputWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "output", "outputs", "released", "redacted", "results", "log", "logs", "tabfig", "hfchecked");

    private static readonly FrozenSet<string> DummyWords = FrozenSet.Create(
        StringComparer.Ordinal, "dummy", "dummydata", "synthetic", "fake", "simulated");

    private static readonly FrozenSet<string> WholeNames = FrozenSet.Create(
        StringComparer.Ordinal,
        "renv.lock", "package-lock.json", "poetry.lock", "pipfile.lock", "codelists.json", "codelists.txt", "requirements.txt",
        "requirements.in", "requirements.dev.txt", "requirements.dev.in", "manifest.json", "license", "license.md", "license.txt", "authors",
        ".rhistory", ".rdata", ".ds_store");

    private static readonly FrozenSet<string> Compressions = FrozenSet.Create(
        StringComparer.Ordinal, ".gz", ".bz2", ".xz", ".zst", ".zip");

    private readonly ConcurrentDictionary<string, OutputLabel> _folders = new(StringComparer.Ordinal);

    /// <summary>The context of a path.</summary>
    /// <param name="path">Relative to the root of the repository, with <c>/</c>.</param>
    public FileContext For(string path)
    {
        var slash = path.LastIndexOf('/');
        var name = path.AsSpan(slash + 1);
        return new FileContext(ExtensionOf(name), LabelOf(path, slash, name));
    }

    /// <summary>The extension of a file name, as <see cref="FileContext.Extension"/> wants it.</summary>
    public static string ExtensionOf(ReadOnlySpan<char> name)
    {
        Span<char> lower = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
        name.ToLowerInvariant(lower);
        ReadOnlySpan<char> all = lower.TrimEnd('#');
        if (WholeNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(all, out var whole)) return whole;
        var dot = all.LastIndexOf('.');
        if (dot <= 0) return dot == 0 ? Known(all) : "";
        if (!Compressions.GetAlternateLookup<ReadOnlySpan<char>>().Contains(all[dot..])) return Known(all[dot..]);
        var before = all[..dot].LastIndexOf('.');
        return Known(before > 0 ? all[before..] : all[dot..]);
    }

    /// <summary>Extensions are kept from scan to scan: what is no word with at most a few digits may be an identifier, and is not.</summary>
    private static string Known(ReadOnlySpan<char> extension)
    {
        var digits = 0;
        foreach (var character in extension)
        {
            if (char.IsAsciiDigit(character)) digits++;
            else if (!char.IsAsciiLetter(character) && character is not ('.' or '_' or '-')) return Unheard;
        }

        return digits > MostDigits || extension.Length > LongestExtension ? Unheard : Intern(extension);
    }

    private static string Intern(ReadOnlySpan<char> extension) => extension switch
    {
        ".r" => ".r",
        ".py" => ".py",
        ".csv" => ".csv",
        ".do" => ".do",
        ".c" => ".c",
        ".h" => ".h",
        ".sh" => ".sh",
        ".txt" => ".txt",
        ".log" => ".log",
        ".svg" => ".svg",
        ".yaml" => ".yaml",
        ".json" => ".json",
        _ => new string(extension),
    };

    private OutputLabel LabelOf(string path, int slash, ReadOnlySpan<char> name)
    {
        var declared = DeclaredLabel(path);
        if (declared is OutputLabel.HighlySensitive or OutputLabel.DummyData) return declared;
        if (HasWord(name, DummyWords)) return OutputLabel.DummyData;
        var folder = slash < 0 ? OutputLabel.None : FolderLabel(path[..slash]);
        if (folder == OutputLabel.None && name.Contains("codelist", StringComparison.OrdinalIgnoreCase)) return OutputLabel.Codelist;
        if (folder is OutputLabel.DummyData or OutputLabel.Codelist) return folder;
        return declared == OutputLabel.ModeratelySensitive ? declared : folder;
    }

    /// <summary>
    /// Outputs are declared as <c>output/…</c> and committed under folders of release, so the declaration is looked up for the path
    /// itself and for each of its tails that begins with a folder <c>output</c>. A released copy was moderately sensitive when it was
    /// released if any version says so.
    /// </summary>
    private OutputLabel DeclaredLabel(string path)
    {
        var label = declarations.LabelOf(path, released: false);
        for (var at = path.IndexOf("/output/", StringComparison.Ordinal);
             label == OutputLabel.None && at >= 0;
             at = path.IndexOf("/output/", at + 1, StringComparison.Ordinal))
        {
            label = declarations.LabelOf(path.AsSpan(at + 1), released: true);
        }

        return label;
    }

    private OutputLabel FolderLabel(string folder) => _folders.GetOrAdd(folder, static f =>
    {
        var label = OutputLabel.None;
        foreach (var range in f.AsSpan().Split('/'))
        {
            var segment = f.AsSpan()[range];
            if (HasWord(segment, DummyWords)) return OutputLabel.DummyData;
            if (label == OutputLabel.None && segment.Contains("codelist", StringComparison.OrdinalIgnoreCase)) label = OutputLabel.Codelist;
            if (label == OutputLabel.None && HasWord(segment, OutputWords)) label = OutputLabel.Output;
        }

        return label;
    });

    private static bool HasWord(ReadOnlySpan<char> segment, FrozenSet<string> words)
    {
        Span<char> lower = segment.Length <= 256 ? stackalloc char[segment.Length] : new char[segment.Length];
        segment.ToLowerInvariant(lower);
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in ((ReadOnlySpan<char>)lower).SplitAny(' ', '_', '-', '.', '\\'))
        {
            if (lookup.Contains(lower[range])) return true;
        }

        return false;
    }
}
