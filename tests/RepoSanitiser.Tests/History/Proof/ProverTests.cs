using System.Diagnostics;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.History.Proof;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Planting;

namespace RepoSanitiser.Tests.History.Proof;

public sealed class ProverTests(PurgedStudyFixture fixture) : IClassFixture<PurgedStudyFixture>
{
    public static TheoryData<string> Ways => [.. WaysToLeaveTheLeak.All.Keys];

    [Fact]
    public void A_purged_repository_is_proved_both_ways()
    {
        using var study = fixture.Original.Copy();
        var proof = study.ProveBothWays();
        Assert.Empty(proof.Remaining);
        Assert.Empty(proof.Unread);
        Assert.Equal(ExitCode.Clean, proof.ExitCode);
        Assert.Equal("gone", proof.Summary.Verdict);
        Assert.True(proof.Summary.Fsck);
        Assert.True(proof.Summary.CommitsCompared > 8);
        Assert.True(proof.Summary.Objects > 20);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_proof_fails_where_the_leak_is_left_behind_in(string way)
    {
        using var study = fixture.Original.Copy();
        var (leave, kind, place) = WaysToLeaveTheLeak.All[way];
        leave(study);
        var proof = study.Prove();
        Assert.Equal(ExitCode.Findings, proof.ExitCode);
        Assert.Equal("remains", proof.Summary.Verdict);
        Assert.Contains(proof.Remaining, r => r.Kind == kind && r.Place.Contains(place, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("study", "caf\\351.csv", "caf\\xe9.csv")]
    [InlineData("study", "d\\351/linkage.csv", "d\\xe9/linkage.csv")]
    [InlineData("study", "\\355\\240\\200\\303\\251.csv", "\\xed\\xa0\\x80é.csv")]
    [InlineData("study/.git", "x\\351/linkage.csv", "x\\xe9/linkage.csv")]
    public void The_proof_fails_where_the_leak_lies_under_a_name_that_is_not_UTF8(string root, string octal, string shown)
    {
        using var study = fixture.Original.Copy();
        using var removal = new Removal(study);
        WithShell(study, root, octal, "mkdir -p \"$(dirname \"$1\")\" && cat > \"$1\"", study.Leak);
        var proof = study.Prove();
        Assert.Equal(ExitCode.Findings, proof.ExitCode);
        Assert.Contains(proof.Remaining, r => r.Kind == RemainderKind.Content && r.Place == shown);
    }

    [Theory]
    [InlineData("study", "d\\351", "mkdir \"$1\" && git init -q \"$1\"")]
    [InlineData("study/.git/objects", "d\\351", "mkdir \"$1\" && cat > \"$1/t\"")]
    [InlineData("study/.git/objects/pack", "pack-\\351.pack", "cat > \"$1\"")]
    public void What_lies_under_such_a_name_and_can_not_be_looked_into_makes_the_proof_incomplete(string root, string octal, string script)
    {
        using var study = fixture.Original.Copy();
        using var removal = new Removal(study);
        WithShell(study, root, octal, script, "nothing\n"u8.ToArray());
        var proof = study.Prove();
        Assert.Empty(proof.Remaining);
        Assert.Equal(ExitCode.Incomplete, proof.ExitCode);
        Assert.Contains(proof.Unread, i => i.Path?.Contains("\\xe9", StringComparison.Ordinal) == true);
    }

    /// <summary>Takes the study away with a program that can name all that lies in it.</summary>
    private sealed class Removal(PurgedStudy study) : IDisposable
    {
        public void Dispose() => WithShell(study, ".", "study", "rm -rf \"$1\"", []);
    }

    /// <summary>Runs a line of shell with a name given in octal, which the framework can't name.</summary>
    private static void WithShell(PurgedStudy study, string root, string octal, string script, byte[] input)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"set -- \"$(printf '{octal}')\"; {script}"]) { WorkingDirectory = study.Folder.File(root), RedirectStandardInput = true, UseShellExecute = false };
        using var shell = Process.Start(start)!;
        shell.StandardInput.BaseStream.Write(input);
        shell.StandardInput.Close();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public void A_fresh_clone_is_proved_with_the_certificate_alone_and_an_old_one_is_not()
    {
        using var study = fixture.Original.Copy();
        Assert.Equal(ExitCode.Clean, study.Prove(study.Study.Mirror("fresh.git").Path).ExitCode);
        Assert.Equal(ExitCode.Findings, study.Prove(study.OldClone.Mirror("old.git").Path).ExitCode);
    }

    [Fact]
    public void A_certificate_tells_of_the_purge_what_support_and_clone_holders_ask_for()
    {
        var certificate = fixture.Original.Certificate;
        Assert.Equal(2, certificate.Purged.Count);
        Assert.Equal(1, certificate.PullRequests);
        Assert.Contains(ObjectId.Parse(fixture.Original.OldClone.Resolve("v1^{commit}")), certificate.FirstChanged);
        Assert.DoesNotContain(ObjectId.Parse(fixture.Original.OldHead), certificate.FirstChanged);
        Assert.Equal(2, certificate.Commits.Count(c => c.New is null));
        Assert.Single(certificate.Tags);
        Assert.NotEmpty(certificate.Marks.Lines);
        Assert.NotEmpty(certificate.Marks.Cells);
        Assert.Equal(2, certificate.Marks.Whole.Count);
    }

    [Theory]
    [InlineData("a pack without its index")]
    [InlineData("what a killed git left in the object store")]
    [InlineData("a git bundle in the work tree")]
    [InlineData("a linked work tree that was moved away")]
    [InlineData("alternates that are not there")]
    public void What_could_not_be_looked_into_makes_the_proof_incomplete(string what)
    {
        using var study = fixture.Original.Copy();
        var objects = Path.Combine(study.Study.GitDir, "objects");
        switch (what)
        {
            case "a pack without its index":
                study.Study.PackKept(study.Study.Blob(study.Leak));
                var pack = Path.ChangeExtension(Directory.GetFiles(Path.Combine(objects, "pack"), "*.keep").Single(), ".pack");
                RepositoryBuilder.DeleteIndex(pack);
                break;
            case "what a killed git left in the object store":
                File.WriteAllBytes(Path.Combine(objects, "pack", "tmp_pack_a1b2c3"), study.Leak);
                break;
            case "a git bundle in the work tree":
                study.OldClone.Git.Run("bundle", "create", "-q", Path.Combine(study.Study.Path, "all.bundle"), "--all");
                break;
            case "a linked work tree that was moved away":
                Directory.Move(study.Study.Worktree("linked").Path, study.Folder.File("elsewhere"));
                break;
            default:
                Directory.CreateDirectory(Path.Combine(objects, "info"));
                File.WriteAllText(Path.Combine(objects, "info", "alternates"), study.Folder.File("nowhere") + "\n");
                break;
        }

        var proof = study.Prove();
        Assert.Equal(ExitCode.Incomplete, proof.ExitCode);
        Assert.Equal("incomplete", proof.Summary.Verdict);
    }

    [Fact]
    public void A_corrupt_object_hides_nothing_behind_it()
    {
        using var study = fixture.Original.Copy();
        study.Study.AllLoose();
        study.Study.Blob(study.Leak);
        File.SetUnixFileMode(study.Study.LooseFile(study.Study.Resolve("HEAD:README.md")), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(study.Study.LooseFile(study.Study.Resolve("HEAD:README.md")), "broken");
        var proof = study.Prove();
        Assert.Contains(proof.Remaining, r => r.Kind == RemainderKind.Object);
        Assert.Contains(proof.Remaining, r => r.Kind == RemainderKind.Broken);
        Assert.NotEmpty(proof.Unread);
        Assert.False(proof.Summary.Fsck);
    }

    [Fact]
    public void Any_corrupt_object_hides_nothing_wherever_git_comes_upon_it()
    {
        using var study = fixture.Original.Copy();
        study.Study.AllLoose();
        study.Study.Blob(study.Leak);
        var files = study.Study.Git.Lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").Where(id => id != study.LeakId).Select(study.Study.LooseFile).ToList();
        foreach (var file in files.Where((_, i) => i % Math.Max(1, files.Count / Scale.Of(4, files.Count)) == 0))
        {
            var sound = File.ReadAllBytes(file);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllText(file, "broken");
            Assert.Contains(study.Prove().Remaining, r => r.Kind == RemainderKind.Object && r.Object == study.LeakId);
            File.WriteAllBytes(file, sound);
        }
    }

    [Fact]
    public void Redacted_content_is_no_remainder_of_what_it_was_made_of()
    {
        using var study = PurgedStudy.Make(id => Encoding.UTF8.GetBytes($"practice,nhs_number,linked\nP{id[0]},[redacted],yes\n"));
        var proof = study.ProveBothWays();
        Assert.Empty(proof.Remaining);
        Assert.Equal(ExitCode.Clean, proof.ExitCode);
    }

    [Fact]
    public void Findings_that_were_not_purged_are_counted_and_are_no_remainder()
    {
        using var study = fixture.Original.Copy();
        study.Study.Write("output/other.csv", new LeakyFiles(new MadeUp(77)).NhsNumbers().Content).Commit("Another leak");
        var proof = study.Prove();
        Assert.Empty(proof.Remaining);
        Assert.True(proof.Summary.OtherFindings > 0);
    }

    [Fact]
    public void Nothing_that_a_proof_says_shows_a_value()
    {
        using var study = fixture.Original.Copy();
        foreach (var way in WaysToLeaveTheLeak.All.Values.Where(w => w.Kind is RemainderKind.Content or RemainderKind.Lines or RemainderKind.Cells)) way.Leave(study);
        var number = study.LeakLines[3].Split(',')[1];
        study.Study.Write($"{number}/list.csv", study.Leak);
        var proof = study.Prove();
        Assert.NotEmpty(proof.Remaining);
        Assert.DoesNotContain(proof.Remaining, r => (r.Place + r.What).Contains(number, StringComparison.Ordinal));
        Assert.DoesNotContain(proof.Unread, i => (i.Path + i.Reason).Contains(number, StringComparison.Ordinal));
    }
}
