using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;

namespace RepoSanitiser.Tests.Disclosure.Study;

/// <summary>Reading a project action by action says the same as reading it as a whole.</summary>
public sealed class StudyDeclarationsTests
{
    private const string Head = "version: '3.0'\n\nexpectations:\n  population_size: 1000\n\nactions:\n";

    private const string First = "\n  # made first\n  make_table:\n    run: r:latest analysis/table.R\n    outputs:\n      highly_sensitive:\n        rows: output/rows.csv\n";

    private const string Second = "  draw_figure:\n    run: r:latest analysis/figure.R\n    outputs:\n      moderately_sensitive:\n        figure: output/figure*.svg\n";

    [Theory]
    [InlineData(Head + First + Second)]
    [InlineData(Head + First + Second + "\nafter: 1\n")]
    [InlineData("actions:\n" + Second + First)]
    public void An_action_counts_however_many_versions_hold_it(string project)
    {
        var declarations = Fed(project, Head + Second, project.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(OutputLabel.HighlySensitive, Label(declarations, "output/rows.csv"));
        Assert.Equal(OutputLabel.ModeratelySensitive, Label(declarations, "output/figure2.svg"));
        Assert.Equal(OutputLabel.Output, Label(declarations, "output/other.svg"));
    }

    [Theory]
    [InlineData(Head + "  make_table: {run: x, outputs: {highly_sensitive: {rows: output/rows.csv}}}\n")]
    [InlineData(Head + "  before: &same\n    highly_sensitive:\n      rows: output/rows.csv\n  make_table:\n    outputs: *same\n")]
    [InlineData("actions: {make_table: {outputs: {highly_sensitive: {rows: output/rows.csv}}}}\n")]
    [InlineData("---\n" + Head + First)]
    [InlineData("{actions: {make_table: {outputs: {highly_sensitive: {rows: output/rows.csv}}}}}\n")]
    [InlineData(Head + First + "  text:\n    run: |\n      one\n\n      two\n")]
    public void Layouts_that_can_not_be_split_are_read_whole(string project) =>
        Assert.Equal(OutputLabel.HighlySensitive, Label(Fed(project), "output/rows.csv"));

    [Theory]
    [InlineData(Head + First + First)]
    [InlineData(Head + First + "  draw: [\n")]
    [InlineData(Head + First + "  draw:\n    needs: [one,\n  two]\n")]
    [InlineData(Head + First + " less: 1\n")]
    [InlineData(Head + "\tmake_table:\n")]
    [InlineData("version: [\n" + Head + First)]
    [InlineData(Head + First + "\"actions\": {}\n")]
    public void What_is_not_valid_is_said(string project) =>
        Assert.False(new StudyDeclarations().AddProject(Encoding.UTF8.GetBytes(project)));

    [Fact]
    public void What_a_broken_file_says_of_other_actions_counts()
    {
        var declarations = new StudyDeclarations();
        Assert.False(declarations.AddProject(Encoding.UTF8.GetBytes(Head + "  broken:\n    needs: [one,\n    run: x\n" + First)));
        Assert.Equal(OutputLabel.HighlySensitive, Label(declarations, "output/rows.csv"));
    }

    [Fact]
    public void A_file_without_actions_declares_nothing() =>
        Assert.Equal(OutputLabel.Output, Label(Fed("version: '3.0'\n", "", "actions:\n", "- 1\n"), "output/rows.csv"));

    private static StudyDeclarations Fed(params ReadOnlySpan<string> versions)
    {
        var declarations = new StudyDeclarations();
        foreach (var version in versions) Assert.True(declarations.AddProject(Encoding.UTF8.GetBytes(version)));
        return declarations;
    }

    private static OutputLabel Label(StudyDeclarations declarations, string path) => new PathClassifier(declarations).For(path).Label;
}
