using RepoSanitiser.Core;
using RepoSanitiser.History.Scanning;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.Git;

/// <summary>Random damage to every file of a git directory: a scan ends with a sentence or a result, and says what git can't read.</summary>
public sealed class DamagedRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*.pack", true)]
    [InlineData("*.idx", true)]
    [InlineData("??????????????????????????????????????", false)]
    [InlineData("packed-refs", true)]
    [InlineData("HEAD", true)]
    [InlineData("main", false)]
    [InlineData("index", true)]
    [InlineData("config", true)]
    [InlineData("alternates", true)]
    public async Task A_damaged_file_never_ends_a_scan_without_a_sentence(string pattern, bool packed)
    {
        var study = Study(packed);
        var files = Directory.GetFiles(study.GitDir, pattern, SearchOption.AllDirectories).Order().ToArray();
        Assert.NotEmpty(files);
        var random = new Random(5);
        for (var i = 0; i < Scale.Of(25, 500); i++)
        {
            var file = files[random.Next(files.Length)];
            var sound = File.ReadAllBytes(file);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllBytes(file, Damage(sound, random));
            try
            {
                var result = await Task.Run(() => ScanRunner.Scan(study.Path)).WaitAsync(TimeSpan.FromMinutes(1));
                AssertSaysWhatGitCannotRead(study, result, $"{pattern}, round {i}");
            }
            catch (ReposanException e)
            {
                Assert.Contains(e.Code, (ExitCode[])[ExitCode.Usage, ExitCode.Refused]);
            }

            File.WriteAllBytes(file, sound);
        }
    }

    private static void AssertSaysWhatGitCannotRead(RepositoryBuilder study, ScanResult result, string round)
    {
        if (result.Coverage.Incomplete) return;
        var listed = study.Git.Try("cat-file", "--batch-all-objects", "--batch-check=%(objectname)");
        Assert.True(listed.ExitCode == 0, $"{round}: git can't list what coverage says was read: {listed.Error}");
        Assert.True(study.Git.Try("cat-file", "--batch-all-objects", "--batch", "--buffer").ExitCode == 0, $"{round}: git can't read what coverage says was read");
        Assert.True(listed.Lines.Length <= result.Coverage.Objects.Values.Sum(c => c.Found), $"{round}: git lists more objects");
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        var damaged = (byte[])sound.Clone();
        switch (random.Next(5))
        {
            case 0:
                return damaged[..random.Next(damaged.Length)];
            case 1:
                var more = new byte[random.Next(1, 300)];
                random.NextBytes(more);
                return [.. damaged, .. more];
            case 2:
                return [.. damaged.AsSpan(0, random.Next(damaged.Length)), .. damaged];
            default:
                for (var flips = random.Next(1, 6); flips > 0; flips--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                return damaged;
        }
    }

    private RepositoryBuilder Study(bool packed)
    {
        var study = RepositoryBuilder.Create(_folder);
        for (var i = 0; i < 6; i++)
        {
            study.Write($"notes/{i}.txt", $"note {i}\n").Write("table.csv", string.Concat(Enumerable.Range(0, 30).Select(r => $"{r},{r * i}\n")));
            study.Commit($"Version {i}");
        }

        study.AnnotatedTag("v1", "First");
        var other = RepositoryBuilder.Create(_folder, "other");
        other.Write("shared.txt", "shared\n").Commit("Shared");
        study.Alternate(other);
        if (packed) study.Pack().Git.Run("pack-refs", "--all");
        return study;
    }
}
