using System.Text;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.TestKit.Planting;

/// <content>What no branch holds: tags, pull requests, stashes, reflogs, indexes, other stores, and nothing at all.</content>
public sealed partial class PlantedLeaks
{
    private void PlantCruft()
    {
        var sentence = _leaky.NhsSentence();
        Add("NHS number in a cruft pack", sentence, _study.Blob(sentence.Content), [], null);
        var key = _leaky.AwsAccessKey();
        Add("AWS key in a cruft pack", key, _study.Blob(key.Content), [], null);
        _study.PackCruft();
    }

    private void PlantRefs()
    {
        var commit = OffMain("behind an annotated tag alone", "output/interim.csv", _leaky.PatientLevel());
        _study.AnnotatedTag("interim", "Interim results", commit);
        commit = OffMain("behind a lightweight tag alone", "output/draft.csv", _leaky.DatesOfBirth());
        _study.Tag("draft", commit);
        commit = OffMain("behind a tag of a tag", "output/nested.csv", _counts.Separated());
        _study.AnnotatedTag("outer", "Outer", _study.AnnotatedTag("inner", "Inner", commit));
        _study.Git.Run("tag", "-d", "inner");
        commit = OffMain("in a pull request alone", "analysis/connect_test.py", _leaky.ConnectionString());
        _study.Ref("refs/pull/1/head", commit);
        commit = OffMain("on a remote branch alone", "released_outputs/remote.csv", _leaky.Phones());
        _study.Ref("refs/remotes/origin/remote-only", commit);
        commit = OffMain("kept by an earlier rewrite", "released_outputs/before.csv", _leaky.Emails());
        _study.Ref("refs/original/refs/heads/main", commit);

        var claims = _leaky.NationalInsuranceNumbers();
        _study.Tag("data", Add("a blob that a tag names", claims, _study.Blob(claims.Content), [], null));

        var births = _leaky.DatesOfBirth();
        var blob = Add("in a tree that a tag names", births, _study.Blob(births.Content), ["births.csv"], null);
        var tree = _study.Git.Feed(Encoding.UTF8.GetBytes($"100644 blob {blob}\tbirths.csv\n"), "mktree");
        _study.AnnotatedTag("folder", "A folder of data", tree);
    }

    private void PlantStores()
    {
        var shared = RepositoryBuilder.Create(_folder, "shared", _options);
        var level = _leaky.PatientLevel();
        shared.Blob(level.Content);
        _study.Alternate(shared);
        OnMain("in an alternate", "output/shared.csv", level);
        _leaks[^1] = _leaks[^1] with { Store = shared.GitDir };

        var tools = RepositoryBuilder.Create(_folder, "tools", _options);
        var linked = _leaky.NhsNumbers();
        var commit = tools.Write("fixtures/linked.csv", linked.Content).Commit("Add a fixture");
        Add("in a submodule's history", linked, tools.Resolve("HEAD:fixtures/linked.csv"), ["fixtures/linked.csv"], commit);
        _leaks[^1] = _leaks[^1] with { Store = Path.Combine(_study.GitDir, "modules", "tools") };
        tools.Delete("fixtures/linked.csv").Write("README.md", "# Tools\n").Commit("Remove the fixture");
        _study.Submodule(tools, "tools").Commit("Add the tools as a submodule");

        var extract = _leaky.PatientIds();
        var id = _study.Lfs("output/extract.csv", extract.Content);
        Add("in the LFS store", extract, id, ["output/extract.csv"], _study.Commit("Add the extract"), kind: LeakIn.Lfs);

        var key = _leaky.PrivateKey();
        _study.PackKept(Add("unreachable in a .keep pack", key, _study.Blob(key.Content), [], null));
        _study.PackMore();
    }

    private void PlantStashes()
    {
        var phones = _leaky.Phones();
        _study.Write("scratch/recall.csv", phones.Content).Stash("Recall list");
        Add("in an older stash", phones, _study.Resolve("refs/stash^3:scratch/recall.csv"), ["scratch/recall.csv"],
            _study.Resolve("refs/stash^3"), "logs/refs/stash");

        _study.Write("released_outputs/tables/draft.csv", "region,n\nNorth,120\n").Commit("Add a draft table");
        var (changed, staged, untracked) = (_leaky.DatesOfBirth(), _leaky.Postcodes(), _leaky.Emails());
        _study.Stage("output/staged_then_mended.csv", staged.Content);
        _study.Write("output/staged_then_mended.csv", "region,n\nSouth,95\n")
            .Write("released_outputs/tables/draft.csv", changed.Content)
            .Write("scratch/emails.csv", untracked.Content)
            .Stash("Half-done tables");
        InStash("in a stash's work tree", changed, "refs/stash", "released_outputs/tables/draft.csv");
        InStash("in a stash's index", staged, "refs/stash^2", "output/staged_then_mended.csv");
        InStash("in a stash's untracked files", untracked, "refs/stash^3", "scratch/emails.csv");
    }

    private void PlantUnreferenced()
    {
        var lost = _leaky.NhsNumbers();
        var commit = _study.Write("output/lost.csv", lost.Content).ReflogOnly("Add, then think better of it");
        Add("in a reflog alone", lost, _study.Resolve(commit + ":output/lost.csv"), ["output/lost.csv"], commit, "logs/HEAD");

        commit = OffMain("in ORIG_HEAD alone", "deploy/env.sh", _leaky.AwsAccessKey(), "ORIG_HEAD");
        _study.Ref("ORIG_HEAD", commit);

        var upstream = RepositoryBuilder.Create(_folder, "upstream", _options);
        var ids = _leaky.PatientIds();
        commit = upstream.Write("data/sample.csv", ids.Content).Commit("Add a sample");
        Add("in FETCH_HEAD alone", ids, upstream.Resolve("HEAD:data/sample.csv"), ["data/sample.csv"], commit, "FETCH_HEAD");
        _study.FetchHead(upstream, "main");

        var token = _leaky.GitHubToken();
        Add("unreachable and loose", token, _study.Blob(token.Content), [], null);
        var numbers = _leaky.NhsNumbers();
        Add("unreachable and loose, a CSV", numbers, _study.Blob(numbers.Content), [], null);
        OffMain("in an unreachable commit", "output/orphan.csv", _leaky.PatientLevel());
    }

    private void PlantWorkTrees()
    {
        var review = _study.Worktree("review");
        var admin = "worktrees/" + Path.GetFileName(review.GitDir);
        var table = _counts.Separated();
        var commit = review.Write("output/review.csv", table.Content).Commit("Add a table while reviewing");
        Add("at the HEAD of a linked work tree", table, review.Resolve("HEAD:output/review.csv"), ["output/review.csv"], commit,
            admin + "/HEAD");
        var claims = _leaky.NationalInsuranceNumbers();
        var blob = review.StageOnly("output/claims_review.csv", claims.Content);
        Add("staged in a linked work tree", claims, blob, ["output/claims_review.csv"], null, admin + "/index");

        var pupils = _leaky.PupilNumbers();
        blob = _study.StageOnly("output/pupils.csv", pupils.Content);
        Add("staged alone", pupils, blob, ["output/pupils.csv"], null, "index");
    }

    /// <summary>Last of all: from then on git shows the replacement wherever it checks the file out.</summary>
    private void PlantReplacement()
    {
        var table = _counts.Markdown();
        _study.Replace(_study.Resolve("HEAD:CITATION.cff"),
            Add("behind a replace ref", table, _study.Blob(table.Content), [], null));
    }

    /// <summary>Plants a leak in a commit on top of <c>main</c> that nothing names yet.</summary>
    private string OffMain(string name, string path, LeakyFile file, string? otherRoot = null)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [path] = file.Content };
        var commit = _study.LooseCommit($"Add {path}\n", files, _study.Head);
        Add(name, file, _study.Resolve($"{commit}:{path}"), [path], commit, otherRoot);
        return commit;
    }

    private void InStash(string name, LeakyFile file, string stash, string path) =>
        Add(name, file, _study.Resolve($"{stash}:{path}"), [path], _study.Resolve(stash));
}
