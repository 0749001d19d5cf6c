using System.Diagnostics;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.TestKit;

/// <summary>What <c>scripts/setup</c> takes for installed.</summary>
public sealed class SetupTests
{
    [TheoryWhere(Tool.Bash)]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void A_program_that_is_there_is_not_asked_for(string program)
    {
        var isThere = program is "git" || Directory.GetFiles("/usr/lib", "libgit2.so.1.5", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Length > 0;
        Assert.Equal(isThere, Has(program));
    }

    [FactWhere(Tool.Bash)]
    public void A_program_that_is_not_there_is_asked_for() => Assert.False(Has("no-such-program"));

    /// <summary>What the script itself says, under the same shell options.</summary>
    private static bool Has(string program)
    {
        var script = $"set -euo pipefail; eval \"$(sed -n '/^has() {{/,/^}}/p' '{SourceTree.File("scripts", "setup")}')\"; has {program}";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        bash.WaitForExit();
        return bash.ExitCode == 0;
    }
}
