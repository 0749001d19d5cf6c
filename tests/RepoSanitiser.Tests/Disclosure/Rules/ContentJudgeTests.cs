using System.Globalization;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Tests.Disclosure.Rules;

public sealed class ContentJudgeTests
{
    private static readonly FileContext OutputCsv = new(".csv", OutputLabel.Output);
    private static readonly ContentJudge Judge = new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());

    private static IReadOnlyList<RuleHit> HitsIn(string content, FileContext context) =>
        Judge.Judge(Encoding.UTF8.GetBytes(content), context, CancellationToken.None).Hits;

    [Fact]
    public void Clean_content_is_read_with_nothing_to_say() =>
        Assert.Equal(Judgement.Clean, Judge.Judge("region,n\nNorth,120\n"u8.ToArray(), OutputCsv, CancellationToken.None));

    [Fact]
    public void A_small_count_is_reported_at_its_cell_with_its_labels_in_the_fingerprint()
    {
        var hit = Assert.Single(HitsIn("region,n\nNorth,120\nSouth,4\n", OutputCsv));

        Assert.Equal(RuleIds.SmallCount, hit.Rule);
        Assert.Equal(Severity.Medium, hit.Severity);
        Assert.Equal(new Location(3, 7, new CellLocation(3, 2, "n")), hit.Location);
        Assert.Equal("4\u001fSouth\u001fn", hit.Content.Reveal());
    }

    [Fact]
    public void Evidence_holds_neither_value_nor_label()
    {
        var hits = HitsIn("nhs_number,surname,n\n9434765919,Smithson,3\n4010232137,Jonesworth,4\n", OutputCsv);

        Assert.NotEmpty(hits);
        Assert.All(hits, h =>
        {
            Assert.DoesNotContain("9434765919", h.Evidence, StringComparison.Ordinal);
            Assert.DoesNotContain("Smithson", h.Evidence, StringComparison.Ordinal);
            Assert.DoesNotContain("9434765919", h.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_header_that_is_itself_an_identifier_is_left_out_of_the_location() => Assert.All(
        HitsIn("a,9434765919\nb,9434765870\nb,9434765919\nb,4010232137\nb,9434765870\nb,4505577104\nb,4010232137\n", OutputCsv),
        h => Assert.DoesNotContain("9434765919", h.Location.Cell?.Header ?? "", StringComparison.Ordinal));

    [Fact]
    public void Past_a_thousand_hits_one_more_says_how_many_there_are()
    {
        var lines = Enumerable.Range(0, 1500).Select(i => $"group {i},{i % 5 + 1}");
        var hits = HitsIn("group,n\n" + string.Join('\n', lines) + "\n", OutputCsv);

        Assert.Equal(1001, hits.Count);
        Assert.Equal(Location.Whole, hits[0].Location);
        Assert.Contains("500 more", hits[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Hits_come_in_order_of_location()
    {
        var hits = HitsIn("n,patient_id,nhs_number\n1,70001,9434765919\n2,70002,4010232137\n", OutputCsv);

        Assert.Equal(hits.OrderBy(h => h.Location.Line).ThenBy(h => h.Location.Column).ToList(), hits);
        Assert.Equal(2, hits.Count(h => h.Rule == RuleIds.NhsNumber));
    }

    [Fact]
    public void Data_said_to_be_made_up_is_low_but_a_secret_there_is_not()
    {
        var context = new FileContext(".csv", OutputLabel.DummyData);
        var hits = HitsIn("patient_id,note\n1047,ghp_a8Kd02mNcQ4xYpL7eRt5uVw3zB9sHf61Gj0T\n", context);

        Assert.Equal(Severity.Low, hits.Single(h => h.Rule == RuleIds.PatientIdColumn).Severity);
        Assert.Equal(Severity.Critical, hits.Single(h => h.Rule == "github-token").Severity);
    }

    [Fact]
    public void An_unread_blob_is_still_judged_by_its_type_and_label()
    {
        var judgement = Judge.JudgeUnread(new FileContext(".rds", OutputLabel.HighlySensitive), "missing");

        Assert.Equal((ReadState.Unread, "missing"), (judgement.State, judgement.Reason));
        Assert.Equal([RuleIds.HighlySensitiveOutput, RuleIds.UnreleasedFileType], judgement.Hits.Select(h => h.Rule));
        Assert.All(judgement.Hits, h => Assert.Equal("", h.Content.Reveal()));
    }

    [Fact]
    public void A_data_set_is_told_by_its_bytes_under_any_name() => Assert.Contains(
        Judge.Judge(Encoding.Latin1.GetBytes("SQLite format 3\0" + new string('\0', 100)), new FileContext(".txt", OutputLabel.None), CancellationToken.None).Hits,
        h => h.Rule == RuleIds.UnreleasedFileType);

    [Fact]
    public void A_message_is_judged_for_identifiers_and_secrets_but_not_for_who_signed_it()
    {
        var hits = Judge.JudgeMessage("Drop NHS number 943 476 5919\n\nSigned-off-by: A <a@b-c.org>\nToken ghp_a8Kd02mNcQ4xYpL7eRt5uVw3zB9sHf61Gj0T\n"u8.ToArray());

        Assert.Equal([RuleIds.NhsNumber, "github-token"], hits.Select(h => h.Rule));
        Assert.Equal((1, 17), (hits[0].Location.Line, hits[0].Location.Column));
    }

    [Fact]
    public void The_version_changes_with_policy_and_limits_and_nothing_else()
    {
        string Version(string policy, DocumentLimits limits) => new ContentJudge(PolicyCatalogue.Get(policy), limits).Version;
        var version = Version(PolicyCatalogue.Default, new DocumentLimits());

        Assert.Equal(Judge.Version, version);
        Assert.NotEqual(version, Version("opensafely-2023", new DocumentLimits()));
        Assert.NotEqual(version, Version(PolicyCatalogue.Default, new DocumentLimits(MaxRows: 7)));
    }

    [Fact]
    public void A_text_of_nothing_but_keywords_is_judged_without_repeating_itself()
    {
        var text = string.Concat(Enumerable.Repeat("nhs number: 943 476 5919, ", 20));
        var hits = HitsIn(text, new FileContext(".py", OutputLabel.None));

        Assert.Equal(20, hits.Count);
        Assert.Equal(20, hits.Select(h => h.Location.Column).Distinct().Count());
    }

    [Fact]
    public void One_judge_serves_many_threads()
    {
        var contents = Enumerable.Range(0, 64)
            .Select(i => Encoding.UTF8.GetBytes($"region,n\nNorth,{(i % 5 + 1).ToString(CultureInfo.InvariantCulture)}\nSouth,700\n")).ToList();
        var counts = new int[contents.Count];
        Parallel.For(0, contents.Count, i => counts[i] = Judge.Judge(contents[i], OutputCsv, CancellationToken.None).Hits.Count);

        Assert.All(counts, c => Assert.Equal(1, c));
    }

    [Theory]
    [InlineData("see 0.9434765919 nhs number", false)]
    [InlineData("nhs number 12.9434765919", false)]
    [InlineData("nhs number .9434765919x", false)]
    [InlineData("nhs number: 9434765919.", true)]
    [InlineData("nhs number (9434765919)", true)]
    public void Ten_digits_after_a_decimal_point_are_no_NHS_number(string text, bool expected) =>
        Assert.Equal(expected, HitsIn(text + "\n", new FileContext(".txt", OutputLabel.Output)).Any(h => h.Rule == RuleIds.NhsNumber));

    [Theory]
    [InlineData("n=4")]
    [InlineData("n = 4")]
    [InlineData("N= 4 (2.1%)")]
    [InlineData("4 (2.1%)")]
    [InlineData("4\u00a0(2.1%)")]
    [InlineData("\uff14")]
    [InlineData("\u0664")]
    [InlineData("\uff14（2.1％）")]
    public void A_small_count_is_one_in_every_way_to_write_it(string cell) => Assert.Equal(
        (3, 7), HitsIn($"region,n\nNorth,1\u202f204\nSouth,{cell}\nEast,331\nWest,\"1,377\"\n", OutputCsv).Select(h => (h.Location.Line!.Value, h.Location.Column!.Value)).Single());

    [Theory]
    [InlineData("n=412")]
    [InlineData("\uff14\uff11\uff12")]
    [InlineData("1\u00a0204")]
    [InlineData("<5 (..)")]
    [InlineData("<5 (2.1%)")]
    [InlineData("\uff1c5")]
    public void A_large_count_or_a_mark_is_none_in_any(string cell) =>
        Assert.Empty(HitsIn($"region,n\nNorth,1204\nSouth,{cell}\nEast,331\nWest,377\n", OutputCsv));

    [Theory]
    [InlineData("region,9434765919\nNorth,120\n", 1, 8)]
    [InlineData("9434765919,4010232137\nF,M\n", 1, 1)]
    [InlineData("9434765919,x\n", 1, 1)]
    [InlineData("a,b\n9434765919,x\n", 2, 1)]
    [InlineData("who,nino_or_so\nAB123456C,x\n", 2, 1)]
    public void An_identifier_is_found_in_a_header_and_in_a_table_of_one_row(string content, int line, int column) => Assert.Contains(
        HitsIn(content, OutputCsv), h => h.Rule is RuleIds.NhsNumber or RuleIds.NationalInsuranceNumber && (h.Location.Line, h.Location.Column) == (line, column) && h.Severity == Severity.Critical);

    [Theory]
    [InlineData("region,person_days\nNorth,9434765919\n")]
    [InlineData("snomed_code,term\n9434765919,Asthma\n")]
    [InlineData("region,9434765918\nNorth,120\n")]
    public void Ten_digits_that_are_something_else_are_no_NHS_number(string content) =>
        Assert.DoesNotContain(HitsIn(content, OutputCsv), h => h.Rule == RuleIds.NhsNumber);

    [Fact]
    public void Flags_named_as_counts_are_one_finding_about_rows_of_persons_and_no_small_counts()
    {
        string Table(Func<int, string> name) => "region,sex,admission_count\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{name(i)},{(i % 2 == 0 ? "F" : "M")},{(i % 7 == 0 ? 1 : 0)}\n"));

        var hit = Assert.Single(HitsIn(Table(i => i % 3 == 0 ? "North" : "South"), OutputCsv));
        Assert.Equal((RuleIds.PatientLevelTable, Severity.Medium, Confidence.Low), (hit.Rule, hit.Severity, hit.Confidence));
        Assert.Contains("or else flags", hit.Evidence, StringComparison.Ordinal);

        // Groups of their own: a 1 counts one person.
        Assert.Equal(6, HitsIn(Table(i => $"Ward {i}"), OutputCsv).Count(h => h.Rule == RuleIds.SmallCount));
    }

    [Fact]
    public void A_small_count_in_a_row_that_quotes_hide_is_found_where_it_stands() => Assert.Equal(
        [(2, 3), (4, 3)],
        HitsIn("region,n\nA,\"3\nB,50\nC,4\"\nD,70\n", OutputCsv).Where(h => h.Rule == RuleIds.SmallCount).Select(h => (h.Location.Line!.Value, h.Location.Column!.Value)));

    [Theory]
    [InlineData("[{\"region\":\"North\",\"n\":120},{\"region\":\"South\",\"n\":3}]", ".json")]
    [InlineData("<table><tr><th>Region</th><th>N</th></tr><tr><td>North</td><td>120</td></tr><tr><td>South</td><td>3</td></tr></table>", ".html")]
    [InlineData("| region | n |\n|---|---|\n| North | 120 |\n| South | 3 |\n", ".md")]
    [InlineData("  region    n\n0  North  120\n1  South    3\n", ".txt")]
    [InlineData("region\tn\nNorth\t120\nSouth\t3\n", ".tsv")]
    public void A_small_count_is_found_in_every_form_of_table(string content, string extension) =>
        Assert.Equal(RuleIds.SmallCount, Assert.Single(HitsIn(content, new FileContext(extension, OutputLabel.Output))).Rule);
}
