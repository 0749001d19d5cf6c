using System.ComponentModel;
using System.Diagnostics;

namespace RepoSanitiser.GitHub.Client;

/// <summary>The GitHub command line <c>gh</c>, asked for nothing but the token that it keeps.</summary>
public static class GhCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What <c>gh auth token</c> gives for a host; null where there is no <c>gh</c>, or it has none.</summary>
    public static string? Token(string host)
    {
        var start = new ProcessStartInfo("gh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["GH_PROMPT_DISABLED"] = "1";
        foreach (var argument in (string[])["auth", "token", "--hostname", host]) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start);
            if (process is null) return null;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(Patience)) return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
            process.Kill();
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
