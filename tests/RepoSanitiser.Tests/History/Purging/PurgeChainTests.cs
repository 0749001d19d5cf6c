using RepoSanitiser.Core;
using RepoSanitiser.Git.Rewriting;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>What several purges of a repository change on a server, by what it has.</summary>
public sealed class PurgeChainTests
{
    private const string Main = "refs/heads/main";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_ref_goes_from_whatever_any_purge_found_to_what_the_last_one_made(int there)
    {
        var chain = Chain(0, [Change(Main, 1, 2)], [Change(Main, 2, 3)]);
        Assert.Equal([new PushedRef(Main, Id(there), Id(3))], Against(chain, (Main, there)));
        Assert.Empty(Against(chain, (Main, 3)));
    }

    [Fact]
    public void A_ref_that_moved_between_two_purges_is_still_one()
    {
        var chain = Chain(0, [Change(Main, 1, 2)], [Change(Main, 5, 6)]);
        foreach (var there in (int[])[1, 2, 5]) Assert.Equal([new PushedRef(Main, Id(there), Id(6))], Against(chain, (Main, there)));
    }

    [Fact]
    public void A_ref_that_was_renamed_twice_gets_its_last_name_only()
    {
        var chain = Chain(0, [Change("refs/heads/a", 1, 2, "refs/heads/b")], [Change("refs/heads/b", 2, 3, "refs/heads/c")]);
        Assert.Equal(
            [new PushedRef("refs/heads/a", Id(1), null), new PushedRef("refs/heads/c", null, Id(3))],
            Against(chain, ("refs/heads/a", 1)));
        Assert.Equal(
            [new PushedRef("refs/heads/b", Id(2), null), new PushedRef("refs/heads/c", null, Id(3))],
            Against(chain, ("refs/heads/b", 2)));
        Assert.Empty(Against(chain, ("refs/heads/c", 3)));
        Assert.Empty(Against(chain, ("refs/heads/other", 9)));
        Assert.Equal(["refs/heads/a"], chain.MissingFrom(There(("refs/heads/other", 9))));
    }

    [Fact]
    public void A_ref_that_is_dropped_in_the_end_goes_and_one_that_came_again_stays()
    {
        Assert.Equal([new PushedRef(Main, Id(1), null)], Against(Chain(0, [Change(Main, 1, 2)], [Change(Main, 2, null)]), (Main, 1)));
        Assert.Equal([new PushedRef(Main, Id(1), Id(4))], Against(Chain(0, [Change(Main, 1, null)], [Change(Main, 3, 4)]), (Main, 1)));
        Assert.Empty(Chain(0, [Change(Main, 1, null)]).MissingFrom(There(("refs/heads/other", 9))));
    }

    [Fact]
    public void A_ref_that_moved_on_the_server_is_stale_unless_that_purge_was_brought_there_before_or_it_goes_on_from_it()
    {
        PurgeChain With(int brought) => Chain(brought, [Change(Main, 1, 2)], [Change("refs/heads/x", 3, 4)]);
        Assert.Equal([new PushedRef(Main, Id(1), Id(2))], Against(With(0), (Main, 7)));
        Assert.Empty(Against(With(1), (Main, 7)));
        Assert.Empty(With(0).Against(There((Main, 7)), (made, now) => made == Id(2) && now == Id(7)));
        Assert.Equal([new PushedRef(Main, Id(1), Id(2))], Against(With(1), (Main, 1)));
    }

    [Fact]
    public void Refs_of_other_kinds_are_known_and_not_pushed()
    {
        var chain = Chain(0, [Change("refs/keep/x", 1, 2)]);
        Assert.Empty(Against(chain, ("refs/keep/x", 1)));
        Assert.Equal(Id(2), chain.NewOf("refs/keep/x"));
    }

    private static IReadOnlyList<PushedRef> Against(PurgeChain chain, params (string Name, int Id)[] there) => chain.Against(There(there), (_, _) => false);

    private static Dictionary<string, ObjectId> There(params (string Name, int Id)[] there) => there.ToDictionary(r => r.Name, r => Id(r.Id), StringComparer.Ordinal);

    private static PurgeChain Chain(int brought, params ChangedRef[][] purges) => new([.. purges.Select(refs => new PurgeJournal
    {
        Repository = "/r",
        Phase = PurgePhase.Done,
        Policy = "p",
        RefsBefore = [],
        StashesBefore = [],
        Refs = refs,
        SymbolicRefs = [],
        Stashes = [],
        WorkTrees = [],
        OrphanedLfs = [],
    })], brought);

    private static ChangedRef Change(string name, int old, int? made, string? newName = null) =>
        new(name, RefState.KindOf(name), Id(old), made is { } id ? Id(id) : null, newName ?? name);

    private static ObjectId Id(int number) => ObjectId.Parse($"{number:x40}");
}
