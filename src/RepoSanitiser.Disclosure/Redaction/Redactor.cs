using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction.Tables;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>
/// Takes out of content what the rules find in it, so that the same rules find nothing in the result, or refuses. Everything that need
/// not change stays byte for byte. Pure and thread-safe: the one who calls it writes the file.
/// </summary>
public sealed class Redactor
{
    /// <summary>A redaction can uncover what was hidden by more: after so many passes it is not going to end.</summary>
    private const int MostPasses = 12;

    private const int MostShown = 8;

    private readonly Policy _policy;
    private readonly ContentJudge _judge;
    private readonly ContentRedactor _contents;

    /// <summary>Takes the policy that decides and the bounds on the work one content may cause.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="figures">Reads images and PDF files; null to leave them to a person.</param>
    /// <param name="own">Somebody's own rules, applied beside those of the tool; null for none.</param>
    public Redactor(Policy policy, DocumentLimits limits, IFigureReader? figures = null, OwnRules? own = null)
    {
        _policy = policy;
        _judge = new ContentJudge(policy, limits, figures, own);
        _contents = new ContentRedactor(_judge, limits, figures);
    }

    /// <summary>Redacts one content.</summary>
    /// <param name="content">The bytes: not to change while this runs.</param>
    /// <param name="context">What may be known of its place.</param>
    /// <param name="options">What the user asks for.</param>
    /// <param name="cancellation">Ends the work between documents and rows.</param>
    /// <returns>The bytes that may be shown, or why there are none. Whatever the content, this returns.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RedactionResult Redact(ReadOnlyMemory<byte> content, FileContext context, RedactionOptions options, CancellationToken cancellation)
    {
        try
        {
            return Run(content, context, options, cancellation);
        }
        catch (RedactionRefused e)
        {
            return Refused(content, e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // What a writer can't handle may hold data; its message is dropped.
            return Refused(content, "It is written in a way that can't be changed safely: redact it by hand, or save it in another format.");
        }
    }

    private RedactionResult Run(ReadOnlyMemory<byte> content, FileContext context, RedactionOptions options, CancellationToken cancellation)
    {
        var planner = new TablePlanner(_policy, options);
        var (current, places, notes, doubts) = (content, new List<RedactedPlace>(), new List<string>(), new List<Location>());
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var judgement = _judge.Judge(current, context, cancellation);
            if (Unread(judgement) is { } unread)
                return pass == 0 ? new(RedactionState.Unread, content, [], [], unread) : Refused(content, "The redacted file could not be read back: redact it by hand.");
            if (judgement.Hits.FirstOrDefault(h => HitScopes.IsOfFile(h) && options.Wants(h)) is { } whole)
                return Refused(content, $"{RuleCatalogue.Get(whole.Rule).Title}: {whole.Evidence} No redaction changes that. {RuleCatalogue.Get(whole.Rule).Remedy}");
            if (pass == 0) notes.AddRange(NeedPerson(judgement));
            var left = judgement.Hits.Where(options.Wants).ToList();
            var given = left.Where(HitScopes.IsOfAllTables).ToList();
            var step = new Pass(options, planner, pass, given, _judge.JudgeName, cancellation);
            if (left.Count == 0 && (pass > 0 || !options.ReplaceFigures)) return Done(judgement);
            var next = _contents.Redact(current, context, step);
            notes.AddRange(step.Notes.Except(notes, StringComparer.Ordinal));
            if (step.Places.Count == 0 || next.Span.SequenceEqual(current.Span))
            {
                if (left.Count == 0) return Done(judgement);
                if (pass >= TablePlanner.LastCellwisePass) return Refused(content, Left(left));
                // What cells alone don't solve, whole tables may.
                pass = TablePlanner.LastCellwisePass - 1;
                continue;
            }

            places.AddRange(step.Places);
            doubts.AddRange(step.Doubts);
            current = next;
        }

        return Refused(content, $"After {MostPasses} passes something is still found: redact it with --unit table, or by hand.");

        RedactionResult Done(Judgement last) => new(StateOf(content, current, doubts), current, places, notes, doubts.Count == 0 ? null : Doubtful(doubts))
        {
            Doubts = doubts,
            Accepted = last.Hits.Count(options.IsAccepted),
            Below = last.Hits.Count(h => h.Severity < options.LeastSeverity && !options.IsAccepted(h)),
        };
    }

    private static RedactionState StateOf(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> current, List<Location> doubts)
    {
        if (current.Span.SequenceEqual(content.Span)) return RedactionState.Unchanged;
        return doubts.Count == 0 ? RedactionState.Redacted : RedactionState.Doubtful;
    }

    private static string Doubtful(List<Location> doubts)
    {
        var lines = doubts.Where(d => d.Member is null).Select(d => d.Line).Distinct().Order().Select(l => $"line {l}");
        var members = doubts.Where(d => d.Member is not null).Select(d => d.Member!).Distinct(StringComparer.Ordinal);
        List<string> all = [.. lines, .. members];
        var shown = string.Join(", ", all.Take(MostShown)) + (all.Count > MostShown ? $" and {all.Count - MostShown} more" : "");
        return $"Beside its tables stand numbers that may be those that went ({shown}), and nothing tells of what they are: look, and take out by hand what repeats a table.";
    }

    private static RedactionResult Refused(ReadOnlyMemory<byte> content, string reason) => new(RedactionState.Refused, content, [], [], reason);

    private static string? Unread(Judgement judgement)
    {
        if (judgement.State == ReadState.Unread) return judgement.Reason ?? "could not be read";
        return judgement.Parts.FirstOrDefault(p => p.State == ReadState.Unread)?.Reason;
    }

    /// <summary>What nobody but a person can judge: a figure may show what was redacted beside it.</summary>
    private static IEnumerable<string> NeedPerson(Judgement judgement)
    {
        if (judgement.State == ReadState.Opaque) yield return $"Look at it yourself: {judgement.Reason}.";
        foreach (var group in judgement.Parts.Where(p => p.State == ReadState.Opaque).GroupBy(p => p.Reason, StringComparer.Ordinal))
            yield return $"Look at {group.Count()} part{(group.Count() == 1 ? "" : "s")} of it yourself: {group.Key}.";
    }

    private static string Left(List<RuleHit> left)
    {
        var rules = string.Join(", ", left.Select(h => h.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return $"What {rules} finds is where nothing can be redacted safely: take it out by hand.";
    }
}
