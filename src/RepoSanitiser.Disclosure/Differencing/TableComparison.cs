using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.Disclosure.Differencing;

/// <summary>Compares the tables of two files, and says what they give away together that neither does alone.</summary>
/// <param name="policy">Says what is small.</param>
public sealed class TableComparison(Policy policy)
{
    /// <summary>What two versions of a file give away; findings lie in the first.</summary>
    /// <param name="here">The version that findings lie in.</param>
    /// <param name="there">The other version.</param>
    /// <param name="other">What to call the other version.</param>
    /// <param name="reread">Gives the tables of the first file anew, where there is something to say of them.</param>
    public IReadOnlyList<RuleHit> Versions(FileTables here, FileTables there, string other, Func<IReadOnlyList<TableDocument>> reread) =>
        Compare(here, there, other, reread, (mine, theirs) => Differences.OfVersions(mine, theirs, policy));

    /// <summary>What a part gives away beside the whole group; findings lie in the part.</summary>
    /// <param name="part">The file of the part.</param>
    /// <param name="whole">The file of the whole group.</param>
    /// <param name="isNamed">Whether the names of the files say so.</param>
    /// <param name="other">What to call the file of the whole group.</param>
    /// <param name="reread">Gives the tables of the part anew, where there is something to say of them.</param>
    public IReadOnlyList<RuleHit> Part(FileTables part, FileTables whole, bool isNamed, string other, Func<IReadOnlyList<TableDocument>> reread) =>
        Compare(part, whole, other, reread, (mine, theirs) => Differences.OfPart(mine, theirs, isNamed, policy));

    private List<RuleHit> Compare(
        FileTables here, FileTables there, string other, Func<IReadOnlyList<TableDocument>> reread, Func<TableFigures, TableFigures, IReadOnlyList<Difference>> compare)
    {
        var hits = new List<RuleHit>();
        IReadOnlyList<TableDocument>? documents = null;
        foreach (var (table, mine, theirs) in here.PairsWith(there))
        {
            if (compare(mine, theirs) is not { Count: > 0 } found) continue;
            documents ??= reread();
            // A file that has changed since it was first read says something else now.
            if (table < documents.Count && mine.FitsIn(documents[table].Table)) hits.AddRange(DifferenceReport.Hits(documents[table], found, other, policy));
        }

        return hits;
    }
}
