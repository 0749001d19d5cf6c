using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Release.Publishing;

/// <summary>
/// No sequence of commands publishes a byte that lacks its approvals: people, and somebody who can write to every folder and to the study
/// repository, act at random, and what arrived is compared with what reviewers had before their eyes.
/// </summary>
public sealed class PublishPropertyTests
{
    private const int Steps = 25;
    private static readonly string[] Paths = ["a.csv", "A.csv", "b/c.csv", "B/c.csv", "b", "d.txt"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_arrives_that_two_reviewers_did_not_approve(int seed) => Play(seed);

    [TheoryAtFullScale]
    [InlineData(100)]
    [InlineData(150)]
    [InlineData(200)]
    [InlineData(250)]
    public void Nothing_arrives_that_two_reviewers_did_not_approve_in_fifty_more_plays(int from)
    {
        for (var seed = from; seed < from + 50; seed++) Play(seed);
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        using var rehearsal = new ReleaseRehearsal();
        var study = rehearsal.Study;
        string[] reviewers = [study.FirstKey, study.SecondKey, study.ThirdKey, study.AuthorKey];
        study.Write("a.csv", Table(random)).Commit();
        rehearsal.Ask();
        if (seed % 2 == 1)
        {
            // So that a play has something to lose.
            rehearsal.ApproveAll(rehearsal.Id!);
            rehearsal.Publish(rehearsal.Id!);
            Assert.NotEmpty(study.Released());
            Assert.Empty(rehearsal.Unapproved());
        }

        for (var step = 0; step < Steps; step++)
        {
            var (id, action) = (rehearsal.Id!, random.Next(14));
            try
            {
                Act(rehearsal, random, id, action, reviewers[random.Next(reviewers.Length)]);
            }
            catch (ReposanException)
            {
                // A refusal is one right answer; what must never happen is looked at below.
            }

            if (action > 8) Assert.True(rehearsal.Unapproved().Count == 0, $"seed {seed}, step {step}, action {action}: {string.Join(", ", rehearsal.Unapproved())}");
        }

        try
        {
            rehearsal.Publish(rehearsal.Id!);
        }
        catch (ReposanException)
        {
            // As above.
        }

        Assert.Empty(rehearsal.Unapproved());
    }

    private static void Act(ReleaseRehearsal rehearsal, Random random, string id, int action, string reviewer)
    {
        var study = rehearsal.Study;
        switch (action)
        {
            case 0:
                Edit(rehearsal, random);
                break;
            case 1:
                rehearsal.Ask(random.Next(4) == 0 ? null : id);
                break;
            case 2 or 3:
                rehearsal.Submit(reviewer, id, _ => random.Next(4) == 0 ? Verdict.Reject : Verdict.Approve);
                break;
            case 4:
                rehearsal.Desk(reviewer).TryOpen(id);
                break;
            case 5:
                var files = rehearsal.Store.Status(id).Files.Where(f => f.State is FileState.Conflict or FileState.Approved).Select(f => f.File.Path).ToList();
                if (files.Count > 0) rehearsal.Resolve(reviewer, id, [(files[random.Next(files.Count)], random.Next(3) == 0 ? Verdict.Reject : Verdict.Approve, "because")]);
                break;
            case 6:
                Tamper(rehearsal, random, id);
                break;
            case 7:
                Forge(rehearsal, random, id);
                break;
            case 8:
                if (random.Next(3) == 0) PushPast(rehearsal, random);
                break;
            case 9:
                rehearsal.Publish(id, new Meddling(() => Meddle(rehearsal, random, id), random.Next(30)));
                break;
            default:
                rehearsal.Publish(id);
                break;
        }
    }

    /// <summary>What somebody may do in the middle of a publication.</summary>
    private static void Meddle(ReleaseRehearsal rehearsal, Random random, string id)
    {
        switch (random.Next(6))
        {
            case 0:
                Edit(rehearsal, random);
                break;
            case 1:
                Forge(rehearsal, random, id);
                break;
            case 2:
                PushPast(rehearsal, random);
                break;
            default:
                Tamper(rehearsal, random, id);
                break;
        }
    }

    private static string Table(Random random) => $"year,patients\n2021,{random.Next(100, 999)}\n2022,{random.Next(100, 999)}\n";

    /// <summary>Edits a file, or puts a link in its place; some names collide on other systems.</summary>
    private static void Edit(ReleaseRehearsal rehearsal, Random random)
    {
        var study = rehearsal.Study;
        var path = Path.Combine(study.Workspace, Paths[random.Next(Paths.Length)]);
        if (Directory.Exists(path)) return;
        if (random.Next(5) == 0 && File.Exists(path))
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, study.Folder.Write("secret.csv", Encoding.UTF8.GetBytes(Table(random))));
        }
        else if (!File.Exists(Path.GetDirectoryName(path)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (new FileInfo(path).LinkTarget is not null) File.Delete(path);
            File.WriteAllText(path, Table(random));
        }

        if (random.Next(3) > 0) study.Commit(random.Next(4) == 0 ? "First Reviewer <first@elsewhere.invalid>" : "Study Author <author@study.invalid>");
    }

    /// <summary>Changes bytes that wait in a request, or swaps them, or their folder, for a link.</summary>
    private static void Tamper(ReleaseRehearsal rehearsal, Random random, string id)
    {
        var folder = Path.Combine(rehearsal.Study.Requests, id, "files");
        var files = Directory.GetFiles(folder);
        if (files.Length == 0) return;
        if (random.Next(8) == 0 && new DirectoryInfo(folder).LinkTarget is null)
        {
            Directory.Move(folder, folder + "-aside");
            foreach (var (name, i) in files.Select((f, i) => (Path.GetFileName(f), i))) rehearsal.Study.Folder.Write($"elsewhere-{id}/{name}", i == 0 ? Encoding.UTF8.GetBytes(Table(random)) : File.ReadAllBytes(Path.Combine(folder + "-aside", name)));
            Directory.CreateSymbolicLink(folder, rehearsal.Study.Folder.File($"elsewhere-{id}"));
            return;
        }

        var file = files[random.Next(files.Length)];
        File.Delete(file);
        if (random.Next(2) == 0) File.WriteAllText(file, Table(random));
        else File.CreateSymbolicLink(file, rehearsal.Study.Folder.Write("secret.csv", Encoding.UTF8.GetBytes(Table(random))));
    }

    /// <summary>Changes a signed document, or plays one again under another name, revision or request.</summary>
    private static void Forge(ReleaseRehearsal rehearsal, Random random, string id)
    {
        var folder = Path.Combine(rehearsal.Study.Requests, id);
        var documents = Directory.GetFiles(folder, "*.json");
        var document = documents[random.Next(documents.Length)];
        var name = Path.GetFileName(document);
        switch (random.Next(4))
        {
            case 0:
                File.WriteAllText(document, File.ReadAllText(document).Replace("Reject", "Approve", StringComparison.Ordinal));
                break;
            case 1:
                var tag = RequestFolder.TagOf("third@study.invalid");
                var other = name.Length > 21 ? name[..^21] + tag + ".json" : "opening-001-" + tag + ".json";
                File.WriteAllText(Path.Combine(folder, other), File.ReadAllText(document).Replace("first@study.invalid", "third@study.invalid", StringComparison.Ordinal));
                break;
            case 2:
                var second = Path.Combine(folder, name.Replace("-001", "-002", StringComparison.Ordinal));
                if (!File.Exists(second)) File.Copy(document, second);
                break;
            default:
                foreach (var request in Directory.GetDirectories(rehearsal.Study.Requests).Where(d => d != folder && !name.StartsWith("request", StringComparison.Ordinal)))
                    if (!File.Exists(Path.Combine(request, name))) File.Copy(document, Path.Combine(request, name));
                break;
        }
    }

    /// <summary>Pushes a ledger with its last line gone, or changed, to the branch that is released to.</summary>
    private static void PushPast(ReleaseRehearsal rehearsal, Random random)
    {
        var released = rehearsal.Study.Released();
        if (!released.TryGetValue("released_outputs/.ledger.jsonl", out var ledger)) return;
        var text = Encoding.UTF8.GetString(ledger);
        var changed = random.Next(2) == 0 ? text[..(text.TrimEnd('\n').LastIndexOf('\n') + 1)] : text.Replace("2027", "2026", StringComparison.Ordinal);
        var clone = rehearsal.Study.Folder.File($"clone-{random.Next()}");
        rehearsal.Study.Git.Run("clone", "-q", "-b", "release-candidates", rehearsal.Study.Remote, clone);
        File.WriteAllText(Path.Combine(clone, "released_outputs/.ledger.jsonl"), changed);
        var git = rehearsal.Study.Git.In(clone);
        git.Run("add", "-A");
        git.Run("commit", "-q", "--allow-empty", "-m", "Change the ledger");
        git.Run("push", "-q", "origin", "release-candidates");
    }

    /// <summary>Acts in the middle of a publication: between the check and the copy, or during it.</summary>
    private sealed class Meddling(Action act, int when) : IProgressSink
    {
        private int _reports;

        public void Report(string stage, long done, long total)
        {
            if (Interlocked.Increment(ref _reports) == when) act();
        }
    }
}
