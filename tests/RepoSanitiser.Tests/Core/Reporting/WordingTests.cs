using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class WordingTests
{
    [Fact]
    public void Whatever_a_path_holds_its_line_in_the_text_form_has_no_character_that_acts()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<char[]>(), characters =>
        {
            var text = Some.Written(Some.Report(Some.Finding(1, "p" + new string(characters) + "q")), ReportFormat.Text);
            return text.All(c => c == '\n' || (!char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator)));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("naïve/データ/🙂.csv", "naïve/データ/🙂.csv")]
    [InlineData("a\tb", "a\\u{09}b")]
    [InlineData("a\u202Eb", "a\\u{202E}b")]
    [InlineData("a\U000E0041b", "a\\u{E0041}b")]
    public void Text_stays_as_it_is_but_for_characters_that_act(string path, string shown) =>
        Assert.Contains($"  {shown}\n", Some.Written(Some.Report(Some.Finding(1, path)), ReportFormat.Text), StringComparison.Ordinal);

    [Fact]
    public void Half_a_character_is_named() =>
        Assert.Contains("  a\\u{D800}b\n", Some.Written(Some.Report(Some.Finding(1, "a\ud800b")), ReportFormat.Text), StringComparison.Ordinal);

    [Fact]
    public void An_exposure_that_ends_before_it_began_lasts_no_days() =>
        Assert.Contains("exposed 0 days", Some.Written(Some.Report(Some.Finding() with { Exposure = new Exposure(Some.Now, Some.Now.AddDays(-5)) }), ReportFormat.Text), StringComparison.Ordinal);
}
