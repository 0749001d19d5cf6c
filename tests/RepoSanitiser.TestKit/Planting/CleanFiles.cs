using System.Globalization;
using System.Text;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>
/// Makes the files that a study repository is full of and that must raise nothing. Each is in the shape of a real false alarm:
/// ten-digit codes, decimals with valid check digits, category codes, row numbers, hashes, base64 that spells postcodes.
/// </summary>
public sealed class CleanFiles(MadeUp make)
{
    /// <summary>All of them, by path.</summary>
    public IEnumerable<(string Path, byte[] Content)> All() =>
        Sources().Concat(Configuration()).Concat(Codelists()).Concat(Released()).Concat(Prose())
            .Select(f => (f.Path, Encoding.UTF8.GetBytes(f.Content)));

    private static IEnumerable<(string Path, string Content)> Sources()
    {
        yield return ("analysis/dataset_definition.py",
            "from ehrql import create_dataset\nfrom ehrql.tables.core import patients\n\ndataset = create_dataset()\n" +
            "dataset.define_population(patients.date_of_birth.is_on_or_before(\"2002-03-31\"))\ndataset.sex = patients.sex\n");
        yield return ("analysis/dummy_dataset_definition.py",
            "# Dummy data: every patient_id is a row number.\nimport numpy as np\n\nrng = np.random.default_rng(42)\n\n\n" +
            "def dummy(n=1000):\n    return {\"patient_id\": range(n), \"age\": rng.integers(18, 90, n), \"postcode\": [None] * n}\n");
        yield return ("analysis/models/cox.R",
            "library(survival)\n\nfit <- coxph(Surv(time, event) ~ exposure + strata(stp), data = cohort, id = patient_id)\n" +
            "broom::tidy(fit, conf.int = TRUE) %>% readr::write_csv(\"output/models/cox.csv\")\n");
        yield return ("analysis/redact.R",
            "redact <- function(n, threshold = 5) dplyr::if_else(n > 0 & n <= threshold, NA_integer_, n)\n" +
            "stopifnot(all(redact(c(0, 3, 6)) %in% c(0, NA, 6)))\n");
        yield return ("analysis/descriptives.do",
            "import delimited `c(pwd)'/output/input.csv, clear\nsafetab ethnicity exposure, row\nlog close\n");
        yield return ("analysis/test_nhs_number.py",
            "def is_nhs_number(text):\n    digits = [int(c) for c in text]\n" +
            "    return sum(d * w for d, w in zip(digits, range(10, 0, -1))) % 11 == 0\n");
        yield return ("analysis/database.py",
            "import os\n\nDSN = os.environ[\"DATABASE_URL\"]\npassword = os.environ.get(\"DB_PASSWORD\")\n" +
            "EXAMPLE = \"postgresql://user:password@localhost/dbname\"\n");
        yield return ("analysis/utils/plot_weights.js",
            "const OFFSETS = [4010232137, 6000000001, 7255555555];\nexport default OFFSETS.map((x) => x / 4294967296);\n");
    }

    private IEnumerable<(string Path, string Content)> Configuration()
    {
        yield return (".github/workflows/test.yaml",
            "name: Test that the project runs\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n" +
            "        with:\n          token: ${{ secrets.GITHUB_TOKEN }}\n");
        yield return (".gitpod.env", "MAX_WORKERS=2\n");
        yield return (".gitignore", "__pycache__/\n.venv/\n");
        yield return ("Dockerfile", "FROM rocker/r-ver:4.3.1\nRUN apt-get update && apt-get install -y libxml2-dev\n");
        yield return ("requirements.txt", string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"package{i}=={i % 7}.{i % 11}.{i} \\\n    --hash=sha256:{Hex(32)}\n")));
        yield return ("renv.lock", "{\n  \"R\": {\"Version\": \"4.3.1\"},\n  \"Packages\": {\n" + string.Join(",\n",
            Enumerable.Range(0, 30).Select(i =>
                $"    \"pkg{i}\": {{\"Package\": \"pkg{i}\", \"Version\": \"1.{i}.0\", \"Hash\": \"{Hex(16)}\"}}")) +
            "\n  }\n}\n");
        yield return ("package-lock.json", "{\n  \"lockfileVersion\": 3,\n  \"packages\": {\n" + string.Join(",\n",
            Enumerable.Range(0, 30).Select(i =>
                $"    \"node_modules/m{i}\": {{\"version\": \"{i}.0.4\", \"integrity\": \"sha512-{make.AzureKey()}\"}}")) +
            "\n  }\n}\n");
        yield return ("keys/id_ed25519.pub", "ssh-ed25519 " + Convert.ToBase64String(make.Bytes(51)) + " author@study.invalid\n");
        yield return ("codelists/codelists.txt", "primis-covid19-vacc-uptake/ast/v1\nopensafely/asthma-diagnosis/2020-04-15\n");
        yield return ("codelists/codelists.json", "{\n  \"files\": {\n" + string.Join(",\n", Enumerable.Range(0, 12).Select(i =>
            $"    \"user-list{i}.csv\": {{\"id\": \"user/list{i}/{make.DigitsOf(8)}\", \"sha\": \"{Hex(20)}\"}}")) +
                "\n  }\n}\n");
    }

    private IEnumerable<(string Path, string Content)> Codelists()
    {
        for (var i = 0; i < 8; i++)
        {
            yield return ($"codelists/user-condition-{i}.csv", "code,term\n" + string.Concat(Enumerable.Range(0, 60).Select(n =>
                $"{make.NhsNumber()},\"Condition {n}, unspecified\"\n")));
            yield return ($"codelists/user-drug-{i}-dmd.csv", "dmd_id,nm,category\r\n" +
                string.Concat(Enumerable.Range(0, 40).Select(n =>
                $"{make.DigitsOf(17)},Tablet {n} {make.Number(1, 5)}mg,{make.Number(1, 5)}\r\n")));
        }
    }

    private IEnumerable<(string Path, string Content)> Released()
    {
        for (var i = 0; i < 10; i++)
        {
            yield return ($"released_outputs/models/model_{i}.csv", Regression());
            yield return ($"released_outputs/tables/rounded_{i}.csv", "characteristic,level,n,pct\n" + string.Concat(
                Enumerable.Range(1, 8).Select(n => $"imd,{n},{make.Number(2, 900) * 5},{Decimal(100, 1)}\n")));
            yield return ($"released_outputs/measures/measure_{i}.csv", "practice_group,date,rate_per_1000,lower,upper\n" +
                string.Concat(
                Enumerable.Range(1, 12).Select(n =>
                    $"{n % 5},2021-{n:D2}-01,{Decimal(9, 7)},{Decimal(4, 7)},{Decimal(12, 7)}\n")));
        }

        yield return ("released_outputs/tables/midpoint6.csv", "outcome,n_midpoint6,total_midpoint6\n" + string.Concat(
            Enumerable.Range(1, 9).Select(n => $"outcome {n},{n * 6 - 3},{make.Number(40, 400) * 6 + 3}\n")));
        yield return ("released_outputs/tables/redacted.csv", "region,n,pct\n" + string.Concat(
            new[] { "North", "South", "East" }.Select(r => $"{r},{make.Number(20, 300) * 5},{Decimal(100, 1)}\n")) +
                "West,[REDACTED],[REDACTED]\n");
        for (var i = 0; i < 6; i++)
        {
            yield return ($"released_outputs/tables/percentages_{i}.csv", "Category,Group,Vaccinated over last 7d (%)\n" +
                string.Concat(
                Enumerable.Range(1, 10).Select(n => $"age band,{n * 5}-{n * 5 + 4},{Decimal(6, 1)}\n")));
        }

        yield return ("released_outputs/tables/zeros.csv", "region,admissions\nNorth,0\nSouth,0\nEast,120\nWest,95\n");
        yield return ("released_outputs/figures/rates.svg", Figure());
        yield return ("released_outputs/reports/report.html",
            "<!DOCTYPE html>\n<html><body><h2>1. Methods</h2><p>See section 2.</p><table><tr><th>Region</th><th>Rate</th></tr>" +
            "<tr><td>North</td><td>12.4</td></tr><tr><td>South</td><td>10.9</td></tr></table>" +
            $"<img src=\"data:image/png;base64,{Convert.ToBase64String([0x89, 0x50, 0x4e, 0x47, .. make.Bytes(600)])}\"></body></html>\n");
        yield return ("released_outputs/logs/cox.log",
            "2024-01-09T10:12:31.123456789Z R version 4.3.1\n2024-01-09T10:12:31.4000000Z model 1 of 4: 3 degrees of freedom\n" +
            $"state: succeeded\ncommit: {Hex(20)}\ndocker_image_id: sha256:{Hex(32)}\nexit_code: 0\n");
        yield return ("released_outputs/metadata/settings.json",
            "{\"models\": 4, \"version\": 2, \"threshold\": 5, \"cores\": 3}\n");
        yield return ("analysis/explore.ipynb",
            "{\"cells\": [{\"cell_type\": \"code\", \"execution_count\": 3, \"metadata\": {}, \"outputs\": [], \"source\": [\"df.head()\"]}], " +
            "\"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 4}\n");
    }

    private static IEnumerable<(string Path, string Content)> Prose()
    {
        yield return ("README.md",
            "# Waiting times after referral\n\nQuestions: [open an issue](https://github.com/example/example/issues) or write to\n" +
            "team@study.invalid. Three people review each output. Counts of 5 or fewer are redacted.\n");
        yield return ("LICENSE", "MIT License\n\nCopyright (c) 2024 The study's authors <authors@study.invalid>\n\nPermission is hereby granted…\n");
        yield return ("docs/protocol.md",
            "# Protocol\n\n1. Link on NHS number inside the secure environment.\n2. Date of birth is rounded to the month.\n" +
            "3. Postcodes never leave it.\n\n| Step | Days |\n|---|---|\n| Extract | 2 |\n| Review | 3 |\n");
        yield return ("CODEOWNERS", "* @example/study-authors\n");
        yield return ("CITATION.cff", "cff-version: 1.2.0\ntitle: Waiting times\ndate-released: 2024-02-01\nversion: 1.4.2\n");
    }

    private string Regression() => "term,estimate,std.error,statistic,p.value,conf.low,conf.high,df\n" + string.Concat(
        Enumerable.Range(1, 14).Select(n =>
            $"age_group{n},0.{make.NhsNumber()},{Decimal(1, 9)},{Decimal(5, 6)},{Decimal(1, 4)},{Decimal(1, 9)},{Decimal(3, 9)},{make.Number(1, 5)}\n"));

    private string Figure()
    {
        var clips = string.Concat(Enumerable.Range(0, 6).Select(_ =>
            $"<clipPath id='cp{Convert.ToBase64String(make.Bytes(27))}LS1 4AP='><rect x='0' y='0' width='9' height='9'/></clipPath>\n"));
        var ticks = string.Concat(Enumerable.Range(1, 6).Select(n => $"<text x='{n * 60}' y='310'>{n}</text>\n"));
        return $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 720 320'>\n<defs>\n{clips}</defs>\n{ticks}<text x='9' y='9'>Months</text>\n</svg>\n";
    }

    private string Hex(int bytes) => Convert.ToHexStringLower(make.Bytes(bytes));

    private string Decimal(int below, int places) => string.Create(CultureInfo.InvariantCulture,
        $"{make.Number(0, below - 1)}.{make.DigitsOf(places)}");
}
