using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Study;

/// <summary>What says which files of a folder are meant to be released.</summary>
/// <param name="Declarations">What the study or a run declares; null where nothing does.</param>
/// <param name="HasManifest">Whether a run listed its outputs in the folder itself.</param>
/// <param name="Requested">Paths from the folder that somebody asked to release; null where nobody said.</param>
public sealed record ReleaseIntent(StudyDeclarations? Declarations, bool HasManifest, IReadOnlySet<string>? Requested)
{
    /// <summary>
    /// Reports a file that is there but that nobody meant to release: with no list of requests, one whose name no output that is declared
    /// has. A file that a list leaves out is of medium severity; of one that only <c>project.yaml</c> does not know, of low.
    /// </summary>
    /// <param name="path">The file's path from the folder.</param>
    /// <param name="context">What is known of it: only what lies among outputs is asked about.</param>
    /// <returns>Null where it was meant, or where nothing says what was.</returns>
    public RuleHit? Judge(string path, FileContext context)
    {
        if (context.Label == OutputLabel.None || Accompanies(path)) return null;
        if (Requested is { } requested)
        {
            return requested.Contains(path) ? null : Hit(Severity.Medium, "Nobody asked for this file to be released.");
        }

        if (context.Label != OutputLabel.Output) return null;
        if (Declarations is not { DeclareOutputs: true } || Declarations.DeclareName(path.AsSpan(path.LastIndexOf('/') + 1))) return null;
        return HasManifest
            ? Hit(Severity.Medium, "The manifest of the run does not list this file.")
            : Hit(Severity.Low, "No action of project.yaml declares an output of this name.");
    }

    /// <summary>What stands beside outputs and is none.</summary>
    internal static bool Accompanies(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        return path is "project.yaml" || path.StartsWith("metadata/", StringComparison.Ordinal) || path.Contains("/metadata/", StringComparison.Ordinal)
            || name.StartsWith(".git", StringComparison.Ordinal) || name is ".reposanignore"
            || name.StartsWith("README", StringComparison.OrdinalIgnoreCase) || name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase);
    }

    private static RuleHit Hit(Severity severity, string evidence) =>
        new(RuleIds.NotIntended, severity, Confidence.Medium, Location.Whole, default, evidence);
}
