using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Tests.History.Proof;

/// <summary>
/// A rewrite that does more than it says: the last commit (or what the case needs) is written anew by hand, and its map of ids claims
/// that all is well.
/// </summary>
public sealed class ReverseProofTests(PurgedStudyFixture fixture) : IClassFixture<PurgedStudyFixture>
{
    [Theory]
    [InlineData("a file lost", RemainderKind.Lost)]
    [InlineData("a file changed", RemainderKind.Changed)]
    [InlineData("a file added", RemainderKind.Changed)]
    [InlineData("a mode changed", RemainderKind.Changed)]
    [InlineData("a folder lost", RemainderKind.Lost)]
    [InlineData("the author changed", RemainderKind.Changed)]
    [InlineData("the date changed", RemainderKind.Changed)]
    [InlineData("the message changed", RemainderKind.Changed)]
    [InlineData("an id in the message left as another", RemainderKind.Changed)]
    [InlineData("the parent skipped", RemainderKind.Changed)]
    [InlineData("a header added", RemainderKind.Changed)]
    public void It_sees(string what, RemainderKind kind)
    {
        using var study = fixture.Original.Copy();
        var head = study.Study.Head;
        var raw = Encoding.UTF8.GetString(study.Study.Content(head));
        var written = what switch
        {
            "a file lost" => WithTree(study, raw, l => !l.EndsWith("\tREADME.md", StringComparison.Ordinal)),
            "a folder lost" => WithTree(study, raw, l => !l.EndsWith("\tanalysis", StringComparison.Ordinal)),
            "a mode changed" => WithTree(study, raw, _ => true, l => l.EndsWith("\tREADME.md", StringComparison.Ordinal) ? l.Replace("100644", "100755", StringComparison.Ordinal) : l),
            "a file changed" => WithTree(study, raw, _ => true, l => l.EndsWith("\tREADME.md", StringComparison.Ordinal) ? $"100644 blob {study.Study.Blob("other\n")}\tREADME.md" : l),
            "a file added" => WithTree(study, raw, _ => true, l => l.EndsWith("\tREADME.md", StringComparison.Ordinal) ? $"{l}\n100644 blob {study.Study.Blob("new\n")}\tzz.md" : l),
            "the author changed" => raw.Replace("author Study Author", "author Somebody Else", StringComparison.Ordinal),
            "the date changed" => raw.Replace(" +0000\ncommitter", " +0100\ncommitter", StringComparison.Ordinal),
            "the message changed" => raw.Replace("Plot", "Pilot", StringComparison.Ordinal),
            "an id in the message left as another" => raw[..^3] + (raw[^3] == '0' ? '1' : '0') + raw[^2..],
            "the parent skipped" => raw.Replace($"parent {study.Study.Resolve("HEAD~1")}", $"parent {study.Study.Resolve("HEAD~1^2")}", StringComparison.Ordinal),
            _ => raw.Replace("\n\n", "\nHG:extra yes\n\n", StringComparison.Ordinal),
        };
        Assert.NotEqual(raw, written);
        Replace(study, head, study.Study.Raw("commit", Encoding.UTF8.GetBytes(written)));
        var proof = study.ProveBothWays();
        Assert.Equal(ExitCode.Findings, proof.ExitCode);
        Assert.Contains(proof.Remaining, r => r.Kind == kind);
        Assert.DoesNotContain(proof.Remaining, r => r.Kind < RemainderKind.Broken);
    }

    [Fact]
    public void It_sees_a_commit_that_was_pruned_though_it_held_something_else()
    {
        using var study = fixture.Original.Copy();
        var head = study.Study.Head;
        study.Study.Git.Run("update-ref", "refs/heads/main", study.Study.Resolve("HEAD~1"));
        study.Study.Git.Run("update-ref", "-d", "refs/stash");
        Tell(study, c => c with { Commits = [.. c.Commits.Select(m => m.New == ObjectId.Parse(head) ? m with { New = null } : m)] });
        Assert.Contains(study.ProveBothWays().Remaining, r => r.Kind == RemainderKind.Lost && r.What.Contains("an entry is gone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a branch lost", RemainderKind.Lost)]
    [InlineData("a branch moved back", RemainderKind.Changed)]
    [InlineData("a tag lost", RemainderKind.Lost)]
    [InlineData("a tag's message changed", RemainderKind.Changed)]
    [InlineData("a treated tag's date changed", RemainderKind.Changed)]
    [InlineData("a tag on another commit", RemainderKind.Changed)]
    [InlineData("a stash lost", RemainderKind.Lost)]
    [InlineData("a note lost", RemainderKind.Changed)]
    [InlineData("a commit from nowhere", RemainderKind.Changed)]
    public void It_sees_of_refs(string what, RemainderKind kind)
    {
        using var study = fixture.Original.Copy();
        var git = study.Study.Git;
        switch (what)
        {
            case "a branch lost":
                git.Run("update-ref", "-d", "refs/heads/explore");
                break;
            case "a branch moved back":
                git.Run("update-ref", "refs/heads/explore", "explore~1");
                break;
            case "a tag lost":
                git.Run("update-ref", "-d", "refs/tags/v1");
                break;
            case "a tag's message changed":
                var old = study.Study.Resolve("refs/tags/v1");
                var text = Encoding.UTF8.GetString(study.Study.Content(old)).Replace("Released", "Reprinted", StringComparison.Ordinal);
                var tag = study.Study.Raw("tag", Encoding.UTF8.GetBytes(text));
                git.Run("update-ref", "refs/tags/v1", tag);
                Tell(study, c => c with { Tags = [.. c.Tags.Select(t => t with { New = ObjectId.Parse(tag) })] });
                break;
            case "a treated tag's date changed":
                var before = study.Study.Resolve("refs/tags/v1");
                var dated = Encoding.UTF8.GetString(study.Study.Content(before)).Replace(" +0000\n", " +0100\n", StringComparison.Ordinal).Replace("tagger ", "tagger Another ", StringComparison.Ordinal);
                var made = study.Study.Raw("tag", Encoding.UTF8.GetBytes(dated));
                git.Run("update-ref", "refs/tags/v1", made);
                Tell(study, c => c with { Tags = [.. c.Tags.Select(t => t with { New = ObjectId.Parse(made) })], TreatedTexts = [.. c.Tags.Select(t => t.Old)] });
                break;
            case "a tag on another commit":
                var other = Encoding.UTF8.GetString(study.Study.Content(study.Study.Resolve("refs/tags/v1")))
                    .Replace(study.Study.Resolve("v1^{commit}"), study.Study.Resolve("clean"), StringComparison.Ordinal);
                git.Run("update-ref", "refs/tags/v1", study.Study.Raw("tag", Encoding.UTF8.GetBytes(other)));
                break;
            case "a stash lost":
                git.Run("stash", "drop", "-q");
                break;
            case "a note lost":
                git.Run("notes", "remove", git.Lines("notes", "list").Select(l => l.Split(' ')[1]).First(c => c != study.Study.Resolve("clean")));
                Tell(study, c => c with { Commits = [.. c.Commits.Select(m => m.Old == ObjectId.Parse(study.OldClone.Resolve("refs/notes/commits")) ? m with { New = ObjectId.Parse(study.Study.Resolve("refs/notes/commits")) } : m)] });
                break;
            default:
                study.Study.Write("new.md", "new\n").Commit("From nowhere");
                break;
        }

        var proof = study.ProveBothWays();
        Assert.Equal(ExitCode.Findings, proof.ExitCode);
        Assert.Contains(proof.Remaining, r => r.Kind == kind);
    }

    [Theory]
    [InlineData("with other content", true, ExitCode.Clean)]
    [InlineData("taken out", true, ExitCode.Clean)]
    [InlineData("with other content", false, ExitCode.Findings)]
    [InlineData("taken out", false, ExitCode.Findings)]
    public void Notes_may_be_treated_as_the_certificate_says_and_not_otherwise(string how, bool isTold, ExitCode expected)
    {
        using var study = fixture.Original.Copy();
        var git = study.Study.Git;
        var tombstone = how == "taken out" ? null : study.Study.Blob("Removed\n");
        var notes = git.Lines("notes", "list").Select(l => l.Split(' ')[0]).ToList();
        Assert.Equal(2, notes.Count);
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var commit in git.Lines("rev-list", "--reverse", "refs/notes/commits"))
        {
            var lines = git.Lines("ls-tree", commit).Where(_ => tombstone is not null).Select(l => $"100644 blob {tombstone}\t{l.Split('\t')[1]}\n");
            var raw = Encoding.UTF8.GetString(study.Study.Content(commit))
                .Replace(study.Study.Resolve(commit + "^{tree}"), git.Feed(Encoding.UTF8.GetBytes(string.Concat(lines)), "mktree"), StringComparison.Ordinal);
            foreach (var (old, now) in made) raw = raw.Replace(old, now, StringComparison.Ordinal);
            made[commit] = study.Study.Raw("commit", Encoding.UTF8.GetBytes(raw));
        }

        git.Run("update-ref", "refs/notes/commits", made[study.Study.Resolve("refs/notes/commits")]);
        Tell(study, c => c with
        {
            Commits = [.. c.Commits.Select(m => m.New is { } now && made.TryGetValue(now.ToString(), out var other) ? m with { New = ObjectId.Parse(other) } : m)],
            Treated = [.. c.Treated, .. notes.Where(_ => isTold).Select(n => new TreatedEntry(null, ObjectId.Parse(n), tombstone is null ? null : ObjectId.Parse(tombstone)))],
        });
        var proof = study.ProveBothWays();
        Assert.Equal(expected, proof.ExitCode);
        Assert.All(proof.Remaining, r => Assert.True(r.Kind is RemainderKind.Changed or RemainderKind.Lost));
    }

    /// <summary>Puts another commit in the place of the last one, in refs and in the rewrite's map.</summary>
    private static void Replace(PurgedStudy study, string old, string now)
    {
        study.Study.Git.Run("update-ref", "refs/heads/main", now);
        study.Study.Git.Run("update-ref", "-d", "refs/stash");
        Tell(study, c => c with
        {
            Commits = [.. c.Commits.Where(m => !IsStash(study, m.Old)).Select(m => m.New == ObjectId.Parse(old) ? m with { New = ObjectId.Parse(now) } : m)],
            Refs = [.. c.Refs.Where(r => r.Name != "refs/stash"), new RefChange("refs/stash", ObjectId.Parse(study.OldHead), null)],
        });
        File.Delete(Path.Combine(study.Backup, "logs", "refs", "stash"));
        study.Study.Git.Run("reset", "-q", "--hard");
        File.Delete(Path.Combine(study.Study.GitDir, "ORIG_HEAD"));
    }

    private static bool IsStash(PurgedStudy study, ObjectId id) => study.OldClone.Git.Try("merge-base", "--is-ancestor", $"{id}", "main").ExitCode != 0
        && study.OldClone.Git.Try("merge-base", "--is-ancestor", $"{id}", "refs/stash").ExitCode == 0;

    private static void Tell(PurgedStudy study, Func<Certificate, Certificate> lie) => study.Certificate = lie(study.Certificate);

    private static string WithTree(PurgedStudy study, string raw, Func<string, bool> keep, Func<string, string>? change = null)
    {
        var lines = study.Study.Git.Lines("ls-tree", "HEAD").Where(keep).Select(change ?? (l => l));
        var tree = study.Study.Git.Feed(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), "mktree");
        return raw.Replace(study.Study.Resolve("HEAD^{tree}"), tree, StringComparison.Ordinal);
    }
}
