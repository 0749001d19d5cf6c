using System.Runtime.CompilerServices;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Compares text with a file beside the tests. REPOSAN_UPDATE_SNAPSHOTS=1 writes the file anew, for a person to read the change.</summary>
public static class Snapshot
{
    /// <summary>Fails where the text differs from the snapshot.</summary>
    public static void AssertMatches(string name, string text, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, "Snapshots", name);
        if (Environment.GetEnvironmentVariable("REPOSAN_UPDATE_SNAPSHOTS") is "1") File.WriteAllText(file, text);
        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "", text);
    }
}
