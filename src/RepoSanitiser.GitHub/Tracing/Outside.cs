namespace RepoSanitiser.GitHub.Tracing;

/// <summary>Places outside GitHub that copy public repositories by themselves: no interface tells of them, so each is looked at by hand.</summary>
internal static class Outside
{
    /// <summary>The places, for a repository's page.</summary>
    public static IEnumerable<Copy> Of(Uri page) =>
    [
        new("archive:software-heritage", CopyKind.Outside, $"look at https://archive.softwareheritage.org/browse/origin/?origin_url={page}; a request is written out"),
        new("archive:wayback", CopyKind.Outside, $"look at https://web.archive.org/web/*/{page}*; a request is written out"),
        new("mirrors:packages", CopyKind.Outside, "if it was ever published as a package: the registry, and the mirrors that copy it; a request is written out"),
        new("services:integration", CopyKind.Outside, "services that were connected to the repository (continuous integration, code quality, Zenodo, editors): their clones, caches and logs; a request is written out"),
    ];
}
