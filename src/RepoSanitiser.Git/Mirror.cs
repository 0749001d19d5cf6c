namespace RepoSanitiser.Git;

/// <summary>git ended with an error where it should not have. The message is git's, for the debug log only.</summary>
public sealed class GitFailedException(string message) : Exception(message);

/// <summary>Whole copies of remote repositories.</summary>
public static class Mirror
{
    /// <summary>Clones every ref of a repository into an empty folder, bare. Runs under the user's own configuration, without hooks.</summary>
    /// <exception cref="GitFailedException">git could not clone it.</exception>
    /// <exception cref="RepoSanitiser.Core.ReposanException">It is on this machine and not safe to read (refused).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the folder may hold a part of the clone.</exception>
    public static void Clone(string url, string folder, CancellationToken cancellation) => Clone(url, folder, null, cancellation);

    /// <summary>The same with credentials of one's own.</summary>
    /// <exception cref="GitFailedException">git could not clone it.</exception>
    /// <exception cref="RepoSanitiser.Core.ReposanException">It is on this machine and not safe to read (refused).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the folder may hold a part of the clone.</exception>
    public static void Clone(string url, string folder, GitAccess? access, CancellationToken cancellation) => Clone(url, folder, ["--mirror"], access, cancellation);

    /// <summary>Clones the branches of a repository into an empty folder, bare. Runs under the user's own configuration, without hooks.</summary>
    /// <exception cref="GitFailedException">git could not clone it.</exception>
    /// <exception cref="RepoSanitiser.Core.ReposanException">It is on this machine and not safe to read (refused).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the folder may hold a part of the clone.</exception>
    public static void CloneBranches(string url, string folder, CancellationToken cancellation) => Clone(url, folder, ["--bare", "--no-tags"], null, cancellation);

    private static void Clone(string url, string folder, string[] kind, GitAccess? access, CancellationToken cancellation)
    {
        var git = new GitRunner(null) { AllowTransport = true, Access = access };
        string[] options = ["-c", "core.hooksPath=/dev/null", "clone", .. kind, "--quiet", "--template="];
        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsFile)
        {
            // The other end runs on this machine too, under that repository's own settings.
            GitDirectoryCheck.BeforeCloning(address.LocalPath);
            options = [.. options, "--upload-pack=git -c core.attributesFile=/dev/null -c core.fsmonitor=false -c core.hooksPath=/dev/null upload-pack"];
        }

        using var process = git.Start([.. options, "--", url, folder]);
        process.StandardInput.Close();
        using var stop = cancellation.Register(static p => ((System.Diagnostics.Process)p!).Kill(entireProcessTree: true), process);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw new GitFailedException(error);
    }
}
