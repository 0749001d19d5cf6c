using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Rules.Tables;
using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Tests.Disclosure.Rules;

public partial class PlainNumberTests
{
    private const int Cells = 200_000;

    [Fact]
    public void Numbers_are_what_they_are_digit_by_digit()
    {
        foreach (var cell in Random(Cells, "0123456789..", "-,: \u00ff\u0080/", 20))
        {
            var bytes = Encoding.Latin1.GetBytes(cell);
            var isNumber = Plain().IsMatch(cell) && cell.Length <= PlainNumber.Longest;
            Assert.Equal(isNumber, PlainNumber.TryRead(bytes, out var mantissa, out var decimals));
            Assert.Equal(Fraction().IsMatch(cell) && cell.TrimStart('-').Length <= PlainNumber.Longest, PlainNumber.IsFraction(bytes));
            if (!isNumber) continue;
            Assert.Equal(ulong.Parse(cell.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), mantissa);
            Assert.Equal(cell.Contains('.', StringComparison.Ordinal) ? cell.Length - cell.IndexOf('.', StringComparison.Ordinal) - 1 : 0, decimals);
        }
    }

    [Fact]
    public void A_cell_that_no_look_at_its_first_bytes_lets_go_is_read_and_judged()
    {
        var policy = PolicyCatalogue.Get(PolicyCatalogue.Default);
        var judge = new ContentJudge(policy, new DocumentLimits());
        foreach (var cells in Random(4000, "0123456789.0.", "(%) []", 9).Select(c => c.Trim()).Where(c => c.Length > 0).Chunk(20))
        {
            // Rows enough to say what the column counts, and that it was not rounded.
            var rows = Enumerable.Range(0, 120).Select(i => $"{1001 + 13 * i}").Concat(cells).ToList();
            var text = "group\tn\n" + string.Concat(rows.Select((c, i) => $"g{i}\t{c}\n"));
            var found = judge.Judge(Encoding.ASCII.GetBytes(text), new FileContext(".tsv", OutputLabel.Output), CancellationToken.None).Hits
                .Where(h => h.Rule == RuleIds.SmallCount).Select(h => h.Location.Cell!.Row - 2);
            var small = Enumerable.Range(0, rows.Count).Where(i => rows[i][0] is >= '1' and <= '9' && IsSmall(rows[i], policy));
            Assert.Equal(small.Select(i => rows[i]), found.Select(i => rows[i]));
        }
    }

    private static bool IsSmall(string cell, Policy policy) =>
        CellReader.Read(Encoding.ASCII.GetBytes(cell), out _) is { IsCount: true, Decimals: <= 1, Value: >= 1 } count && count.Value <= policy.SmallCountMax;

    private static IEnumerable<string> Random(int count, string usual, string other, int longest)
    {
        var random = new Random(11);
        for (var i = 0; i < count; i++)
        {
            var alphabet = random.Next(3) == 0 ? usual + other : usual;
            var digits = new string(random.GetItems<char>(alphabet, random.Next(longest + 1)));
            yield return random.Next(4) == 0 ? "-" + digits : digits;
        }
    }

    [GeneratedRegex("^[0-9]+(\\.[0-9]*)?\\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex("^-?[0-9]+\\.[0-9]{2,}\\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Fraction();
}
