using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>Where a pattern is looked for.</summary>
public enum PatternScope
{
    /// <summary>In every text: source code, data, outputs, messages.</summary>
    Everywhere,

    /// <summary>In the text of data and outputs only; in tables the rule looks at columns.</summary>
    Data,

    /// <summary>In data, outputs and messages, never in source code.</summary>
    DataAndMessages,
}

/// <summary>A pattern of text that a rule looks for near a keyword.</summary>
/// <param name="Keywords">Literal words, upper or lower case; the pattern is looked for near them only.</param>
/// <param name="Expression">A regular expression without lookaround or backreference, so that its time is linear.</param>
/// <param name="Before">How many bytes before a keyword a match may begin.</param>
/// <param name="After">How many bytes after a keyword a match may end.</param>
/// <param name="Validator">The name of a check that a match has to pass (<see cref="Validators"/>), or null.</param>
/// <param name="Scope">Where it is looked for.</param>
/// <param name="Context">An expression that the text around the keyword has to match too, where the keyword alone says little; or null.</param>
public sealed record RulePattern(
    IReadOnlyList<string> Keywords, string Expression, int Before, int After, string? Validator, PatternScope Scope,
    string? Context)
{
    private Regex? _context;
    private Regex? _regex;

    /// <summary>The compiled expression, made when first needed: most scans need few of them.</summary>
    internal Regex Regex => _regex ??= Compile(Expression);

    /// <summary>The compiled context; null where there is none.</summary>
    internal Regex? ContextRegex => Context is null ? null : _context ??= Compile(Context);

    private static Regex Compile(string expression) => new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}

/// <summary>A made-up file, name or message that a rule has to report, or has to leave alone.</summary>
/// <param name="Path">The path it is judged under; null for a message or a name.</param>
/// <param name="Content">The file's content or the message.</param>
/// <param name="Name">A file or ref name that is judged as a name; null otherwise.</param>
/// <param name="Label">A label that the study is taken to declare for it; null for what its folder says.</param>
/// <param name="Policy">The policy that judges it; null for the default.</param>
/// <param name="At">For a positive example, where the first hit has to be, as <c>row,column</c>; null where that does not matter.</param>
public sealed record RuleExample(string? Path, string Content, string? Name, OutputLabel? Label, string? Policy, string? At)
{
    /// <summary>The <c>project.yaml</c> of its study; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>The <c>metadata/manifest.json</c> of its run; null for none.</summary>
    public string? Manifest { get; init; }

    /// <summary>Another file, or an earlier version of this one, that it is compared with; null for none.</summary>
    public string? Against { get; init; }

    /// <summary>What the ledger of releases says of it; null where no ledger is asked.</summary>
    public LedgerStanding? Ledger { get; init; }
}

/// <summary>A rule: what a finding is, why it matters, what to do, and examples that prove the rule does what it says.</summary>
public sealed record Rule
{
    /// <summary>Its name in reports, in kebab-case.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    /// <summary>How bad its findings are, unless what is known of the place lowers it.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Whether it finds what opens other systems, which no folder of made-up data excuses.</summary>
    public required bool IsSecret { get; init; }

    /// <summary>What it looks for.</summary>
    public required string Description { get; init; }

    /// <summary>Why that matters.</summary>
    public required string Rationale { get; init; }

    /// <summary>Where the rule comes from.</summary>
    public required string Source { get; init; }

    /// <summary>What to do about a finding.</summary>
    public required string Remedy { get; init; }

    /// <summary>Patterns of text, for rules about text.</summary>
    public required IReadOnlyList<RulePattern> Patterns { get; init; }

    /// <summary>Headers of columns, in letters and digits alone, for rules about columns.</summary>
    public required IReadOnlyList<string> Headers { get; init; }

    /// <summary>Words that, in a header, say that the column is about something else than a person.</summary>
    public required IReadOnlyList<string> NotHeaders { get; init; }

    /// <summary>What it has to report.</summary>
    public IReadOnlyList<RuleExample> Positive => Examples.Value.Positive;

    /// <summary>What it has to leave alone.</summary>
    public IReadOnlyList<RuleExample> Negative => Examples.Value.Negative;

    /// <summary>The examples, read when first asked for: no judgement needs them.</summary>
    internal Lazy<(IReadOnlyList<RuleExample> Positive, IReadOnlyList<RuleExample> Negative)> Examples { get; init; } = new(([], []));

    /// <summary>How bad a finding is in a place: data said to be made up are to be declared or explained, and no breach until then.</summary>
    public Severity SeverityIn(OutputLabel label) => label == OutputLabel.DummyData && !IsSecret ? Severity.Low : Severity;

    /// <summary>The rule as reports name it.</summary>
    public RuleInfo Info => new(Id, Title, Description, Remedy, Source);
}
