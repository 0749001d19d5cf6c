using System.Globalization;
using System.Text;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>
/// Values that look real and are not: identifiers with right check digits, tokens with right checksums, all drawn from a seed
/// while the test runs, so that no scanner and no reader finds one in this source.
/// </summary>
/// <param name="seed">The same seed gives the same values in the same order.</param>
public sealed class MadeUp(int seed)
{
    private const string Digits = "0123456789";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Alphanumeric = Digits + Upper + "abcdefghijklmnopqrstuvwxyz";
    private static readonly string[] GivenNames =
        ["amara", "bryn", "ceri", "dilys", "ewan", "farah", "gwen", "harun", "isla", "jonah"];
    private static readonly string[] FamilyNames = ["okonedo", "pritchard", "quayle", "rasheed", "satterthwaite", "tregenza"];
    private readonly Random _random = new(seed);

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Number(int low, int high) => _random.Next(low, high + 1);

    /// <summary>One of several.</summary>
    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>An NHS number in the range issued in England, with its modulus 11 check digit, no separators.</summary>
    public string NhsNumber()
    {
        while (true)
        {
            var nine = OneOf("4", "6", "7") + Draw(Digits, 8);
            var check = 11 - (nine.Select((c, i) => (c - '0') * (10 - i)).Sum() % 11);
            if (check != 10) return nine + (check == 11 ? "0" : check.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A unique pupil number: check letter, local authority, establishment, year and serial.</summary>
    public string UniquePupilNumber()
    {
        var twelve = $"{Number(201, 938):D3}{Number(2000, 5999)}{Number(5, 22):D2}{Number(1, 999):D3}";
        var sum = twelve.Select((c, i) => (c - '0') * (i + 2)).Sum();
        return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23] + twelve;
    }

    /// <summary>A National Insurance number whose prefix is one that is issued, no spaces.</summary>
    public string NationalInsuranceNumber() =>
        OneOf("AB", "CE", "EH", "HK", "JM", "LT", "PW", "SR", "WK", "YZ") + Draw(Digits, 6) + OneOf("A", "B", "C", "D");

    /// <summary>A full postcode, with its space.</summary>
    public string Postcode() =>
        $"{OneOf("LS", "BD", "HX", "YO", "NE", "EX", "TR", "CV")}{Number(1, 19)} {Number(1, 9)}{Draw("ABDEFGHJLNPQRSTUWXYZ", 2)}";

    /// <summary>A mobile number from the range kept for drama.</summary>
    public string Phone() => "07700 900" + Draw(Digits, 3);

    /// <summary>The e-mail address of nobody.</summary>
    public string Email() => $"{OneOf(GivenNames)}.{OneOf(FamilyNames)}{Number(10, 99)}@hollyfield-surgery.nhs.uk";

    /// <summary>A date of birth as <c>yyyy-MM-dd</c>.</summary>
    public string DateOfBirth() => Date(1931, 1998);

    /// <summary>A date as <c>yyyy-MM-dd</c> in the years from one to another.</summary>
    public string Date(int fromYear, int toYear) => $"{Number(fromYear, toYear)}-{Number(1, 12):D2}-{Number(1, 28):D2}";

    /// <summary>Digits.</summary>
    public string DigitsOf(int length) => Number(1, 9) + Draw(Digits, length - 1);

    /// <summary>A GitHub personal access token with its checksum.</summary>
    public string GitHubToken()
    {
        var secret = Draw(Alphanumeric, 30);
        var checksum = Crc32(Encoding.ASCII.GetBytes(secret));
        var suffix = new char[6];
        for (var i = suffix.Length - 1; i >= 0; i--, checksum /= 62) suffix[i] = Alphanumeric[(int)(checksum % 62)];
        return "gh" + "p_" + secret + new string(suffix);
    }

    /// <summary>The id of an AWS access key.</summary>
    public string AwsAccessKey() => "AK" + "IA" + Draw("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);

    /// <summary>A storage account key: 64 random bytes.</summary>
    public string AzureKey() => Convert.ToBase64String(Bytes(64));

    /// <summary>A password.</summary>
    public string Password() => Draw(Alphanumeric, 9) + "-" + Draw(Alphanumeric, 9);

    /// <summary>A private key in PEM, of no use to anybody.</summary>
    public string PrivateKey()
    {
        var body = Convert.ToBase64String([0x30, 0x82, 0x04, 0xa4, 0x02, 0x01, 0x00, .. Bytes(590)]).Chunk(64)
            .Select(c => new string(c));
        var (begin, end) = ("-----BEGIN " + "RSA PRIVATE", "-----END " + "RSA PRIVATE");
        return $"{begin} KEY-----\n{string.Join('\n', body)}\n{end} KEY-----\n";
    }

    /// <summary>Random bytes.</summary>
    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Draw(string alphabet, int length)
    {
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++) text.Append(alphabet[_random.Next(alphabet.Length)]);
        return text.ToString();
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }
}
