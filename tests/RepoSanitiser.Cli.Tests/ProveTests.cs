using System.Text.Json.Nodes;

namespace RepoSanitiser.Cli.Tests;

public sealed class ProveTests : IDisposable
{
    private readonly PurgedByHand _purged = new();

    private ReposanProcess Reposan => _purged.Reposan;

    public void Dispose() => _purged.Dispose();

    [Fact]
    public void The_last_purge_of_a_repository_is_proved_and_certified()
    {
        var ended = Reposan.Run("prove", "study");
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("Nothing of what was purged remains.", ended.Out, StringComparison.Ordinal);
        Assert.Contains("Compared 2 commits with the copy made before.", ended.Out, StringComparison.Ordinal);
        var files = Directory.GetFiles(Path.Combine(_purged.Folder, "certificates", "2"));
        Assert.Equal(4, files.Length);
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        var shown = File.ReadAllText(Path.Combine(_purged.Folder, "certificates", "2", "public.json"));
        Assert.Equal("gone", (string?)JsonNode.Parse(shown)!["proof"]!["verdict"]);
        Assert.DoesNotContain(_purged.OldCommit, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(_purged.OldBlob, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void What_remains_is_told_in_both_forms_and_ends_in_1()
    {
        File.WriteAllBytes(Path.Combine(_purged.Study, "again.csv"), _purged.Leak.Content);
        var text = Reposan.Run("prove", "study");
        Assert.Equal(1, text.ExitCode);
        Assert.Contains("again.csv", text.Out, StringComparison.Ordinal);
        var json = Reposan.Run("prove", "study", "--format", "json");
        Assert.Equal(1, json.ExitCode);
        var proof = JsonNode.Parse(json.Out)!;
        Assert.Equal("remains", (string?)proof["verdict"]);
        Assert.Contains(proof["remaining"]!.AsArray(), r => (string?)r!["kind"] == "content" && (string?)r["place"] == "again.csv");
        foreach (var line in _purged.LeakLines.Skip(1)) Assert.DoesNotContain(line, text.Out + json.Out + text.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_rule_of_ones_own_saw_in_purged_content_is_known_again_by_it()
    {
        File.WriteAllText(Path.Combine(Reposan.Home, "ours.yaml"), OwnRules.OfTrials);
        var ended = Reposan.RunBash("""
            set -e
            export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@study.invalid GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@study.invalid
            git init -q -b main ours && cd ours
            mkdir output && echo 'Patients of trial TRN123456 were left out.' > output/a.md && echo 'Nothing.' > output/b.md
            git add . && git commit -q -m First
            reposan scan . --rules ../ours.yaml --format json -o ../leak.json > ../out || test $? = 1
            reposan purge . --findings ../leak.json --rules ../ours.yaml --apply --in-place > ../out 2> ../errors
            reposan prove . --rules ../ours.yaml > ../out
            printf 'See trial\nTRN123456.\n' > output/b.md
            reposan prove . > ../without
            reposan prove . --rules ../ours.yaml > ../with && exit 9 || test $? = 1
            grep -q 'output/b.md: the rules see in it what they saw in purged content' ../with
            """);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
    }

    [Fact]
    public void A_clone_is_checked_with_the_restricted_certificate_from_a_path_and_from_a_URL()
    {
        var certificate = Path.Combine(_purged.Folder, "certificates", "1", "restricted.json");
        _purged.Run($"git config --global url.\"$PWD/study/.git\".insteadOf https://github.com/ORG/STUDY");
        Assert.Equal(1, Reposan.Run("prove", "clone", "--certificate", certificate).ExitCode);
        var fresh = Reposan.Run("prove", "https://github.com/ORG/STUDY", "--certificate", certificate);
        Assert.Equal((0, ""), (fresh.ExitCode, fresh.Error));
        Assert.Contains("Not compared with a copy made before.", fresh.Out, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.Combine(_purged.Folder, "certificates")));
    }

    [Fact]
    public void A_certificate_that_was_changed_or_is_the_public_one_is_refused_in_a_sentence()
    {
        var folder = Path.Combine(_purged.Folder, "certificates", "1");
        var changed = Path.Combine(Reposan.Home, "changed.json");
        File.WriteAllText(changed, File.ReadAllText(Path.Combine(folder, "restricted.json")).Replace(_purged.OldBlob, _purged.OldCommit, StringComparison.Ordinal));
        Assert.Equal(4, Reposan.Run("prove", "study", "--certificate", changed).ExitCode);
        var open = Reposan.Run("prove", "study", "--certificate", Path.Combine(folder, "public.json"));
        Assert.Equal(2, open.ExitCode);
        Assert.Single(open.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("clone")]
    [InlineData("study --incident 2027-01-31-zzzz")]
    [InlineData("study --certificate nowhere.json")]
    [InlineData("study --certificate a.json --incident 2027-01-31-zzzz")]
    public void Without_a_purge_to_prove_it_says_what_to_do(string arguments)
    {
        var ended = Reposan.Run(["prove", .. arguments.Split(' ')]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Empty(ended.Out);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_record_that_was_changed_is_shown_and_proves_nothing()
    {
        Assert.Equal(0, Reposan.Run("incident", "show", _purged.Incident).ExitCode);
        var record = Path.Combine(_purged.Folder, "record.jsonl");
        var lines = File.ReadAllLines(record);
        File.WriteAllText(record, string.Join('\n', lines[..^1]) + "\n");
        var shown = Reposan.Run("incident", "show", _purged.Incident);
        Assert.Equal(1, shown.ExitCode);
        Assert.Contains("lines are missing at its end", shown.Error, StringComparison.Ordinal);
        Assert.Equal(4, Reposan.Run("prove", "study", "--incident", _purged.Incident).ExitCode);
    }

    [Fact]
    public void A_backup_is_listed_restored_and_destroyed_only_with_apply()
    {
        Assert.Contains(_purged.Incident + "  1", Reposan.Run("backup", "list").Out, StringComparison.Ordinal);
        Assert.Equal(0, Reposan.Run("backup", "restore", _purged.Incident, "-o", "before.git").ExitCode);
        Assert.Equal(_purged.OldCommit, _purged.Run("git --git-dir before.git rev-parse v1^{commit}"));
        Assert.Equal(4, Reposan.Run("backup", "restore", _purged.Incident, "-o", "before.git").ExitCode);

        var dry = Reposan.Run("backup", "destroy", _purged.Incident);
        Assert.Equal(0, dry.ExitCode);
        Assert.Contains("Would overwrite", dry.Out, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_purged.Folder, "backup", "1")));
        var done = Reposan.Run("backup", "destroy", _purged.Incident, "--apply");
        Assert.Equal(0, done.ExitCode);
        Assert.Contains("solid-state", done.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_purged.Folder, "backup", "1")));
        Assert.Equal("", Reposan.Run("backup", "list").Out);
        Assert.Equal(2, Reposan.Run("backup", "destroy", _purged.Incident, "--apply").ExitCode);

        var proof = Reposan.Run("prove", "study");
        Assert.Equal(0, proof.ExitCode);
        Assert.Contains("no plain copy", proof.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_is_left_in_the_state_folder_but_the_backup_holds_a_value()
    {
        Reposan.Run("prove", "study", "-vvv", "--log-file", "prove.log");
        Assert.Equal(0, Reposan.Run("backup", "destroy", _purged.Incident, "--apply").ExitCode);
        var values = _purged.LeakLines.Skip(1).Select(l => l.Split(',')[1]).ToList();
        var files = Directory.GetFiles(Path.Combine(Reposan.Home, "state"), "*", SearchOption.AllDirectories).Append(Path.Combine(Reposan.Home, "prove.log"));
        Assert.All(files, f => Assert.DoesNotContain(values, v => File.ReadAllText(f).Contains(v, StringComparison.Ordinal)));
    }
}
