using System.Diagnostics;
using RepoSanitiser.Core;

namespace RepoSanitiser.Incidents.Backups;

/// <summary>Runs gpg, so that a copy of a leak can lie on a disk in a form that only one person can read.</summary>
public static class Gpg
{
    /// <summary>Whether a recipient is named so that it can be no other: by the whole fingerprint of a key.</summary>
    public static bool IsFingerprint(string recipient) => recipient.Length is 40 or 64 && recipient.All(char.IsAsciiHexDigit);

    /// <summary>Encrypts what is written to a stream into a file. What was not encrypted never reaches the disk.</summary>
    /// <param name="recipient">The fingerprint of the key, which has to be in the user's keyring.</param>
    /// <param name="file">The file; it must not exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="ReposanException">gpg is not installed, or does not have the key.</exception>
    public static void Encrypt(string recipient, string file, Action<Stream> write)
    {
        // The fingerprint says whose key it is; the web of trust has nothing to add.
        using var process = Start("--trust-model", "always", "--encrypt", "--recipient", recipient, "--output", file);
        var errors = process.StandardError.ReadToEndAsync();
        var wrote = true;
        try
        {
            write(process.StandardInput.BaseStream);
        }
        catch (IOException)
        {
            wrote = false;
        }

        process.StandardInput.Close();
        process.WaitForExit();
        errors.Wait();
        if (!wrote || process.ExitCode != 0)
            throw new ReposanException(ExitCode.Refused, $"gpg could not encrypt for {recipient}: import that key with gpg --import, and check the disk.");
    }

    /// <summary>Decrypts a file; gpg's agent asks for a passphrase where it needs one.</summary>
    /// <exception cref="ReposanException">gpg is not installed, or has not the key.</exception>
    public static void Decrypt(string file, Action<Stream> read)
    {
        using var process = Start("--decrypt", "--", file);
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        try
        {
            read(process.StandardOutput.BaseStream);
            process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            throw Undecrypted(e);
        }

        process.WaitForExit();
        errors.Wait();
        if (process.ExitCode != 0) throw Undecrypted(null);
    }

    private static ReposanException Undecrypted(Exception? cause) =>
        new(ExitCode.Refused, "gpg could not decrypt the copy: run this where the secret key is.", cause);

    private static Process Start(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("gpg")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (ReadOnlySpan<string>)["--batch", "--no-tty", "--quiet", .. arguments]) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("no process");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ReposanException(ExitCode.Refused, "gpg could not be started: install gnupg, or take the recipient out of the policy.", e);
        }
    }
}
