using System.Diagnostics;
using System.Text;

namespace RepoSanitiser.TestKit.Releases;

/// <summary>Made-up people with ssh keys of their own, and the trust file that knows them.</summary>
/// <param name="folder">Where keys and the file lie.</param>
public sealed class TrustedPeople(TempFolder folder)
{
    private readonly StringBuilder _people = new();
    private readonly StringBuilder _signers = new();

    /// <summary>The trust file.</summary>
    public string File => folder.File("trust", "trust.yaml");

    /// <summary>The policy that the file names.</summary>
    public string Policy { get; set; } = "opensafely-2021";

    /// <summary>Makes a person with a key and writes the trust file anew.</summary>
    /// <param name="principal">The name they sign under, an e-mail address.</param>
    /// <param name="roles">What they may do, as in the file.</param>
    /// <param name="emails">Further addresses of theirs.</param>
    /// <param name="options">Options of their line of <c>allowed_signers</c>.</param>
    /// <returns>Their private key.</returns>
    public string Add(string principal, string roles = "", string emails = "", string options = "")
    {
        var key = MakeKey(principal);
        _people.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - name: {principal[..principal.IndexOf('@', StringComparison.Ordinal)]}\n    principals: [{principal}]\n    emails: [{emails}]\n    roles: [{roles}]\n");
        _signers.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {principal} {(options.Length > 0 ? options + " " : "")}{PublicKey(key)}\n");
        Write();
        return key;
    }

    /// <summary>Makes a key that the trust file does not know.</summary>
    public string MakeKey(string name)
    {
        var key = Path.Combine(folder.Folder("keys"), name);
        using var process = Process.Start(new ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException("ssh-keygen made no key");
        return key;
    }

    /// <summary>The public part of a key.</summary>
    public static string PublicKey(string key) => string.Join(' ', System.IO.File.ReadAllText(key + ".pub").Split(' ')[..2]);

    /// <summary>Writes the trust file.</summary>
    public void Write() => folder.Write("trust/trust.yaml", Encoding.UTF8.GetBytes(
        $"policy: {Policy}\nreleaseAddress: release@study.invalid\npeople:\n{_people}allowedSigners: |\n{_signers}"));
}
