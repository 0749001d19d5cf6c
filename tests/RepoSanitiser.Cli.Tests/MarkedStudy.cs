using System.Text;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Planting;

namespace RepoSanitiser.Cli.Tests;

/// <summary>A repository with a marker in every place that a scan reads, sound and damaged alike.</summary>
internal static class MarkedStudy
{
    public static RepositoryBuilder Plant(TempFolder folder, Markers markers)
    {
        var study = RepositoryBuilder.Create(folder);
        PlantTables(study, markers);
        PlantContainers(study, markers);
        PlantDamaged(study, markers);
        PlantNames(study, markers);
        PlantHistory(folder, study, markers);
        return study;
    }

    private static void PlantTables(RepositoryBuilder study, Markers markers)
    {
        study.Write("project.yaml", "version: '4.0'\nactions:\n  extract:\n    run: x\n    outputs:\n      highly_sensitive:\n        data: output/extract/*.csv\n");
        study.Write("released_outputs/nhs.csv", Column("nhs_number", markers["NHS number column"]));
        study.Write("released_outputs/patients.csv", $"id,patient_id\n1,P{markers["patient id", m => m.DigitsOf(9)]}\n2,P17\n3,P18\n");
        study.Write("released_outputs/postcodes.csv", Column("postcode", markers["postcode", m => m.Postcode()]));
        study.Write("released_outputs/mail.csv", Column("email", markers["e-mail", m => m.Email()]));
        study.Write("released_outputs/nino.csv", Column("nino", markers["National Insurance number", m => m.NationalInsuranceNumber()]));
        study.Write("released_outputs/upn.csv", Column("upn", markers["pupil number", m => m.UniquePupilNumber()]));
        study.Write("released_outputs/phone.csv", Column("phone", markers["telephone", m => m.Phone()]));
        study.Write("analysis/fetch.py", $"token = \"{markers["token", m => m.GitHubToken()]}\"\n");
        study.Write("analysis/settings.sh", $"export AWS_ACCESS_KEY_ID={markers["AWS key", m => m.AwsAccessKey()]}\n");
        study.Write("analysis/connect.py", $"url = \"postgresql://reader:{markers["password", m => m.Password()]}@db.internal/study\"\n");
        study.Write("analysis/key.pem", markers["private key", m => m.PrivateKey()]);
        study.Write("released_outputs/labels.csv", $"ward,count\nA,120\n{markers["row label"]},3\nC,87\n");
        study.Write("released_outputs/headers.csv", $"ward,count {markers["NHS number in a header"]},{markers["e-mail in a header", m => m.Email()]},"
            + $"count {markers["token in a header", m => m.GitHubToken()]}\nA,120,44,77\nB,3,2,4\nC,87,91,60\nD,45,61,90\n");
        study.Write("output/extract/rows.csv", Column("x", markers["highly sensitive output"]));
        var rows = new StringBuilder("person,event_date,nhs_number\n");
        for (var i = 0; i < 20_000; i++) rows.Append($"{i},2020-01-{(i % 28) + 1:D2},{(i == 15_000 ? markers["huge CSV"] : "")}\n");
        study.Write("released_outputs/huge.csv", rows.ToString());
    }

    private static void PlantContainers(RepositoryBuilder study, Markers markers)
    {
        study.Write("released_outputs/a.zip", Containers.Zip(("t.csv", Bytes(Column("nhs_number", markers["zip"]))), ("x/" + markers["zip member name"] + ".csv", "a,b\n1,2\n"u8.ToArray())));
        study.Write("released_outputs/b.zip", Containers.Zip((markers["name of a member that can't be read"] + ".csv.gz", [0x1f, 0x8b, 8, 0, 1, 2, 3])));
        study.Write("released_outputs/a.tar.gz", Containers.Gzip(Containers.Tar(($"x/{markers["tar member name"]}.bin", [0, 1, 2, 3]), ("t.csv", Bytes(Column("nhs_number", markers["tar"]))))));
        study.Write("released_outputs/a.xlsx", Containers.Xlsx(["nhs_number"], [markers["workbook"]], ["x"]));
        study.Write("released_outputs/a.docx", Containers.Docx($"The NHS number is {markers["letter"]}."));
        study.Write("analysis/a.ipynb", $$"""
            {"cells":[{"cell_type":"code","source":["nhs_number = '{{markers["notebook source"]}}'"],"metadata":{},"execution_count":1,
            "outputs":[{"output_type":"stream","name":"stdout","text":["NHS number {{markers["notebook output"]}}\n"]}]}],"metadata":{},"nbformat":4,"nbformat_minor":5}
            """);
        var inner = Convert.ToBase64String(Bytes(Column("nhs_number", markers["base64"])));
        study.Write("released_outputs/a.html", $"<html><body><a href=\"data:text/csv;base64,{inner}\">x</a><p>NHS number {markers["HTML"]}</p></body></html>");
    }

    private static void PlantDamaged(RepositoryBuilder study, Markers markers)
    {
        study.Write("released_outputs/cut.json", $"{{\"rows\":[{{\"nhs_number\":\"{markers["malformed JSON"]}\"}}, {{\"{markers["malformed JSON key"]}\": tru");
        study.Write("released_outputs/broken.json", $"[1, {markers["unquoted JSON"]}x]");
        var zip = Containers.Zip(("t.csv", Bytes(Column("nhs_number", markers["corrupt zip"]))));
        zip[60] ^= 0xff;
        study.Write("released_outputs/corrupt.zip", zip);
        study.Write("released_outputs/cut.xlsx", Containers.Xlsx(["nhs_number"], [markers["cut workbook"]])[..^40]);
        study.Write("released_outputs/cut.csv.gz", Containers.Gzip(Bytes(Column("nhs_number", markers["cut gzip"])))[..^9]);
        study.Write("analysis/cut.ipynb", $"{{\"cells\":[{{\"cell_type\":\"code\",\"source\":[\"nhs {markers["cut notebook"]}");
        study.Write("released_outputs/cut.csv", $"nhs_number,x\n\"{markers["open quote"]},1\n2,3\n");
        study.Commit("Add outputs");
        study.Write("project.yaml", $"actions:\n  extract: [nhs_number: {markers["invalid YAML"]}\n {markers["invalid YAML line"]}: {{");
        study.Write("metadata/manifest.json", $"{{\"files\": {{\"{markers["invalid manifest"]}\": ");
        study.Write($"released_outputs/{markers["folder of a manifest"]}/metadata/manifest.json", "{\"files\": ");
        study.Commit("Declare them wrongly");
        study.Write("project.yaml", $"actions:\n  a: &{markers["YAML anchor"]} {{}}\n  b: *x{markers["YAML alias"]}\n").Commit("Declare them more wrongly");
    }

    private static void PlantNames(RepositoryBuilder study, Markers markers)
    {
        study.Write($"released_outputs/patient_{markers["file name"]}.csv", "a,b\n1,2\n");
        study.Write($"released_outputs/{markers["folder name"]}/t.csv", "a,b\n1,2\n");
        study.Write($"released_outputs/{markers["e-mail as file name", m => m.Email()]}", "a\n");
        study.Write($"released_outputs/{markers["name of an image"]}.png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);
        study.Write($"released_outputs/letter.{markers["extension"]}", "a,b\n1,2\n");
        study.Write($".{markers["dot file"]}", "a,b\n1,2\n");
        study.Write($"released_outputs/{markers["name of an unreadable file"]}.xlsx", "PK\u0003\u0004"u8.ToArray());
        study.Lfs($"released_outputs/{markers["name of an LFS file"]}.csv", Bytes(Column("nhs_number", markers["LFS file"])));
        var missing = study.Lfs($"released_outputs/{markers["name of a missing LFS file"]}.csv", Bytes("gone"));
        File.Delete(Path.Combine(study.GitDir, "lfs", "objects", missing[..2], missing[2..4], missing));
        study.Commit($"Add patient, NHS number {markers["commit message"]}");
    }

    private static void PlantHistory(TempFolder folder, RepositoryBuilder study, Markers markers)
    {
        study.AnnotatedTag("v1", $"Tag of NHS number {markers["tag message"]}");
        study.Tag("nhs-" + markers["tag name"]);
        study.Note($"Note on NHS number {markers["note"]}");
        study.Branch("patient/" + markers["branch name"]).Write("more.csv", Column("nhs_number", markers["branch"])).Commit("More");
        study.Switch("main");
        study.Ref($"refs/pull/{markers["pull request ref"]}/head", "HEAD");
        study.Write("released_outputs/gone.csv", Column("nhs_number", markers["reflog"])).ReflogOnly("Undo");
        study.Write("stashed.csv", Column("nhs_number", markers["stash"])).Stash($"Stash nhs {markers["stash message"]}");
        study.Blob(Column("nhs_number", markers["unreachable blob"]));
        var other = RepositoryBuilder.Create(folder, "other");
        other.Write("t.csv", Column("nhs_number", markers["submodule"])).Commit("One");
        study.Submodule(other, "sub_" + markers["submodule name"]).Commit("Add a submodule");
        study.Worktree("nhs-" + markers["work tree name"]);
        study.StageOnly($"staged/{markers["name in the index"]}.csv", Bytes(Column("nhs_number", markers["staged"])));
        study.Pack();
        var loose = study.Blob($"nhs_number\n{markers["corrupt loose object"]}\n");
        RepositoryBuilder.Truncate(study.LooseFile(loose), 20);
        File.WriteAllText(Path.Combine(study.GitDir, "refs", "heads", markers["broken ref"]), "no id\n");
        File.AppendAllText(Path.Combine(study.GitDir, "objects", "info", "alternates"), $"/nowhere/{markers["alternate"]}/objects\n");
    }

    private static string Column(string header, string value) => $"id,{header}\n1,{value}\n2,\n3,x\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
