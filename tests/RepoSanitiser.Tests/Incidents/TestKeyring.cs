using System.Diagnostics;

namespace RepoSanitiser.Tests.Incidents;

/// <summary>A keyring of its own with one OpenPGP key without a passphrase, taken away again with its agent.</summary>
internal sealed class TestKeyring : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("gpg-").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable("GNUPGHOME");

    public TestKeyring()
    {
        Environment.SetEnvironmentVariable("GNUPGHOME", _home);
        Run("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "backup@study.invalid", "rsa2048", "encr", "never");
        var listed = Run("gpg", "--batch", "--with-colons", "--fingerprint", "backup@study.invalid");
        Fingerprint = listed.Split('\n').First(l => l.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
    }

    /// <summary>The key's whole fingerprint.</summary>
    public string Fingerprint { get; }

    public void Dispose()
    {
        Run("gpgconf", "--kill", "gpg-agent");
        Environment.SetEnvironmentVariable("GNUPGHOME", _before);
        Directory.Delete(_home, recursive: true);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
