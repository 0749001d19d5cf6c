using System.Globalization;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Suppression.Tables;
using RepoSanitiser.Disclosure.Understanding;
using RepoSanitiser.TestKit;
using RepoSanitiser.Tests.Disclosure.Documents;
using Xunit.Abstractions;

namespace RepoSanitiser.Tests.Disclosure.Suppression;

public sealed class TableSuppressorTests(ITestOutputHelper output)
{
    private const int Threshold = 5;
    private static readonly ContentJudge Judge = new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());

    [Fact]
    public void One_small_count_takes_the_smallest_other_of_its_column_with_it() => Assert.Equal(
        "region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\nWest,[REDACTED]\nTotal,1630\n",
        Redact("region,n\nNorth,1204\nSouth,3\nEast,331\nWest,92\nTotal,1630\n", RedactionUnit.Cell));

    [Fact]
    public void A_zero_is_kept_and_nothing_is_taken_where_no_total_is_shown() => Assert.Equal(
        "region,n\nNorth,1204\nSouth,[REDACTED]\nEast,0\n", Redact("region,n\nNorth,1204\nSouth,3\nEast,0\n", RedactionUnit.Cell));

    [Fact]
    public void A_percentage_goes_with_its_count() => Assert.Equal(
        "level,n,denominator,pct\nA,61,980,6.2\nB,37,800,4.6\nC,[REDACTED],640,[REDACTED]\n",
        Redact("level,n,denominator,pct\nA,61,980,6.2\nB,37,800,4.6\nC,3,640,0.5\n", RedactionUnit.Cell));

    [Fact]
    public void A_rate_goes_with_its_events() => Assert.Equal(
        "group,events,person_days,rate_per_1000\nA,12,24000,0.5\nB,30,40000,0.75\nC,[REDACTED],8000,[REDACTED]\n",
        Redact("group,events,person_days,rate_per_1000\nA,12,24000,0.5\nB,30,40000,0.75\nC,3,8000,0.375\n", RedactionUnit.Cell));

    [Fact]
    public void Rows_are_redacted_two_at_least_and_keep_their_zeros() => Assert.Equal(
        "ethnicity,female,male,total\nWhite,120,131,251\nBlack,[REDACTED],0,[REDACTED]\nMixed,[REDACTED],[REDACTED],[REDACTED]\nOther,60,75,135\nTotal,227,257,484\n",
        Redact("ethnicity,female,male,total\nWhite,120,131,251\nBlack,3,0,3\nMixed,44,51,95\nOther,60,75,135\nTotal,227,257,484\n", RedactionUnit.Row));

    [Fact]
    public void A_whole_table_keeps_its_names() => Assert.Equal(
        "region,n\nNorth,[REDACTED]\nSouth,[REDACTED]\nTotal,[REDACTED]\n", Redact("region,n\nNorth,1204\nSouth,3\nTotal,1207\n", RedactionUnit.Table));

    [Fact]
    public void A_mark_that_stands_already_is_protected_too() => Assert.Equal(
        "region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\nWest,[REDACTED]\nTotal,1630\n",
        Redact("region,n\nNorth,1204\nSouth,[REDACTED]\nEast,331\nWest,92\nTotal,1630\n", RedactionUnit.Cell));

    [Theory]
    [InlineData(RedactionUnit.Cell)]
    [InlineData(RedactionUnit.Row)]
    [InlineData(RedactionUnit.Table)]
    public void What_is_left_of_random_tables_gives_nothing_back(RedactionUnit unit)
    {
        var dice = new Random(97 + (int)unit);
        var (tables, changed) = (Scale.Of(150, 2_000), 0);
        for (var i = 0; i < tables; i++)
        {
            var content = Written(TwoWayTable.Random(dice, 6, 4, 300), shares: dice.Next(3) == 0, totals: dice.Next(4) != 0);
            var redacted = Redact(content, unit);
            if (!string.Equals(content, redacted, StringComparison.Ordinal)) changed++;
            Assert.DoesNotContain(HitsIn(redacted), h => h.Rule is RuleIds.SecondaryDisclosure or RuleIds.SmallCount);
        }

        output.WriteLine($"{tables} tables, {changed} with something to redact");
        Assert.InRange(changed, tables / 3, tables);
    }

    private static string Written(TwoWayTable table, bool shares, bool totals)
    {
        var csv = new StringBuilder("group");
        for (var c = 0; c < table.Columns; c++) csv.Append(CultureInfo.InvariantCulture, $",n_{(char)('a' + c)}").Append(shares ? FormattableString.Invariant($",pct_{(char)('a' + c)}") : "");
        csv.Append(",total\n");
        for (var r = 0; r < table.Rows + (totals ? 1 : 0); r++)
        {
            var isTotal = r == table.Rows;
            csv.Append(isTotal ? "Total" : FormattableString.Invariant($"level {(char)('A' + r)}"));
            for (var c = 0; c < table.Columns; c++)
            {
                var (count, whole) = (table.Values[isTotal ? table.ColumnTotal(c) : table.Inner(r, c)], table.Values[table.ColumnTotal(c)]);
                csv.Append(CultureInfo.InvariantCulture, $",{count}");
                if (shares) csv.Append(CultureInfo.InvariantCulture, $",{(whole == 0 ? 0 : 100.0 * count / whole):F1}");
            }

            csv.Append(CultureInfo.InvariantCulture, $",{table.Values[isTotal ? table.Grand : table.RowTotal(r)]}\n");
        }

        return csv.ToString();
    }

    private static IReadOnlyList<RuleHit> HitsIn(string content) =>
        Judge.Judge(Encoding.UTF8.GetBytes(content), new FileContext(".csv", OutputLabel.Output), CancellationToken.None).Hits;

    private static string Redact(string content, RedactionUnit unit)
    {
        var found = HitsIn(content).Where(h => h.Rule == RuleIds.SmallCount)
            .Select(h => new TableCell(0, h.Location.Cell!.Row - 1, h.Location.Cell.Column - 1)).ToList();
        var table = Documents.Reading.Read(content, ".csv", label: OutputLabel.Output).Table();
        var suppression = TableSuppressor.Choose([new UnderstoodTable(table, null)], found, Threshold, unit, leastRows: 2);
        Assert.True(suppression.Unprotected.Count == 0, content);
        var rows = content.TrimEnd('\n').Split('\n').Select(r => r.Split(',')).ToArray();
        foreach (var (cell, _) in suppression.Cells) rows[cell.Row][cell.Column] = "[REDACTED]";
        return string.Join('\n', rows.Select(r => string.Join(',', r))) + "\n";
    }
}
