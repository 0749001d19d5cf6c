using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git;

namespace RepoSanitiser.Release.Approval;

/// <summary>Signs and checks signatures with <c>ssh-keygen -Y</c>, as git itself does.</summary>
public static class SshKeygen
{
    private const string UnfitKey = "is by a key that ";

    /// <summary>Signs bytes.</summary>
    /// <param name="keyFile">A private key, or a public one whose private key an agent holds.</param>
    /// <param name="signatureNamespace">What the signature is for: one made for something else does not pass.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="ReposanException">The key can't be used (refused).</exception>
    public static string Sign(string keyFile, string signatureNamespace, byte[] content)
    {
        var (code, output, _) = Run(content, "-Y", "sign", "-q", "-f", keyFile, "-n", signatureNamespace);
        return code == 0 && output.StartsWith("-----BEGIN SSH SIGNATURE-----", StringComparison.Ordinal)
            ? output
            : throw new ReposanException(ExitCode.Refused, $"The key {Printable.Escape(keyFile)} can't be used to sign: is it there, readable for you alone, and unlocked in your ssh agent?");
    }

    /// <summary>Checks a signature.</summary>
    /// <param name="allowedSigners">The text that says whose key is whose.</param>
    /// <param name="principal">Who is said to have signed.</param>
    /// <param name="signatureNamespace">What it has to be for.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="at">When the key has to have been good.</param>
    /// <returns>Null where it holds; else what is wrong, in a few words.</returns>
    public static string? Verify(string allowedSigners, string principal, string signatureNamespace, string signature, byte[] content, DateTimeOffset at)
    {
        using var folder = PassingFolder.Make();
        var signers = Write(folder.Path, "signers", allowedSigners);
        var time = at.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        var (code, _, error) = Run(
            content, "-Y", "verify", "-f", signers, "-I", principal, "-n", signatureNamespace, "-s", Write(folder.Path, "signature", signature), "-Overify-time=" + time);
        if (code == 0) return null;
        return error.Contains("key has expired", StringComparison.Ordinal) ? UnfitKey + "has expired"
            : error.Contains("key is not yet valid", StringComparison.Ordinal) ? UnfitKey + "is not yet valid"
            : error.Contains("not permitted for use in signature namespace", StringComparison.Ordinal) ? UnfitKey + "the trust file does not allow for this"
            : "does not hold";
    }

    /// <summary>Whether a signature is whole, and only the trust file does not let its key sign this, or not at this time.</summary>
    /// <param name="problem">What <see cref="Verify"/> said of it.</param>
    public static bool IsOfKey(string problem) => problem.StartsWith(UnfitKey, StringComparison.Ordinal);

    /// <summary>
    /// Why signatures by a key would not be taken, before any is made with it: a passing key signs in its place, so that nobody is asked
    /// for a passphrase or a touch.
    /// </summary>
    /// <returns>Null where they would; else what is wrong, in a few words.</returns>
    public static string? WhyNotTaken(string allowedSigners, string principal, string key, string signatureNamespace, DateTimeOffset at)
    {
        using var folder = PassingFolder.Make();
        var passing = Path.Combine(folder.Path, "key");
        _ = Run([], "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", passing);
        var lines = Regex.Replace(allowedSigners, string.Join("[ \t]+", key.Split(' ').Select(Regex.Escape)), PublicKey(passing), RegexOptions.NonBacktracking);
        return Verify(lines, principal, signatureNamespace, Sign(passing, signatureNamespace, []), [], at);
    }

    /// <summary>The public key of a file: type and base64, with a space between.</summary>
    /// <exception cref="ReposanException">There is no such file (usage), or no key in it (refused).</exception>
    public static string PublicKey(string keyFile)
    {
        if (!File.Exists(keyFile) && !File.Exists(keyFile + ".pub")) throw NoKey(ExitCode.Usage, keyFile, null);
        try
        {
            foreach (var file in (ReadOnlySpan<string>)[keyFile + ".pub", keyFile])
            {
                if (File.Exists(file) && PublicPart(File.ReadAllText(file)) is { } key) return key;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoKey(ExitCode.Refused, keyFile, e);
        }

        var (code, output, _) = Run([], "-y", "-P", "", "-f", keyFile);
        return (code == 0 ? PublicPart(output) : null) ?? throw NoKey(ExitCode.Refused, keyFile, null);
    }

    private static ReposanException NoKey(ExitCode code, string keyFile, Exception? cause) => new(
        code, $"There is no ssh key to sign with at {Printable.Escape(keyFile)}: name yours with --sign-key, and keep its .pub file beside it.", cause);

    private static string? PublicPart(string text) =>
        text.Length < 32 << 10 && text.Split(' ', '\n') is [var type, var key, ..] && type.Contains('-', StringComparison.Ordinal) && !type.StartsWith("--", StringComparison.Ordinal)
            ? $"{type} {key}"
            : null;

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        using var writer = new StreamWriter(PrivateFiles.CreateNew(path));
        writer.Write(text);
        return path;
    }

    private static (int Code, string Output, string Error) Run(byte[] input, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("ssh-keygen")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            Feed(process, input);
            process.WaitForExit();
            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ReposanException(ExitCode.Failed, "ssh-keygen could not be started: install openssh-client 8.2 or newer.", e);
        }
    }

    private static void Feed(Process process, byte[] input)
    {
        try
        {
            using var stream = process.StandardInput.BaseStream;
            stream.Write(input);
        }
        catch (IOException)
        {
            // It has ended early; its exit code says so.
        }
    }
}
