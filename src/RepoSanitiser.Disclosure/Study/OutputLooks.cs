using System.Collections.Frozen;
using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Study;

/// <summary>
/// Tells, where no folder and no declaration says so, which files look like outputs: tables, pages, figures, documents and logs. Text of
/// other kinds (prose, JSON) may be an output or not, and nobody can tell by its name.
/// </summary>
public static class OutputLooks
{
    private static readonly FrozenSet<string> Outputs = FrozenSet.Create(
        StringComparer.Ordinal,
        ".csv", ".tsv", ".psv", ".tab", ".csv.gz", ".tsv.gz", ".xlsx", ".xlsm", ".docx", ".html", ".htm", ".svg", ".svgz", ".log", ".smcl", ".lst", ".rout", ".ipynb", ".pdf");

    private static readonly FrozenSet<string> Either = FrozenSet.Create(StringComparer.Ordinal, ".txt", ".md", ".markdown", ".json", ".ndjson", ".rst");

    private static readonly FrozenSet<string> AboutCode = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security", "news", "package", "tsconfig", "settings", "launch", "devcontainer");

    /// <summary>What is known of a file, taken for an output where it looks like one and nothing else is said of it.</summary>
    public static FileContext Widen(FileContext context) =>
        context.Label == OutputLabel.None && Outputs.Contains(context.Extension ?? "") ? context with { Label = OutputLabel.Output } : context;

    /// <summary>Whether a file that is not taken for an output may be one: it is judged for identifiers and secrets, and for tables that say
    /// by their headers that they count people.</summary>
    public static bool MayBe(string path, FileContext context)
    {
        if (context.Label != OutputLabel.None || !Either.Contains(context.Extension ?? "")) return false;
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && !AboutCode.Contains(name[..dot]) && !path.StartsWith('.') && !path.Contains("/.", StringComparison.Ordinal);
    }
}
