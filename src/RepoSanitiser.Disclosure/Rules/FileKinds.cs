using System.Collections.Frozen;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>Tells apart, by name and place, what is judged in full and what is judged where a keyword occurs.</summary>
internal static class FileKinds
{
    // Source code, configuration and prose: text that holds data only by accident.
    private static readonly FrozenSet<string> Source = FrozenSet.Create(
        StringComparer.Ordinal,
        "", ".py", ".pyi", ".r", ".rprofile", ".do", ".ado", ".mata", ".jl", ".m", ".sas", ".sps", ".sql", ".sh", ".bash", ".zsh", ".bat", ".cmd",
        ".ps1", ".pl", ".pm", ".perl", ".cgi", ".build", ".uname", ".cocci", ".tcsh", ".expect", ".sample", ".clang-format", ".rb", ".php", ".lua", ".tcl", ".awk", ".sed", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".cs", ".fs", ".vb",
        ".java", ".kt", ".scala", ".go", ".rs", ".swift", ".js", ".mjs", ".ts", ".tsx", ".jsx", ".vue", ".css", ".scss", ".less", ".el", ".lisp",
        ".clj", ".hs", ".ml", ".ex", ".erl", ".asm", ".s", ".mk", ".mak", ".am", ".ac", ".m4", ".in", ".cmake", ".gradle", ".bazel", ".bzl", ".proto",
        ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".editorconfig", ".gitignore", ".gitattributes", ".gitmodules",
        ".gitkeep", ".mailmap", ".dockerignore", ".dockerfile", ".lock", ".rproj", ".csproj", ".sln", ".props", ".targets", ".resx", ".xsl", ".xslt",
        ".xsd", ".dtd", ".tex", ".bib", ".bst", ".cls", ".sty", ".csl", ".rst", ".adoc", ".asciidoc", ".org", ".texi", ".pod", ".man", ".1", ".7",
        ".po", ".pot", ".patch", ".diff", ".test", ".t", ".hlp", ".sthlp", ".dlg", ".rmd", ".qmd", ".md", ".markdown", ".txt", ".rhistory", ".user",
        ".pper", ".gitpod", ".vscode", "license", "license.md", "license.txt", "authors", "renv.lock", "package-lock.json", "poetry.lock",
        "pipfile.lock", "codelists.json", "codelists.txt", "requirements.txt", "requirements.in", "requirements.dev.txt", "requirements.dev.in",
        "manifest.json");

    /// <summary>Whether this is text that is no data by its type: source code, configuration, prose.</summary>
    public static bool IsSource(FileContext context) => Source.Contains(context.Extension ?? "");

    /// <summary>Whether this is prose, which may hold tables.</summary>
    public static bool IsProse(FileContext context) => context.Extension is ".txt" or ".md" or ".markdown" or ".rmd" or ".qmd" or ".rst" or "";

    /// <summary>Whether content is always judged in full: everything that is no source code, and prose among outputs.</summary>
    public static bool NeedsContent(FileContext context)
    {
        if (!IsSource(context)) return true;
        return context.Label is not (OutputLabel.None or OutputLabel.Codelist) && (IsProse(context) || context.Label == OutputLabel.HighlySensitive);
    }

}
