namespace RepoSanitiser.Disclosure.Documents.Containers;

/// <summary>Names of members.</summary>
internal static class Names
{
    private const int MaxLength = 300;

    /// <summary>The extension of a path as <see cref="Core.FileContext.Extension"/> has it.</summary>
    public static string Extension(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var dot = name.LastIndexOf('.');
        if (dot < 0) return "";
        var extension = name[dot..].ToLowerInvariant();
        if (extension is not (".gz" or ".bz2" or ".xz" or ".zst")) return extension;
        var before = name.LastIndexOf('.', Math.Max(0, dot - 1));
        return before < 0 || before == dot ? extension : name[before..].ToLowerInvariant();
    }

    /// <summary>A name fit to be shown: no control characters, of bounded length.</summary>
    public static string Shown(string name)
    {
        if (name.Length > MaxLength) name = name[..MaxLength] + "…";
        return name.Any(char.IsControl) ? string.Concat(name.Select(c => char.IsControl(c) ? '�' : c)) : name;
    }
}
