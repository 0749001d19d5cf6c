using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;

namespace RepoSanitiser.Tests.Core.Reporting;

public sealed class SuppressorTests
{
    private static readonly FingerprintKey Key = new(new byte[FingerprintKey.Length]);
    private static readonly DateOnly Today = new(2026, 6, 1);

    private static Baseline BaselineOf(params Finding[] findings)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Some.Written(Some.Report(findings), ReportFormat.Json)));
        return Baseline.Read(stream, "old.json", Some.KeyId);
    }

    private static IgnoreFile Accepting(string expires, params string[] fingerprints) =>
        new([.. fingerprints.Select((f, i) => new IgnoreEntry(f, DateOnly.Parse(expires), "checked", i + 2))]);

    private static Finding Seen(string value, params string[] paths) => Some.Finding() with
    {
        Paths = paths,
        Fingerprints = [.. paths.Select(p => Key.Fingerprint("small-count", p, Key.ContentTag("small-count", value)))],
    };

    [Fact]
    public void What_the_baseline_has_is_left_out_and_counted()
    {
        var (remaining, said) = Suppressor.Apply([Seen("3", "a.csv"), Seen("4", "a.csv")], BaselineOf(Seen("3", "a.csv")), null, Today);

        Assert.Equal([Seen("4", "a.csv").Fingerprint], remaining.Select(f => f.Fingerprint));
        Assert.Equal((1, 0), (said.Baseline, said.Ignored));
    }

    [Fact]
    public void Another_value_on_the_same_line_of_the_same_path_is_never_hidden()
    {
        var now = Seen("5", "a.csv");

        Assert.Same(now, Assert.Single(Suppressor.Apply([now], BaselineOf(Seen("3", "a.csv")), Accepting("2027-01-01", Seen("3", "a.csv").Fingerprint), Today).Remaining));
    }

    [Fact]
    public void The_same_value_at_another_path_is_never_hidden()
    {
        var now = Seen("3", "b.csv");

        Assert.Same(now, Assert.Single(Suppressor.Apply([now], BaselineOf(Seen("3", "a.csv")), Accepting("2027-01-01", Seen("3", "a.csv").Fingerprint), Today).Remaining));
    }

    [Fact]
    public void A_finding_accepted_at_one_of_its_paths_stays_at_the_others()
    {
        var now = Seen("3", "a.csv", "b.csv", "c.csv");
        var (remaining, said) = Suppressor.Apply([now], null, Accepting("2027-01-01", now.Fingerprints[1]), Today);

        var left = Assert.Single(remaining);
        Assert.Equal(["a.csv", "c.csv"], left.Paths);
        Assert.Equal([now.Fingerprints[0], now.Fingerprints[2]], left.Fingerprints);
        Assert.Equal((0, 1), (said.Baseline, said.Ignored));
    }

    [Fact]
    public void A_finding_goes_once_baseline_and_ignore_file_accept_all_its_paths_between_them()
    {
        var now = Seen("3", "a.csv", "b.csv");
        var (remaining, said) = Suppressor.Apply([now], BaselineOf(Seen("3", "a.csv")), Accepting("2027-01-01", now.Fingerprints[1]), Today);

        Assert.Empty(remaining);
        Assert.Equal((0, 1), (said.Baseline, said.Ignored));
    }

    [Fact]
    public void A_finding_without_a_path_is_accepted_by_its_one_fingerprint()
    {
        var now = Some.Finding() with { Paths = [], Fingerprints = [Some.Fingerprint(5)] };

        Assert.Empty(Suppressor.Apply([now], null, Accepting("2027-01-01", Some.Fingerprint(5)), Today).Remaining);
        Assert.Single(Suppressor.Apply([now], null, Accepting("2027-01-01", Some.Fingerprint(6)), Today).Remaining);
    }

    [Fact]
    public void An_acceptance_counts_on_its_last_day_and_not_after_it()
    {
        var now = Seen("3", "a.csv");

        Assert.Empty(Suppressor.Apply([now], null, Accepting("2026-06-01", now.Fingerprint), Today).Remaining);
        var (remaining, said) = Suppressor.Apply([now], null, Accepting("2026-05-31", now.Fingerprint), Today);
        Assert.Single(remaining);
        Assert.Equal([$"{now.Fingerprint} ended on 2026-05-31 (line 2)"], said.Expired);
    }

    [Fact]
    public void Whatever_is_accepted_exactly_the_other_fingerprints_remain()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<bool[][]>(), accepted =>
        {
            var findings = accepted.Where(a => a.Length > 0).Select((a, i) => Seen($"{i}", [.. a.Select((_, j) => $"{j}.csv")])).ToList();
            var flags = accepted.Where(a => a.Length > 0).SelectMany(a => a).ToList();
            var all = findings.SelectMany(f => f.Fingerprints).ToList();
            var ignore = Accepting("2027-01-01", [.. all.Where((_, i) => flags[i])]);

            var remaining = Suppressor.Apply(findings, null, ignore, Today).Remaining;

            return remaining.SelectMany(f => f.Fingerprints).SequenceEqual(all.Where((_, i) => !flags[i]))
                && remaining.All(f => f.Paths.Count == f.Fingerprints.Count && f.Fingerprints.Count > 0);
        }).QuickCheckThrowOnFailure();
    }
}
