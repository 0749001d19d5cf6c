using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Suppression.Tables;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>All rules about tables. Thread-safe.</summary>
internal sealed class TableRules
{
    private const char Separator = '\u001f';

    private readonly PersonColumns _persons = new();
    private readonly PatientLevelTables _patientLevel;
    private readonly SmallCounts _smallCounts;
    private readonly ImpliedCounts _implied;
    private readonly ImpliedByBrackets _brackets;
    private readonly ImpliedByRest _rest;
    private readonly ImpliedByInterval _intervals;
    private readonly CumulativeSteps _steps;
    private readonly SmallSummaries _summaries;
    private readonly Dominance _dominance;
    private readonly UnroundedCounts _unrounded;
    private readonly ClassDisclosure _classes;
    private readonly SmallComplements _complements;
    private readonly PartsOfWholes _parts;
    private readonly SecondaryDisclosure _secondary;
    private readonly ImpliedByTotal _totals;

    /// <summary>Takes the policy whose threshold holds.</summary>
    public TableRules(Policy policy)
    {
        _patientLevel = new PatientLevelTables(_persons);
        _smallCounts = new SmallCounts(policy);
        _implied = new ImpliedCounts(policy);
        _brackets = new ImpliedByBrackets(policy);
        _rest = new ImpliedByRest(policy);
        _intervals = new ImpliedByInterval(policy);
        _steps = new CumulativeSteps(policy);
        _summaries = new SmallSummaries(policy);
        _dominance = new Dominance(policy);
        _unrounded = new UnroundedCounts(policy);
        _classes = new ClassDisclosure(policy);
        _complements = new SmallComplements(policy);
        _parts = new PartsOfWholes(policy);
        _secondary = new SecondaryDisclosure(policy);
        _totals = new ImpliedByTotal(policy);
    }

    /// <summary>Applies the rules to one table.</summary>
    /// <returns>The table, to be judged together with the others of its file; null where it does not count people by groups.</returns>
    public UnderstoodTable? Judge(TableDocument document, OutputLabel label, Hits hits)
    {
        var table = new TableProfile(document.Table, document.Member);
        _persons.Judge(table, label, hits);
        if (_patientLevel.Judge(table, label, hits)) return null;
        var understood = new UnderstoodTable(table);
        JudgeAggregates(understood, label, hits);
        return understood;
    }

    /// <summary>Applies the rules about all tables of a file, which may give away what one of them redacts or never shows.</summary>
    public void JudgeTogether(IReadOnlyList<UnderstoodTable> tables, IReadOnlyList<Document> documents, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.None) return;
        _secondary.Judge(tables, label, hits);
        _totals.Judge(tables, documents, label, hits);
    }

    /// <summary>The rules about tables that count and summarise. Most tables concern few of them, which then cost little.</summary>
    private void JudgeAggregates(UnderstoodTable table, OutputLabel label, Hits hits)
    {
        if (label == OutputLabel.Codelist || table.FirstRow == table.EndRow) return;
        _smallCounts.Judge(table, label, hits);
        if (label == OutputLabel.None) return;
        _implied.Judge(table, label, hits);
        _brackets.Judge(table, label, hits);
        _rest.Judge(table, label, hits);
        _intervals.Judge(table, label, hits);
        _steps.Judge(table, label, hits);
        _summaries.Judge(table, label, hits);
        _dominance.Judge(table, label, hits);
        _unrounded.Judge(table, label, hits);
        _classes.Judge(table, label, hits);
        _complements.Judge(table, label, hits);
        _parts.Judge(table, label, hits);
    }

    /// <summary>What a fingerprint covers: the value with its row label and its column's header.</summary>
    public static Sensitive Content(string value, string rowLabel, string header) =>
        new(string.Join(Separator, value, rowLabel, header));

    /// <summary>Where a cell is; a header that may itself hold an identifier is left out.</summary>
    public static Location Locate(TableProfile table, int row, ColumnProfile column)
    {
        var location = table.Table.Locate(row, column.Index, table.Member);
        return location.Cell is { Header: { } header } cell && SafeHeader(header) is null
            ? location with { Cell = cell with { Header = null } }
            : location;
    }

    /// <summary>The header, or null where it may itself hold an identifier: the first row of a file without headers.</summary>
    public static string? SafeHeader(string header) =>
        header.Contains('@', StringComparison.Ordinal) || header.Count(char.IsAsciiDigit) >= 6 || Validators.IsPostcode(header) || header.Length > 80
            || MayHoldToken(header)
            ? null
            : header;

    /// <summary>Whether a header has a long stretch of letters and digits mixed, as tokens and keys are.</summary>
    private static bool MayHoldToken(string header)
    {
        const int LeastLength = 16;
        const int LeastDigits = 3;
        var (length, digits) = (0, 0);
        foreach (var character in header)
        {
            if (!char.IsAsciiLetterOrDigit(character)) (length, digits) = (-1, 0);
            else if (char.IsAsciiDigit(character)) digits++;
            if (++length >= LeastLength && digits >= LeastDigits) return true;
        }

        return false;
    }

    /// <summary>Stands for all values of a column in a fingerprint.</summary>
    public static string Digest(TableProfile table, ColumnProfile column)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var row = table.Table.HeaderRows; row < table.Table.RowCount; row++)
        {
            hash.AppendData(table.Table[row, column.Index]);
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
