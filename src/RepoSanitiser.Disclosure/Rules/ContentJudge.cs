using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules.Files;
using RepoSanitiser.Disclosure.Rules.Lines;
using RepoSanitiser.Disclosure.Rules.Tables;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>
/// Says what the rules see in content, a name or a message. Knows nothing of git: the same judge serves a scan of history and a check
/// of files. Thread-safe.
/// </summary>
public sealed class ContentJudge
{
    private readonly Policy _policy;
    private readonly OwnRules _own;
    private readonly DocumentReader _reader;
    private readonly LineRules _lines;
    private readonly CountsInLogs _logs;
    private readonly TableRules _tables;
    private readonly FileRules _files;
    private readonly NameRules _names = new();

    /// <summary>Takes the policy that decides and the bounds on the work one blob may cause.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="figures">Reads images and PDF files; null to leave them to a person.</param>
    /// <param name="own">Somebody's own rules, applied beside those of the tool; null for none.</param>
    public ContentJudge(Policy policy, DocumentLimits limits, IFigureReader? figures = null, OwnRules? own = null)
        : this(policy, limits, own is null ? RuleCatalogue.Rules : [.. RuleCatalogue.Rules, .. own.Rules], figures, own)
    {
    }

    /// <summary>Looks for the patterns of other rules than the tool's own: to try them.</summary>
    internal ContentJudge(Policy policy, DocumentLimits limits, IReadOnlyList<Rule> rules, IFigureReader? figures = null, OwnRules? own = null)
    {
        _policy = policy;
        _own = own ?? OwnRules.None;
        _reader = new DocumentReader(limits, figures);
        _lines = new LineRules(rules, RuleCatalogue.TableMarks);
        _logs = new CountsInLogs(policy);
        _tables = new TableRules(policy);
        _files = new FileRules(policy);
        var all = string.Join('\n', RuleCatalogue.Hash, policy.Canonical, limits.ToString(), Engine, figures?.Version, own?.Hash);
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16];
    }

    /// <summary>The policy that decides.</summary>
    public Policy Policy => _policy;

    /// <summary>What is known of a rule that found something here: one of the tool's, or of somebody's own.</summary>
    internal Rule RuleOf(RuleHit hit) => _own.Of(hit.Rule);

    // Another build of the code that reads and judges may judge otherwise: its results are not taken over.
    private static string Engine => typeof(ContentJudge).Module.ModuleVersionId.ToString();

    /// <summary>Sixteen hex digits over rules, policy, limits and engine: what results may be cached by.</summary>
    public string Version { get; }

    /// <summary>Which families of rules could match on some line, by keywords alone, whatever the file is.</summary>
    public LineTriggers Triggers(ReadOnlySpan<byte> bytes) => _lines.Triggers(bytes);

    /// <summary>Whether content of this context is always judged in full, whatever its triggers: data and outputs, never source code.</summary>
    public bool NeedsContent(FileContext context) =>
        FileKinds.NeedsContent(context) || _files.Concerns(context);

    /// <summary>Whether a blob of this context with these triggers needs <see cref="Judge(ReadOnlyMemory{byte}, FileContext, CancellationToken)"/>; if not, it is clean.</summary>
    public bool Concerns(FileContext context, LineTriggers triggers) =>
        NeedsContent(context) || (_lines.SourceTriggers(context) & triggers).Any;

    /// <summary>Applies every rule to one content.</summary>
    /// <param name="content">The bytes: not to change while this runs.</param>
    /// <param name="context">What may be known of its place.</param>
    /// <param name="cancellation">Ends the reading between rows and members.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Judgement Judge(ReadOnlyMemory<byte> content, FileContext context, CancellationToken cancellation) => Judge(content, context, null, cancellation);

    /// <summary>Applies every rule to one content, and tells of its tables.</summary>
    /// <param name="content">The bytes: not to change while this runs.</param>
    /// <param name="context">What may be known of its place.</param>
    /// <param name="seen">Told of each table; null for nobody.</param>
    /// <param name="cancellation">Ends the reading between rows and members.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Judgement Judge(ReadOnlyMemory<byte> content, FileContext context, Action<TableDocument>? seen, CancellationToken cancellation)
    {
        var documents = _reader.Read(content, context, cancellation);
        try
        {
            return JudgeDocuments(documents, content.Length, context, seen, cancellation);
        }
        finally
        {
            // Whoever was told of tables may keep them.
            if (seen is null)
            {
                foreach (var document in documents.Documents) (document as TableDocument)?.Table.Release();
            }
        }
    }

    private Judgement JudgeDocuments(
        DocumentSet documents, int length, FileContext context, Action<TableDocument>? seen, CancellationToken cancellation)
    {
        var hits = new Hits();
        _files.Judge(context, length, documents.Documents, hits);
        HashSet<string> texts = [];
        foreach (var document in documents.Documents)
        {
            if (document is TextDocument text) texts.Add(text.Member ?? "");
        }

        var aggregates = new List<UnderstoodTable>();
        foreach (var document in documents.Documents)
        {
            cancellation.ThrowIfCancellationRequested();
            if (document is TableDocument shown) seen?.Invoke(shown);
            if (JudgeDocument(document, context, texts, hits) is { } aggregate) aggregates.Add(aggregate);
        }

        _tables.JudgeTogether(aggregates, documents.Documents, context.Label, hits);
        var members = new MemberNames(_names, documents, hits);
        var inOrder = members.Shown(hits.InOrder());
        return documents is { State: ReadState.Read, Parts.Count: 0 } && inOrder.Count == 0
            ? Judgement.Clean
            : new Judgement(documents.State, documents.Reason, inOrder, members.Shown(documents.Parts));
    }

    /// <summary>Judges one document of a content on its own, every hit told: whoever changes cells needs each of them. Rules about all
    /// tables of a content together are not asked.</summary>
    internal IReadOnlyList<RuleHit> JudgeAlone(Document document, FileContext context, bool isAlsoText)
    {
        var hits = new Hits(int.MaxValue);
        _ = JudgeDocument(document, context, isAlsoText ? [document.Member ?? ""] : [], hits);
        return hits.InOrder();
    }

    /// <returns>The table, to be judged together with the others; null where there is none, or where it counts nobody.</returns>
    private UnderstoodTable? JudgeDocument(Document document, FileContext context, HashSet<string> texts, Hits hits)
    {
        switch (document)
        {
            case TableDocument table:
                var aggregate = _tables.Judge(table, context.Label, hits);
                if (texts.Contains(table.Member ?? "") || table.Table is not { RowCount: > 0 } || table.Table.SourceOffset(0, 0) < 0) return aggregate;
                _lines.JudgeTable(new Text(table.Table.Text), table.Member, context.Label, hits);
                // Of messages of programs only R's summaries get into tables of their own.
                if (MayHoldMessages(context) && CountsInLogs.IsSummary(table.Table)) _logs.Judge(new Text(table.Table.Text), table.Member, context, hits);
                return aggregate;
            case TextDocument text:
                _lines.Judge(text.Text, text.Member, context, hits);
                if (MayHoldMessages(context)) _logs.Judge(text.Text, text.Member, context, hits);
                return null;
            default:
                return null;
        }
    }

    private static bool MayHoldMessages(FileContext context) =>
        context.Extension is ".log" or ".smcl"
        || context.Label is OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive;

    /// <summary>Judges a blob whose content can't be read by what is known without it.</summary>
    /// <param name="context">What may be known of its place.</param>
    /// <param name="reason">Why it can't be read, in a few words.</param>
    public Judgement JudgeUnread(FileContext context, string reason)
    {
        var hits = new Hits();
        _files.Judge(context, 0, [], hits);
        return new Judgement(ReadState.Unread, reason, hits.InOrder(), []);
    }

    /// <summary>Judges the name of a file, folder, branch or tag: an identifier in it travels with every listing.</summary>
    public IReadOnlyList<RuleHit> JudgeName(string pathOrRef)
    {
        var hits = new Hits();
        _names.Judge(pathOrRef, hits);
        return hits.InOrder();
    }

    /// <summary>Judges the message of a commit, a tag or a note.</summary>
    public IReadOnlyList<RuleHit> JudgeMessage(ReadOnlyMemory<byte> message)
    {
        var hits = new Hits();
        _lines.JudgeMessage(new Text(message), hits);
        return hits.InOrder();
    }
}
