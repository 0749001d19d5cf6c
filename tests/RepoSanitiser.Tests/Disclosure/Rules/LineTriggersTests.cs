using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Tests.Disclosure.Rules;

public sealed class LineTriggersTests
{
    private static readonly ContentJudge Judge = new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());

    private static readonly string[] Keywords = [.. RuleCatalogue.Rules
        .SelectMany(r => r.Patterns)
        .Where(p => p.Scope == PatternScope.Everywhere)
        .SelectMany(p => p.Keywords)];

    private static readonly Gen<string> Piece = Gen.Frequency(
        (3, Gen.Elements(Keywords)),
        (2, Gen.Elements(Keywords).SelectMany(k => Gen.Choose(1, k.Length - 1).Select(n => k[..n]))),
        (2, Gen.Elements(Keywords).SelectMany(k => Gen.Choose(1, k.Length - 1).Select(n => k[n..].ToUpperInvariant()))),
        (4, Gen.Choose(0, 90).SelectMany(n => Gen.Elements('a', ' ', '\n', '-', '=', '|', '\u00e9').ArrayOf(n)).Select(c => new string(c))));

    private static readonly Gen<byte[]> Bytes =
        Gen.Choose(0, 12).SelectMany(n => Piece.ArrayOf(n)).Select(p => Encoding.UTF8.GetBytes(string.Concat(p)));

    [Fact]
    public void What_a_changed_region_with_its_margin_triggers_and_what_its_base_triggers_covers_the_whole()
    {
        // The change completes a keyword whose beginning and end were there before.
        var cases =
            from noise in Bytes
            from keyword in Gen.Elements(Keywords)
            from first in Gen.Choose(0, keyword.Length)
            from second in Gen.Choose(first, keyword.Length)
            from more in Bytes
            select (
                before: (byte[])[.. noise, .. Encoding.UTF8.GetBytes(keyword[..first])],
                change: Encoding.UTF8.GetBytes(keyword[first..second]),
                after: (byte[])[.. Encoding.UTF8.GetBytes(keyword[second..]), .. more]);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            byte[] old = [.. c.before, (byte)'\n', .. c.after];
            byte[] whole = [.. c.before, .. c.change, .. c.after];
            var from = Math.Max(0, c.before.Length - LineTriggers.Margin);
            var to = Math.Min(whole.Length, c.before.Length + c.change.Length + LineTriggers.Margin);
            var seen = Judge.Triggers(old) | Judge.Triggers(whole.AsSpan(from, to - from));
            return (Judge.Triggers(whole) & seen) == Judge.Triggers(whole);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Triggers_are_those_that_a_search_for_each_keyword_finds() => Prop.ForAll(Bytes.ToArbitrary(), bytes =>
    {
        var text = Encoding.Latin1.GetString(bytes);
        return Keywords.Where(k => text.Contains(k, StringComparison.OrdinalIgnoreCase))
            .All(k => (Judge.Triggers(bytes) & Judge.Triggers(Encoding.UTF8.GetBytes(k))) == Judge.Triggers(Encoding.UTF8.GetBytes(k)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_keyword_triggers_in_either_case_at_every_offset()
    {
        foreach (var keyword in Keywords)
        {
            var alone = Judge.Triggers(Encoding.UTF8.GetBytes(keyword));
            Assert.True(alone.Any);
            for (var offset = 0; offset < 40; offset++)
                Assert.Equal(alone, Judge.Triggers(Encoding.UTF8.GetBytes(new string('.', offset) + keyword.ToUpperInvariant() + "....................")) & alone);
        }
    }

    [Fact]
    public void Ordinary_source_code_triggers_nothing() => Assert.Equal(
        LineTriggers.None,
        Judge.Triggers("static int parse(const char *s) { return s ? atoi(s) : -1; } /* ---- see https://example.com/a?b=1 ---- */"u8));

    [Fact]
    public void Source_code_concerns_the_judge_only_where_triggered_and_data_always()
    {
        var code = new FileContext(".py", OutputLabel.None);

        Assert.False(Judge.Concerns(code, LineTriggers.None));
        Assert.True(Judge.Concerns(code, Judge.Triggers("ghp_"u8)));
        Assert.True(Judge.Concerns(new FileContext(".csv", OutputLabel.None), LineTriggers.None));
        Assert.True(Judge.Concerns(new FileContext(".py", OutputLabel.HighlySensitive), LineTriggers.None));
        Assert.True(Judge.Concerns(RepoSanitiser.Disclosure.Study.PathClassifier.Nameless, LineTriggers.None));
    }

    [Fact]
    public void Prose_concerns_the_judge_where_it_may_hold_a_table()
    {
        var prose = new FileContext(".txt", OutputLabel.None);

        Assert.False(Judge.Concerns(prose, Judge.Triggers("A sentence about nothing."u8)));
        Assert.True(Judge.Concerns(prose, Judge.Triggers("sex | Freq.\n----+----\n"u8)));
        Assert.False(Judge.Concerns(new FileContext(".c", OutputLabel.None), Judge.Triggers("sex | Freq.\n----+----\n"u8)));
    }
}
