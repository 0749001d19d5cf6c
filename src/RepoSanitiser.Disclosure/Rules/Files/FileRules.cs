using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.Disclosure.Rules.Files;

/// <summary>Rules about files as a whole: what the study says of them, their type and their size.</summary>
internal sealed class FileRules(Policy policy)
{
    /// <summary>Whether a file is judged even where its content is not.</summary>
    public bool Concerns(FileContext context) =>
        context.Label == OutputLabel.HighlySensitive || RefusedType(context, []) is not null || IsLeftover(context);

    /// <summary>Applies the rules to one file.</summary>
    public void Judge(FileContext context, int bytes, IReadOnlyList<Document> documents, Hits hits)
    {
        if (context.Label == OutputLabel.HighlySensitive)
            Report(RuleIds.HighlySensitiveOutput, null, "The study declares this output highly sensitive.", hits);
        if (RefusedType(context, documents) is { } type)
        {
            var severity = context.Label is OutputLabel.DummyData or OutputLabel.Codelist ? Severity.Low : (Severity?)null;
            Report(RuleIds.UnreleasedFileType, severity, $"A file of type {type}, which is never released.", hits);
        }
        else if (IsLeftover(context))
        {
            Report(RuleIds.UnreleasedFileType, Severity.Low, "A file that a tool left behind, never meant to be shared.", hits);
        }

        if (context.Label is OutputLabel.Output or OutputLabel.ModeratelySensitive or OutputLabel.HighlySensitive) JudgeSize(bytes, documents, hits);
    }

    private void JudgeSize(int bytes, IReadOnlyList<Document> documents, Hits hits)
    {
        if (bytes > policy.MaxBytes)
        {
            Report(RuleIds.OversizeOutput, null, $"An output of more than {policy.MaxBytes >> 20} MiB.", hits);
            return;
        }

        if (documents.OfType<TableDocument>().Any(d => d.Table.RowCount - d.Table.HeaderRows > policy.MaxRows))
            Report(RuleIds.OversizeOutput, null, $"A table of more than {policy.MaxRows} rows.", hits);
    }

    /// <summary>The type that the policy refuses, by name or by what the bytes turned out to be.</summary>
    private string? RefusedType(FileContext context, IReadOnlyList<Document> documents)
    {
        var extension = (context.Extension ?? "").TrimStart('.');
        if (policy.RefusedTypes.Contains(extension)) return extension;
        return documents.OfType<FileDocument>().Select(d => d.Type).FirstOrDefault(IsDataSet);
    }

    private static bool IsDataSet(string type) => type is "sqlite" or "parquet" or "arrow" or "feather" or "stata" or "spss" or "sas7bdat"
        or "rds" or "rdata" or "pickle" or "npy" or "npz" or "hdf5" or "database" or "duckdb" or "access" or "sas-xport" or "fst" or "qs"
        or "orc" or "avro" or "postgres-dump";

    /// <summary>What a tool leaves behind: it may quote data, and is never meant to be shared.</summary>
    private static bool IsLeftover(FileContext context) => context.Extension is ".rhistory";

    private static void Report(string id, Severity? severity, string evidence, Hits hits) => hits.Add(id, () =>
        new RuleHit(id, severity ?? RuleCatalogue.Get(id).Severity, Confidence.High, Location.Whole, default, evidence));
}
