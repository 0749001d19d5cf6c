using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.TestKit.Planting;

/// <content>What only history shows: deletions, renames, merges, messages, names.</content>
public sealed partial class PlantedLeaks
{
    private void PlantHistory()
    {
        OnMain("deleted later", "released_outputs/raw/linked.csv", _leaky.NhsNumbers());
        _study.Delete("released_outputs/raw/linked.csv").Commit("Remove raw output");

        var postcodes = _leaky.Postcodes();
        var first = _study.Write("output/areas.csv", postcodes.Content).Commit("Add areas");
        _study.Move("output/areas.csv", "released_outputs/areas_final.csv").Commit("Rename areas");
        var blob = _study.Resolve("HEAD:released_outputs/areas_final.csv");
        Add("renamed later", postcodes, blob, ["output/areas.csv", "released_outputs/areas_final.csv"], first);

        PlantDelta();

        _study.Branch("explore");
        OnMain("on an unmerged branch", "output/explore/table.csv", _counts.Separated());
        _study.Switch("main");
    }

    private void PlantDelta()
    {
        var lines = Enumerable.Range(1, 400).Select(n => $"step {n}: {_make.DigitsOf(4)} kB read, {_make.Number(1, 90)} s\n")
            .ToArray();
        var sentence = _leaky.NhsSentence();
        _study.Write("logs/linkage.log", string.Concat(lines)).Commit("Add the linkage log");
        var leaky = string.Concat(lines[..200]) + Encoding.UTF8.GetString(sentence.Content) + string.Concat(lines[200..]);
        OnMain("a line in the middle of a delta chain", "logs/linkage.log",
            sentence with { Content = Encoding.UTF8.GetBytes(leaky) });
        _study.Write("logs/linkage.log", string.Concat(lines) + string.Concat(lines[..40])).Commit("Run the linkage again");
    }

    private void PlantMerges()
    {
        _study.Branch("benefits");
        OnMain("on a merged branch that is gone", "output/benefits.csv", _leaky.NationalInsuranceNumbers());
        Diverge("docs/benefits.md");
        _study.Merge("benefits");

        _study.Branch("schools");
        OnMain("on an arm of an octopus", "output/schools.csv", _leaky.PupilNumbers());
        _study.Switch("main").Branch("wards").Write("docs/wards.md", "# Wards\n").Commit("Describe the wards");
        Diverge("docs/schools.md");
        _study.Merge("schools", "wards");

        _study.Branch("old-attempt");
        OnMain("on a branch merged with -s ours", "output/attempt.csv", _leaky.PatientIds());
        Diverge("docs/attempt.md");
        _study.MergeOurs("old-attempt");

        _study.Branch("tidy").Write("docs/tidy.md", "# Tidy\n").Commit("Tidy up");
        Diverge("docs/style.md");
        var file = _leaky.NhsNumbers();
        var merge = _study.EvilMerge("tidy", "output/evil.csv", file.Content);
        Add("in a merge commit alone", file, _study.Resolve("HEAD:output/evil.csv"), ["output/evil.csv"], merge);

        foreach (var branch in (string[])["benefits", "schools", "wards", "old-attempt", "tidy"])
            _study.Git.Run("branch", "-q", "-D", branch);
    }

    private void PlantMessagesAndNames()
    {
        var sentence = _leaky.NhsSentence();
        var commit = _study.Commit("Leave one person out\n\n" + Encoding.UTF8.GetString(sentence.Content));
        Add("NHS number in a commit message", sentence, commit, [], commit, kind: LeakIn.Commit);

        var token = _leaky.GitHubToken();
        commit = _study.Commit($"Fetch with curl\n\ncurl -H 'Authorization: token {token.Literal}' https://api.github.com/user\n");
        Add("GitHub token in a commit message", token, commit, [], commit, kind: LeakIn.Commit);

        sentence = _leaky.NhsSentence();
        var tag = _study.AnnotatedTag("v1.0", "First release\n\n" + Encoding.UTF8.GetString(sentence.Content));
        Add("NHS number in a tag message", sentence, tag, [], null, kind: LeakIn.Tag);

        sentence = _leaky.NhsSentence();
        var target = _study.Head;
        var note = _study.Note(Encoding.UTF8.GetString(sentence.Content), target);
        Add("NHS number in a note", sentence, note, [target], _study.Resolve("refs/notes/commits"));

        InName("e-mail address in a file name", "email-address", "contacts", _make.Email(), "{0}.txt");
        InName("NHS number in a file name", "nhs-number", "letters", _make.NhsNumber(), "nhs_number_{0}.txt");

        var number = _make.NhsNumber();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["empty.md"] = "# Empty\n"u8.ToArray() };
        var alone = _study.LooseCommit("Start again\n", files);
        var name = "refs/heads/nhs-number-" + number;
        _study.Ref(name, alone);
        Add("NHS number in a branch name", Named("nhs-number", number), alone, [], null, kind: LeakIn.Ref);
        _leaks[^1] = _leaks[^1] with { Refs = [name] };
    }

    private void InName(string name, string rule, string folder, string secret, string format)
    {
        var path = $"{folder}/{string.Format(null, format, secret)}";
        var commit = _study.Write(path, $"Sent, {folder}.\n").Commit("File " + folder);
        Add(name, Named(rule, secret), _study.Resolve("HEAD:" + folder), [path], commit, kind: LeakIn.Tree);
    }

    /// <summary>Goes back to <c>main</c> and commits something, so that a merge is no fast-forward.</summary>
    private void Diverge(string path) => _study.Switch("main").Write(path, $"# {path}\n").Commit("Describe " + path);

    private static LeakyFile Named(string rule, string secret) => new(rule, Severity.Medium, secret, []);
}
