using System.Globalization;
using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>Content that must not be published.</summary>
/// <param name="Rule">The rule that must find it.</param>
/// <param name="MinimumSeverity">The least severity it may be given.</param>
/// <param name="Literal">The secret as it stands in the content, or in the innermost member of a container.</param>
/// <param name="Content">The content.</param>
public sealed record LeakyFile(string Rule, Severity MinimumSeverity, string Literal, byte[] Content)
{
    /// <summary>The same secret in another wrapping.</summary>
    public LeakyFile Wrapped(Func<byte[], byte[]> wrap) => this with { Content = wrap(Content) };
}

/// <summary>Makes files of people: identifiers, and rows about one person each.</summary>
public sealed class LeakyFiles(MadeUp make)
{
    /// <summary>A data file with a column of NHS numbers.</summary>
    public LeakyFile NhsNumbers(int rows = 12, char separator = ',', string end = "\n") =>
        Rows("nhs-number", Severity.High, rows, separator, end,
        "practice,nhs_number,linked", make.NhsNumber, secret => [$"P{make.Number(10, 99)}", secret, make.OneOf("yes", "no")]);

    /// <summary>A data file with a column of postcodes.</summary>
    public LeakyFile Postcodes() => Rows("uk-postcode", Severity.Medium, 15, ',', "\n",
        "household,postcode,tenure", make.Postcode, secret => [$"H{make.DigitsOf(5)}", secret, make.OneOf("owned", "rented")]);

    /// <summary>A data file with a column of National Insurance numbers.</summary>
    public LeakyFile NationalInsuranceNumbers() => Rows("national-insurance-number", Severity.High, 9, ',', "\n",
        "claimant,ni_number,benefit", make.NationalInsuranceNumber, secret =>
            [make.DigitsOf(4), secret, make.OneOf("esa", "pip", "none")]);

    /// <summary>A data file with a column of unique pupil numbers.</summary>
    public LeakyFile PupilNumbers() => Rows("unique-pupil-number", Severity.High, 11, ',', "\n",
        "upn,school_phase,sessions_missed", make.UniquePupilNumber,
        secret => [secret, make.OneOf("primary", "secondary"), $"{make.Number(10, 60)}"]);

    /// <summary>A data file with a column of dates of birth.</summary>
    public LeakyFile DatesOfBirth() => Rows("date-of-birth", Severity.High, 14, ',', "\n",
        "record,date_of_birth,sex", make.DateOfBirth, secret => [make.DigitsOf(6), secret, make.OneOf("F", "M")]);

    /// <summary>A data file with a column of e-mail addresses.</summary>
    public LeakyFile Emails() => Rows("email-address", Severity.Medium, 10, ',', "\n",
        "participant,email,consented", make.Email, secret => [make.DigitsOf(4), secret, make.OneOf("TRUE", "FALSE")]);

    /// <summary>A data file with a column of telephone numbers.</summary>
    public LeakyFile Phones() => Rows("phone-number", Severity.Medium, 10, ',', "\n",
        "participant,telephone,called", make.Phone, secret => [make.DigitsOf(4), secret, make.OneOf("TRUE", "FALSE")]);

    /// <summary>An extract with a <c>patient_id</c> column.</summary>
    public LeakyFile PatientIds(int rows = 40) => Rows("patient-id-column", Severity.High, rows, ',', "\n",
        "patient_id,age,sex,region,has_asthma", () => make.DigitsOf(7),
        secret => [secret, $"{make.Number(18, 94)}", make.OneOf("F", "M"), make.OneOf("North", "South", "East"),
            make.OneOf("0", "1")]);

    /// <summary>One row for each person, with the dates of what happened to them, under no telling name.</summary>
    public LeakyFile PatientLevel(int rows = 60) => Rows("patient-level-table", Severity.High, rows, ',', "\n",
        "case_ref,sex,age,index_date,admission_date,discharge_date,death_date", () => "C" + make.DigitsOf(8),
        secret =>
        [
            secret, make.OneOf("F", "M"), $"{make.Number(18, 97)}", make.Date(2020, 2020), make.Date(2021, 2021),
            make.Date(2021, 2021), make.OneOf("", make.Date(2022, 2022)),
        ]);

    /// <summary>A sentence with an NHS number in it, spaced as on a letter.</summary>
    public LeakyFile NhsSentence()
    {
        var number = make.NhsNumber();
        var spaced = $"{number[..3]} {number[3..6]} {number[6..]}";
        return Text("nhs-number", Severity.High, spaced, $"Linkage failed again for NHS number {spaced}, left out by hand.\n");
    }

    /// <summary>A serialised data set that is never released, known by its type.</summary>
    /// <param name="signature">How files of the type begin.</param>
    public LeakyFile DataSet(ReadOnlySpan<byte> signature)
    {
        var secret = "C" + make.DigitsOf(11);
        byte[] content = [.. signature, .. make.Bytes(300), .. Encoding.ASCII.GetBytes(secret), .. make.Bytes(300), .. signature];
        return new LeakyFile("unreleased-file-type", Severity.High, secret, content);
    }

    /// <summary>A harmless table, for a path that says it is not.</summary>
    public LeakyFile DeclaredSensitive()
    {
        var row = $"{make.OneOf("North", "South")},{make.Number(100, 900) * 10}";
        return Text("highly-sensitive-output", Severity.High, row,
            $"region,n_rounded\n{row}\nEast,{make.Number(100, 900) * 10}\n");
    }

    /// <summary>A script with a GitHub token in it.</summary>
    public LeakyFile GitHubToken()
    {
        var token = make.GitHubToken();
        return Text("github-token", Severity.High, token,
            $"import requests\n\nHEADERS = {{\"Authorization\": \"token {token}\"}}\nprint(requests.get(URL, headers=HEADERS).status_code)\n");
    }

    /// <summary>Settings with an AWS access key in them.</summary>
    public LeakyFile AwsAccessKey()
    {
        var key = make.AwsAccessKey();
        var secret = make.AzureKey()[..40].Replace('=', '0');
        return Text("aws-access-key", Severity.High, key,
            $"export AWS_ACCESS_KEY_ID={key}\nexport AWS_SECRET_ACCESS_KEY={secret}\nexport AWS_REGION=eu-west-2\n");
    }

    /// <summary>Settings with the key of a storage account in them.</summary>
    public LeakyFile AzureKey()
    {
        var key = make.AzureKey();
        return Text("azure-storage-key", Severity.High, key,
            $"{{\"storage\": \"DefaultEndpointsProtocol=https;AccountName=studyoutputs;AccountKey={key};EndpointSuffix=core.windows.net\"}}\n");
    }

    /// <summary>A script that connects to a database with a password.</summary>
    public LeakyFile ConnectionString()
    {
        var password = make.Password();
        return Text("connection-string", Severity.High, password,
            "import pyodbc\n\nCONNECTION = pyodbc.connect(\n    \"Driver={ODBC Driver 17 for SQL Server};Server=tcp:cohort-db.internal,1433;" +
            $"Database=cohort;User ID=study_reader;Password={password};Encrypt=yes;\"\n)\n");
    }

    /// <summary>A private key.</summary>
    public LeakyFile PrivateKey()
    {
        var key = make.PrivateKey();
        return Text("private-key", Severity.High, key.Split('\n')[3], key);
    }

    private static LeakyFile Text(string rule, Severity severity, string literal, string content) =>
        new(rule, severity, literal, Encoding.UTF8.GetBytes(content));

    private static LeakyFile Rows(
        string rule,
        Severity severity,
        int rows,
        char separator,
        string end,
        string header,
        Func<string> secret,
        Func<string, string[]> row)
    {
        var secrets = new List<string>();
        var text = new StringBuilder(header.Replace(',', separator)).Append(end);
        for (var i = 0; i < rows; i++)
        {
            secrets.Add(secret());
            text.Append(CultureInfo.InvariantCulture, $"{string.Join(separator, row(secrets[^1]))}{end}");
        }

        return Text(rule, severity, secrets[rows / 2], text.ToString());
    }
}
