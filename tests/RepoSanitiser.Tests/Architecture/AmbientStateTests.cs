using System.Text.RegularExpressions;

namespace RepoSanitiser.Tests.Architecture;

/// <summary>
/// Time, randomness, environment and processes come in through the constructor. Each is reached for in the places named here and
/// nowhere else; a new place is a decision, and is added here with its reason.
/// </summary>
public sealed partial class AmbientStateTests
{
    private const string Surroundings = "src/RepoSanitiser.Cli/Running/Surroundings.cs";

    private static readonly (string What, Regex Code, string[] Places)[] Bans =
    [
        ("time", Time(), [Surroundings]),
        ("randomness", Randomness(), [Surroundings]),
        ("the environment", EnvironmentVariables(), [Surroundings]),
        ("processes", Processes(), ["src/RepoSanitiser.Git/GitRunner.cs", "src/RepoSanitiser.Incidents/Backups/Gpg.cs", "src/RepoSanitiser.History/Figures/InstalledReaders.cs", "src/RepoSanitiser.GitHub/Client/GhCommand.cs", "src/RepoSanitiser.Release/Approval/SshKeygen.cs"]),
    ];

    [Fact]
    public void The_sources_reach_for_the_world_only_in_the_places_named_here()
    {
        var files = SourceTree.SourceFiles.ToList();
        Assert.Contains(Surroundings, files, StringComparer.Ordinal);
        Assert.Empty(files.SelectMany(file => Reaches(file, File.ReadAllText(Path.Combine(SourceTree.Root, file)))));
    }

    [Theory]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("var now = DateTimeOffset.Now;")]
    [InlineData("var clock = TimeProvider.System;")]
    [InlineData("var watch = Stopwatch.StartNew();")]
    [InlineData("var dice = new Random(1);")]
    [InlineData("var dice = Random.Shared;")]
    [InlineData("var bytes = RandomNumberGenerator.GetBytes(4);")]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("var home = Environment.GetEnvironmentVariable(\"HOME\");")]
    [InlineData("Process.Start(start);")]
    [InlineData("using var git = new Process { StartInfo = start };")]
    public void Each_way_to_reach_for_the_world_is_seen(string code) => Assert.Single(Reaches("src/Some.cs", code));

    [Theory]
    [InlineData("// DateTime.UtcNow is banned")]
    [InlineData("/// <summary>Never <c>Process.Start</c>.</summary>")]
    [InlineData("var now = clock.GetUtcNow();")]
    [InlineData("public required Func<int, byte[]> Random { get; init; }")]
    public void What_only_looks_like_it_is_not(string code) => Assert.Empty(Reaches("src/Some.cs", code));

    private static IEnumerable<string> Reaches(string file, string source)
    {
        var code = Comment().Replace(source, "");
        return Bans.Where(b => !b.Places.Contains(file, StringComparer.Ordinal) && b.Code.IsMatch(code)).Select(b => $"{file} reaches for {b.What}");
    }

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bTimeProvider\.System\b|\bStopwatch\.|\bEnvironment\.TickCount")]
    private static partial Regex Time();

    [GeneratedRegex(@"\bnew Random\b|\bRandom\.Shared\b|\bRandomNumberGenerator\.|\bGuid\.(NewGuid|CreateVersion7)\b|\bGetRandomFileName\b")]
    private static partial Regex Randomness();

    [GeneratedRegex(@"\bEnvironment\.(Get|Set|Expand)EnvironmentVariable")]
    private static partial Regex EnvironmentVariables();

    [GeneratedRegex(@"\bProcess\.Start\b|\bnew Process\b")]
    private static partial Regex Processes();
}
