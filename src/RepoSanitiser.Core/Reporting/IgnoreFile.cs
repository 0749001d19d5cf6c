using System.Globalization;
using System.Text.RegularExpressions;

namespace RepoSanitiser.Core.Reporting;

/// <summary>One acceptance: this finding, at this path, until this day, for this reason.</summary>
/// <param name="Fingerprint">32 hex digits.</param>
/// <param name="Expires">The last day on which it counts.</param>
/// <param name="Reason">Why somebody accepted it.</param>
/// <param name="Line">1-based line of the file.</param>
public sealed record IgnoreEntry(string Fingerprint, DateOnly Expires, string Reason, int Line);

/// <summary>
/// A <c>.reposanignore</c>: findings that somebody accepted, each by its fingerprint, with a reason and a last day.
/// <code>
/// # reposan key 0123456789abcdef
/// # anything else after a # is a remark; empty lines are fine
/// 00112233445566778899aabbccddeeff  expires=2027-03-31  reason="Rounded to 5 before release, output check 118"
/// </code>
/// The key line comes before the first entry: it says which key the fingerprints are made with. In a reason, a quote is
/// <c>\"</c> and a backslash <c>\\</c>.
/// </summary>
/// <param name="Entries">In the order of the file.</param>
public sealed partial record IgnoreFile(IReadOnlyList<IgnoreEntry> Entries)
{
    private const string Form = "FINGERPRINT  expires=YYYY-MM-DD  reason=\"why\"";

    /// <summary>The fingerprints accepted on a day.</summary>
    public IReadOnlySet<string> StillCounting(DateOnly today) => Entries.Where(e => e.Expires >= today).Select(e => e.Fingerprint).ToHashSet(StringComparer.Ordinal);

    /// <summary>The acceptances whose last day lies before a day, in words.</summary>
    public IReadOnlyList<string> Expired(DateOnly today) =>
        [.. Entries.Where(e => e.Expires < today).Select(e => $"{e.Fingerprint} ended on {e.Expires:yyyy-MM-dd} (line {e.Line})")];

    /// <summary>Reads the file whole.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <param name="keyId">Id of the key this run makes fingerprints with.</param>
    /// <exception cref="ReposanException">
    /// <see cref="ExitCode.Refused"/>: its fingerprints are made with another key.
    /// <see cref="ExitCode.Usage"/>: a line is not of the form above; the message names the line, not what it says.
    /// </exception>
    public static IgnoreFile Read(TextReader text, string name, string keyId)
    {
        var entries = new List<IgnoreEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var keyed = false;
        for (var number = 1; text.ReadLine() is { } raw; number++)
        {
            var line = raw.Trim();
            if (KeyLine().Match(line) is { Success: true } key)
            {
                if (!string.Equals(key.Groups["id"].Value, keyId, StringComparison.Ordinal)) throw OtherKey(name);
                keyed = true;
            }

            if (line.Length == 0 || line[0] == '#') continue;
            if (!keyed) throw Wrong(name, number, "needs a line '# reposan key KEYID' before it, which says whose fingerprints these are");
            var entry = Parse(line, name, number);
            if (!lines.TryAdd(entry.Fingerprint, number)) throw Wrong(name, number, $"accepts what line {lines[entry.Fingerprint]} accepts");
            entries.Add(entry);
        }

        return new IgnoreFile(entries);
    }

    private static IgnoreEntry Parse(string line, string name, int number)
    {
        var match = EntryLine().Match(line);
        if (!match.Success) throw Wrong(name, number, $"is not of the form {Form}");
        var given = match.Groups["attribute"].Captures.Select(c => c.Value).ToList();
        var values = match.Groups["value"].Captures.Select(c => Unquoted(c.Value)).ToList();
        if (given.Count != 2 || given.Distinct(StringComparer.Ordinal).Count() != 2)
        {
            throw Wrong(name, number, "needs expires= and reason=, each once");
        }

        var reason = values[given.IndexOf("reason")].Trim();
        if (reason.Length == 0) throw Wrong(name, number, "gives no reason");
        var day = values[given.IndexOf("expires")];
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires))
        {
            throw Wrong(name, number, "has an expires= that is no day of the form YYYY-MM-DD");
        }

        return new IgnoreEntry(match.Groups["fingerprint"].Value, expires, reason, number);
    }

    private static string Unquoted(string value) =>
        value.StartsWith('"') ? Escaped().Replace(value[1..^1], "${escaped}") : value;

    private static ReposanException Wrong(string name, int line, string what) =>
        new(ExitCode.Usage, $"Line {line} of {name} {what}.");

    private static ReposanException OtherKey(string name) =>
        new(
            ExitCode.Refused,
            $"{name} accepts findings by another fingerprint key; bring that in with `reposan key import`, or accept them anew.");

    [GeneratedRegex("""^#\s*reposan key\s+(?<id>\S+)$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyLine();

    [GeneratedRegex(
        """^(?<fingerprint>[0-9a-f]{32})(\s+(?<attribute>expires|reason)=(?<value>"([^"\\]|\\["\\])*"|[^\s"]+))*$""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntryLine();

    [GeneratedRegex("""\\(?<escaped>["\\])""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escaped();
}
