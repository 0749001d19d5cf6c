using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;

namespace RepoSanitiser.Tests.Disclosure.Study;

public sealed class PathClassifierTests
{
    private const string Project = """
        version: '3.0'
        actions:
          extract:
            run: cohortextractor:latest generate_cohort
            dummy_data_file: analysis/made_up.csv
            outputs:
              highly_sensitive:
                cohort: output/input*.csv
                other: output/models/fit.rds
          tables:
            outputs:
              moderately_sensitive:
                tables: output/tables/*.csv
        """;

    private static PathClassifier Classifier(params string[] versions)
    {
        var declarations = new StudyDeclarations();
        foreach (var version in versions) Assert.True(declarations.AddProject(Encoding.UTF8.GetBytes(version)));
        return new PathClassifier(declarations);
    }

    [Theory]
    [InlineData("analysis/model.R", ".r")]
    [InlineData("a/b.csv.gz", ".csv.gz")]
    [InlineData("a/b.gz", ".gz")]
    [InlineData("Makefile", "")]
    [InlineData("renv.lock", "renv.lock")]
    [InlineData("x/.Rhistory", ".rhistory")]
    [InlineData("x/.gitignore", ".gitignore")]
    [InlineData("x/table.csv#", ".csv")]
    [InlineData("x/a.tar.gz", ".tar.gz")]
    public void The_extension_is_what_decides_how_a_file_is_read(string path, string expected) =>
        Assert.Equal(expected, Classifier().For(path).Extension);

    [Theory]
    [InlineData("released_outputs/a.csv", OutputLabel.Output)]
    [InlineData("released-outputs/2020-01-01/a.csv", OutputLabel.Output)]
    [InlineData("released_results/a.txt", OutputLabel.Output)]
    [InlineData("revised_redacted_outputs/x/a.txt", OutputLabel.Output)]
    [InlineData("output_old/a.csv", OutputLabel.Output)]
    [InlineData("cohort_log/a.log", OutputLabel.Output)]
    [InlineData("tables_HFchecked/a.log", OutputLabel.Output)]
    [InlineData("analysis/output/models/a.txt", OutputLabel.Output)]
    [InlineData("analysis/redaction/a.R", OutputLabel.None)]
    [InlineData("catalogue/a.csv", OutputLabel.None)]
    [InlineData("codelists/a.csv", OutputLabel.Codelist)]
    [InlineData("analysis/local-codelists/a.csv", OutputLabel.Codelist)]
    [InlineData("analysis/dummy/a.csv", OutputLabel.DummyData)]
    [InlineData("dummydata/a.feather", OutputLabel.DummyData)]
    [InlineData("analysis/dummy_data.csv", OutputLabel.DummyData)]
    [InlineData("a.csv", OutputLabel.None)]
    public void Folders_and_names_say_what_a_file_is(string path, OutputLabel expected) => Assert.Equal(expected, Classifier().For(path).Label);

    [Theory]
    [InlineData("output/input.csv", OutputLabel.HighlySensitive)]
    [InlineData("output/input_2020.csv", OutputLabel.HighlySensitive)]
    [InlineData("output/x/input.csv", OutputLabel.Output)]
    [InlineData("output/models/fit.rds", OutputLabel.HighlySensitive)]
    [InlineData("output/tables/a.csv", OutputLabel.ModeratelySensitive)]
    [InlineData("released_outputs/output/input.csv", OutputLabel.HighlySensitive)]
    [InlineData("released_outputs/output/tables/a.csv", OutputLabel.ModeratelySensitive)]
    [InlineData("analysis/made_up.csv", OutputLabel.DummyData)]
    public void Declarations_go_before_folders(string path, OutputLabel expected) => Assert.Equal(expected, Classifier(Project).For(path).Label);

    [Fact]
    public void A_path_that_any_version_declares_highly_sensitive_stays_so()
    {
        var later = Project.Replace("highly_sensitive", "moderately_sensitive", StringComparison.Ordinal);

        Assert.Equal(OutputLabel.HighlySensitive, Classifier(Project, later).For("output/input.csv").Label);
        Assert.Equal(OutputLabel.ModeratelySensitive, Classifier(Project, later).For("released_outputs/output/input.csv").Label);
    }

    [Fact]
    public void A_manifest_declares_paths_one_by_one()
    {
        var declarations = new StudyDeclarations();

        Assert.True(declarations.Add("metadata/manifest.json", "{\"files\":{\"notes/a.txt\":{\"privacy_level\":\"moderately_sensitive\"}}}"u8));
        Assert.Equal(OutputLabel.ModeratelySensitive, new PathClassifier(declarations).For("notes/a.txt").Label);
    }

    [Theory]
    [InlineData("project.yaml", "actions: [a: {b")]
    [InlineData("project.yaml", "a: 1\na: 2\n")]
    [InlineData("metadata/manifest.json", "{\"files\":")]
    public void A_malformed_declaration_is_said_not_thrown(string path, string content) =>
        Assert.False(new StudyDeclarations().Add(path, Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData("project.yaml", "")]
    [InlineData("project.yaml", "- a\n")]
    [InlineData("project.yaml", "actions: {a: {outputs: [x]}}")]
    [InlineData("metadata/manifest.json", "[]")]
    [InlineData("metadata/manifest.json", "{\"files\":{\"a\":1}}")]
    public void A_declaration_of_another_shape_declares_nothing(string path, string content) =>
        Assert.True(new StudyDeclarations().Add(path, Encoding.UTF8.GetBytes(content)));
}
