using System.Diagnostics;

namespace RepoSanitiser.Tests.Incidents;

/// <summary>Gives a file a second name.</summary>
internal static class HardLink
{
    public static void Make(string file, string second)
    {
        using var process = Process.Start("ln", [file, second]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
