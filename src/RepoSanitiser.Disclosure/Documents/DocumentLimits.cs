namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Bounds on the work that one blob may cause, whatever it holds. What lies beyond is said, never skipped in silence.</summary>
/// <param name="MaxDepth">Containers within containers.</param>
/// <param name="MaxExpandedBytes">Bytes that all members of one blob may unpack to.</param>
/// <param name="MaxMembers">Members of one blob.</param>
/// <param name="MaxRows">Rows of one table that are parsed.</param>
/// <param name="MaxCells">Cells of one table that are parsed.</param>
public sealed record DocumentLimits(
    int MaxDepth = 4,
    long MaxExpandedBytes = 128L << 20,
    int MaxMembers = 10_000,
    int MaxRows = 200_000,
    int MaxCells = 4_000_000);
