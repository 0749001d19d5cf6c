using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Redaction.Tables;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>One pass over a content: what is asked for, and what was done.</summary>
/// <param name="options">What the user asks for.</param>
/// <param name="planner">Decides what changes in a table.</param>
/// <param name="number">How many passes changed the content before.</param>
/// <param name="given">What was found by what several tables say together, in whatever table of the content: marks that are given back.</param>
/// <param name="names">Says whether a name holds an identifier.</param>
/// <param name="cancellation">Ends the work between documents.</param>
internal sealed class Pass(
    RedactionOptions options, TablePlanner planner, int number, IReadOnlyList<RuleHit> given, Func<string, IReadOnlyList<RuleHit>> names, CancellationToken cancellation)
{
    private readonly List<RedactedPlace> _places = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<(int?, int?, CellLocation?, string?)> _seen = [];
    private string? _member;

    /// <summary>What the user asks for.</summary>
    public RedactionOptions Options => options;

    /// <summary>Decides what changes in a table.</summary>
    public TablePlanner Planner => planner;

    /// <summary>How many passes changed the content before.</summary>
    public int Number => number;

    /// <summary>Ends the work between documents.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>What was changed so far.</summary>
    public IReadOnlyList<RedactedPlace> Places => _places;

    /// <summary>What a person should know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether something found asks for a redaction.</summary>
    public bool Wants(RuleHit hit) => options.Wants(hit);

    /// <summary>A table with what was found in it, by rules about it alone and by those about all tables together.</summary>
    public AccusedTable Accuse(Table table, IReadOnlyList<RuleHit> hits) => new(table, [.. hits, .. given.Where(h => IsIn(table, h))]);

    private static bool IsIn(Table table, RuleHit hit)
    {
        var (row, column) = (hit.Location.Cell!.Row - 1, hit.Location.Cell.Column - 1);
        if (row >= table.RowCount || column >= table.Width(row)) return false;
        var at = table.Locate(row, column, null);
        return (at.Line, at.Column) == (hit.Location.Line, hit.Location.Column) && (hit.Location.Cell.Header ?? at.Cell?.Header) == at.Cell?.Header
            && (HitScopes.Of(hit) != HitScope.Given || CellValue.IsEmptyOrMark(table[row, column]));
    }

    /// <summary>Notes a change; a place that two rules ask for is told once.</summary>
    public void Changed(RedactedPlace place)
    {
        var at = place.Location with { Member = Joined(place.Location.Member) };
        if (_seen.Add((at.Line, at.Column, at.Line is null ? at.Cell : null, at.Member))) _places.Add(place with { Location = at });
    }

    /// <summary>Notes something for people.</summary>
    public void Note(string sentence)
    {
        if (!_notes.Contains(sentence, StringComparer.Ordinal)) _notes.Add(sentence);
    }

    /// <summary>A member's name, or a mask where it may hold an identifier.</summary>
    public string Shown(string member) => names(member).Count == 0 ? member : "[masked]";

    /// <summary>Runs a step on a member: places in it are told under its name.</summary>
    public T Within<T>(string member, Func<T> step)
    {
        var outer = _member;
        _member = Joined(Shown(member));
        try
        {
            return step();
        }
        finally
        {
            _member = outer;
        }
    }

    private string? Joined(string? member) => (_member, member) switch
    {
        (null, _) => member,
        (_, null) => _member,
        _ => $"{_member} » {member}",
    };
}
