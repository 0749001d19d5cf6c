using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>
/// Builds a study repository with a leak of some kind in every place where git can keep one. What reaches a leak is asked of git
/// once all is planted; path, object and commit are known from the planting.
/// </summary>
public sealed partial class PlantedLeaks
{
    private readonly TempFolder _folder;
    private readonly RepositoryOptions _options;
    private readonly MadeUp _make;
    private readonly LeakyFiles _leaky;
    private readonly SmallCounts _counts;
    private readonly RepositoryBuilder _study;
    private readonly List<Leak> _leaks = [];

    private PlantedLeaks(TempFolder folder, int seed, ObjectFormat format)
    {
        _folder = folder;
        _options = new RepositoryOptions(format);
        _make = new MadeUp(seed);
        _leaky = new LeakyFiles(_make);
        _counts = new SmallCounts(_make);
        _study = RepositoryBuilder.Create(folder, "study", _options);
    }

    /// <summary>Plants everything; takes a few seconds, so share the result among the tests of a class.</summary>
    /// <param name="folder">Where: the repository is <c>study</c> in it, with the repositories it borrows from beside it.</param>
    /// <param name="seed">The same seed gives the same repository, ids included.</param>
    /// <param name="format">The hash that names its objects.</param>
    public static PlantedStudy Plant(TempFolder folder, int seed = 1, ObjectFormat format = ObjectFormat.Sha1)
    {
        var planting = new PlantedLeaks(folder, seed, format);
        var clean = planting.PlantClean();
        planting.PlantFormats();
        planting.PlantSecrets();
        planting.PlantHistory();
        planting.PlantMerges();
        planting.PlantMessagesAndNames();
        planting.PlantCruft();
        planting.PlantRefs();
        planting.PlantStores();
        planting.PlantStashes();
        planting.PlantUnreferenced();
        planting.PlantWorkTrees();
        planting.PlantReplacement();
        return new PlantedStudy(planting._study, planting.WithRefs(), clean);
    }

    private List<CleanFile> PlantClean()
    {
        var files = new CleanFiles(_make).All().ToList();
        foreach (var (path, content) in files) _study.Write(path, content);
        _study.Write("project.yaml", ProjectYaml("output/joined/*.csv"));
        _study.Commit("Set up the study");
        return [.. files.Select(f => new CleanFile(f.Path, _study.Resolve("HEAD:" + f.Path)))];
    }

    private void PlantFormats()
    {
        OnMain("declared highly_sensitive by an old project.yaml", "output/joined/cohort_summary.csv",
            _leaky.DeclaredSensitive());
        _study.Write("project.yaml", ProjectYaml("output/extract/*.csv"));
        _study.Commit("Rename the outputs of the extract");
        OnMain("CSV of NHS numbers", "released_outputs/linkage_check.csv", _leaky.NhsNumbers());
        OnMain("CSV with semicolons and CRLF", "released_outputs/linkage_eu.csv", _leaky.NhsNumbers(separator: ';', end: "\r\n"));
        OnMain("CSV in UTF-16", "released_outputs/linkage_excel.csv", _leaky.NhsNumbers().Wrapped(InUtf16));
        OnMain("postcode column", "released_outputs/households.csv", _leaky.Postcodes());
        OnMain("National Insurance number column", "released_outputs/claims.csv", _leaky.NationalInsuranceNumbers());
        OnMain("pupil number column", "released_outputs/absence.csv", _leaky.PupilNumbers());
        OnMain("date of birth column", "released_outputs/births.csv", _leaky.DatesOfBirth());
        OnMain("e-mail column", "released_outputs/consent.csv", _leaky.Emails());
        OnMain("telephone column", "released_outputs/recall.csv", _leaky.Phones());
        OnMain("patient_id column", "released_outputs/sample.csv", _leaky.PatientIds());
        OnMain("one row for each person", "released_outputs/admissions.csv", _leaky.PatientLevel());
        OnMain("small count in CSV", "released_outputs/table1.csv", _counts.Separated());
        OnMain("small count in TSV", "released_outputs/table2.tsv", _counts.Separated('\t'));
        OnMain("small count in a Stata log", "logs/descriptives.log", _counts.StataLog());
        OnMain("small count in Markdown", "released_outputs/table3.md", _counts.Markdown());
        OnMain("small count in HTML", "released_outputs/table4.html", _counts.Html());
        OnMain("small count in JSON records", "released_outputs/table5.json", _counts.JsonRecords());
        OnMain("small count in a workbook", "released_outputs/table6.xlsx", _counts.Workbook());
        OnMain("small count in a notebook's output", "analysis/counts.ipynb", _counts.Notebook());
        OnMain("small count in gzip", "released_outputs/table7.tsv.gz", _counts.Separated('\t').Wrapped(Containers.Gzip));
        OnMain("small count in zip", "released_outputs/tables.zip", _counts.Separated()
            .Wrapped(c => Containers.Zip(("tables/t8.csv", c))));
        OnMain("NHS numbers in tar", "released_outputs/check.tar", _leaky.NhsNumbers()
            .Wrapped(c => Containers.Tar(("check/linked.csv", c))));
        OnMain("patient_id in zip in tar in gzip", "released_outputs/all.tar.gz", _leaky.PatientIds()
            .Wrapped(c => Containers.Gzip(Containers.Tar(("all/sample.zip", Containers.Zip(("sample.csv", c)))))));
        OnMain("NHS numbers in a data URI", "released_outputs/page.html", _leaky.NhsNumbers().Wrapped(InDataUri));
        OnMain("NHS number in a letter", "documents/letter.docx", _leaky.NhsSentence()
            .Wrapped(c => Containers.Docx("Dear colleague,", Encoding.UTF8.GetString(c).TrimEnd())));
        OnMain("feather file", "output/input.feather", _leaky.DataSet("FEA1"u8));
        OnMain("Stata file", "output/analysis/cohort.dta", _leaky.DataSet("<stata_dta><header><release>118</release>"u8));
        OnMain("R data file", "output/models/data.rds", _leaky.DataSet("X\n\0\0\0\x03\0\x04\x03\x01"u8).Wrapped(Containers.Gzip));
        OnMain("hostile file name", "released_outputs/it's \"odd\"\t\n$(id) ; --help.csv", _counts.Separated());
    }

    private void PlantSecrets()
    {
        OnMain("GitHub token in a script", "analysis/fetch.py", _leaky.GitHubToken());
        OnMain("AWS key in settings", "deploy/settings.sh", _leaky.AwsAccessKey());
        OnMain("storage key in settings", "deploy/storage.json", _leaky.AzureKey());
        OnMain("connection string in a script", "analysis/connect.py", _leaky.ConnectionString());
        OnMain("private key", "deploy/id_rsa", _leaky.PrivateKey());
    }

    /// <summary>Commits a leak on the branch that is checked out.</summary>
    private string OnMain(string name, string path, LeakyFile file)
    {
        var commit = _study.Write(path, file.Content).Commit("Add " + Path.GetFileName(path).Split('\t')[0]);
        return Add(name, file, _study.Resolve("HEAD:" + path), [path], commit);
    }

    private string Add(
        string name,
        LeakyFile file,
        string id,
        string[] paths,
        string? introducedBy,
        string? otherRoot = null,
        LeakIn kind = LeakIn.Blob)
    {
        _leaks.Add(new Leak
        {
            Name = name,
            Rule = file.Rule,
            MinimumSeverity = file.MinimumSeverity,
            In = kind,
            ObjectId = id,
            Literal = file.Literal,
            Paths = paths,
            IntroducedBy = introducedBy,
            OtherRoot = otherRoot,
            Store = _study.GitDir,
        });
        return id;
    }

    private List<Leak> WithRefs()
    {
        var stores = _leaks.Select(l => l.Store).Append(_study.GitDir).Distinct(StringComparer.Ordinal);
        var reached = stores.ToDictionary(store => store, ReachedFromRefs, StringComparer.Ordinal);
        return [.. _leaks.Select(leak => leak.In == LeakIn.Ref ? leak : leak with { Refs = RefsOf(leak, reached) })];
    }

    private string[] RefsOf(Leak leak, Dictionary<string, List<(string Ref, HashSet<string> Objects)>> reached)
    {
        var id = leak.In == LeakIn.Lfs ? _study.Resolve($"{leak.IntroducedBy}:{leak.Paths[0]}") : leak.ObjectId;
        return [.. reached[leak.Store].Union(reached[_study.GitDir]).Where(r => r.Objects.Contains(id)).Select(r => r.Ref)
            .Order(StringComparer.Ordinal)];
    }

    private List<(string Ref, HashSet<string> Objects)> ReachedFromRefs(string gitDir)
    {
        var git = _study.Git.In(gitDir).With("GIT_DIR", gitDir).With("GIT_NO_REPLACE_OBJECTS", "1");
        return [.. git.Lines("for-each-ref", "--format=%(refname)").Select(name =>
            (name, git.Lines("rev-list", "--objects", "--no-object-names", name).ToHashSet(StringComparer.Ordinal)))];
    }

    private static string ProjectYaml(string sensitive) =>
        $"""
        version: '3.0'

        expectations:
          population_size: 1000

        actions:
          extract:
            run: ehrql:v1 generate-dataset analysis/dataset_definition.py
            outputs:
              highly_sensitive:
                joined: {sensitive}

          tables:
            run: r:latest analysis/tables.R
            needs: [extract]
            outputs:
              moderately_sensitive:
                tables: output/tables/*.csv

        """;

    private static byte[] InUtf16(byte[] content) =>
        [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(content))];

    private static byte[] InDataUri(byte[] content) => Encoding.UTF8.GetBytes(
        "<!DOCTYPE html>\n<html><body><h1>Linkage</h1>\n" +
        $"<a download=\"linked.csv\" href=\"data:text/csv;base64,{Convert.ToBase64String(content)}\">Download</a>\n</body></html>\n");
}
