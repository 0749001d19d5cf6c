using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.TestKit;
using static RepoSanitiser.Tests.Disclosure.Redaction.Redacting;

namespace RepoSanitiser.Tests.Disclosure.Redaction;

public sealed class RedactionPropertyTests
{
    private static readonly string[] Policies = ["opensafely-2021", "opensafely-2023", "midpoint6"];

    [Fact]
    public void What_was_redacted_is_clean() => ForAll((table, options, policy) =>
    {
        var result = Redact(table.Content, table.Extension, options, policy);
        Assert.True(result.State is RedactionState.Redacted or RedactionState.Doubtful, $"{result.State}: {result.Reason}");
        Assert.Empty(Hits(result.Content, table.Extension, policy));
        Assert.NotEmpty(result.Places);
    });

    [Fact]
    public void To_redact_twice_is_to_redact_once() => ForAll((table, options, policy) =>
    {
        var once = Redact(table.Content, table.Extension, options, policy);
        var twice = Redact(once.Content.ToArray(), table.Extension, options, policy);
        Assert.Equal(RedactionState.Unchanged, twice.State);
        Assert.Equal(once.Content.ToArray(), twice.Content.ToArray());
    });

    [Fact]
    public void Every_byte_outside_the_redacted_cells_stays() => ForAll((table, options, policy) =>
    {
        // The other policies have counts rounded, whatever the method.
        if (options.Method is RedactionMethod.Round or RedactionMethod.Midpoint6 || policy != PolicyCatalogue.Default) return;
        var result = Redact(table.Content, table.Extension, options, policy);
        var before = Encoding.UTF8.GetString(table.Content).Split('\n');
        var after = Encoding.UTF8.GetString(result.Content.Span).Split('\n');
        Assert.Equal(before.Length, after.Length);
        for (var line = 0; line < before.Length; line++) AssertOnlyMarksDiffer(before[line], after[line], table.Extension);
        Assert.All(Enumerable.Range(1, before.Length).Except(result.Places.Select(p => p.Location.Line!.Value)), l => Assert.Equal(before[l - 1], after[l - 1]));
    });

    [Fact]
    public void Names_of_rows_and_columns_stay() => ForAll((table, options, policy) =>
    {
        var after = Encoding.UTF8.GetString(Redact(table.Content, table.Extension, options, policy).Content.Span);
        var before = Encoding.UTF8.GetString(table.Content);
        Assert.All(
            ["ward", "Skipwith", "rket", "Ostler", "Thirle", "Total"],
            (string name) => Assert.Equal(before.Split(name).Length, after.Split(name).Length));
    });

    /// <summary>What stands between marks stood in that order before; in columns of text the blanks beside a mark make room for it.</summary>
    private static void AssertOnlyMarksDiffer(string before, string after, string extension)
    {
        char[] room = extension switch
        {
            ".json" or ".ndjson" => ['"'],
            ".txt" or ".log" or ".smcl" or ".md" => [' '],
            _ => [],
        };
        var pieces = after.Split("[REDACTED]");
        var at = 0;
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = room.Length == 0 ? pieces[i] : i == 0 ? pieces[i].TrimEnd(room) : i == pieces.Length - 1 ? pieces[i].TrimStart(room) : pieces[i].Trim(room);
            if (pieces.Length == 1) Assert.Equal(before, after);
            var found = i == pieces.Length - 1 && pieces.Length > 1 ? before.LastIndexOf(piece, StringComparison.Ordinal) : before.IndexOf(piece, at, StringComparison.Ordinal);
            Assert.True(found >= at && (i > 0 || found == 0), $"«{piece}» is not in «{before}» from {at}");
            at = found + piece.Length;
        }

        Assert.Equal(before.Length, pieces.Length == 1 ? after.Length : at);
    }

    private static void ForAll(Action<MadeUpTable, RedactionOptions, string> holds) => Prop.ForAll(
        (from table in MadeUpTables.All()
         from unit in Gen.Elements<RedactionUnit?>(null, RedactionUnit.Cell, RedactionUnit.Row, RedactionUnit.Table)
         from method in Gen.Elements(Enum.GetValues<RedactionMethod>())
         from totals in Gen.Elements(true, false)
         from policy in Gen.Elements(Policies)
         select (table, options: new RedactionOptions { Unit = unit, Method = method, RecomputeTotals = totals && method is RedactionMethod.Round }, policy)).ToArbitrary(),
        input => holds(input.table, input.options, input.policy)).Check(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(400, 4000)).WithReplay(31, 1));
}
