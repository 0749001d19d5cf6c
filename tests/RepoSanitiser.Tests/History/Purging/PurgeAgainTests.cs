using RepoSanitiser.Core;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Tests.History.Purging;

/// <summary>What was treated before is left alone, and that is said.</summary>
public sealed class PurgeAgainTests : PurgeTestBase
{
    [Fact]
    public void A_tombstone_is_not_replaced_by_another_tombstone()
    {
        Leak();
        Purger.Apply(Study.Path, Entombed("first"));
        var (head, tombstone) = (Study.Head, Study.Resolve("HEAD:secret.txt"));
        Assert.Contains("first", Study.Git.Run("show", "HEAD:secret.txt"), StringComparison.Ordinal);

        var plan = Purger.Apply(Study.Path, Entombed("second"));

        Assert.False(plan.ChangesAnything);
        Assert.Equal((0, 0), (plan.Outcome.Trees, plan.Blobs.Count));
        Assert.Equal((head, tombstone), (Study.Head, Study.Resolve("HEAD:secret.txt")));
        Assert.False(Purger.Apply(Study.Path, Purger.Blobs(tombstone) with { Treatment = Treatment.Tombstone, TombstoneText = Text("third") }).ChangesAnything);
    }

    [Fact]
    public void A_file_that_only_begins_like_a_tombstone_is_replaced()
    {
        var content = Text("x") + "1,42\n";
        Study.Write("secret.txt", content).Commit("Leak");
        var blob = Study.Resolve("HEAD:secret.txt");
        Purger.Apply(Study.Path, Entombed("first"));
        AssertGone(Study, blob);
    }

    [Fact]
    public void A_file_in_which_nothing_is_left_to_redact_changes_nothing_and_is_not_taken_for_one_that_goes()
    {
        Leak();
        var request = Purger.Paths("secret.txt") with { Treatment = Treatment.Redact, Redact = Redact };
        Assert.True(Purger.Apply(Study.Path, request).ChangesAnything);
        var (head, redacted) = (Study.Head, Study.Resolve("HEAD:secret.txt"));

        foreach (var again in (PurgeRequest[])[request, Purger.Blobs(redacted) with { Treatment = Treatment.Redact, Redact = Redact }])
        {
            var plan = Purger.Apply(Study.Path, again);
            Assert.False(plan.ChangesAnything);
            Assert.Equal((0, 0), (plan.Outcome.Trees, plan.Unreachable.Count));
            using var text = new StringWriter();
            new PlanText(plan, name => name, all: false).Write(text, applied: false);
            Assert.Contains("Nothing to do", text.ToString(), StringComparison.Ordinal);
            Assert.Equal(head, Study.Head);
        }
    }

    private static byte[]? Redact(ReadOnlyMemory<byte> content, FileContext context, out string? refusal)
    {
        refusal = null;
        return System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(content.Span).Replace("42", "[REDACTED]", StringComparison.Ordinal));
    }

    private static string Text(string incident) => $"This file was removed.\nIncident: {incident}\n";

    private static PurgeRequest Entombed(string incident) =>
        Purger.Paths("secret.txt") with { Treatment = Treatment.Tombstone, TombstoneText = Text(incident) };
}
