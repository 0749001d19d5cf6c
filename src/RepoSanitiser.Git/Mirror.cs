namespace RepoSanitiser.Git;

/// <summary>git ended with an error where it should not have. The message is git's, for the debug log only.</summary>
public sealed class GitFailedException(string message) : Exception(message);

/// <summary>Whole copies of remote repositories.</summary>
public static class Mirror
{
    /// <summary>Clones every ref of a repository into an empty folder, bare. Runs under the user's own configuration, without hooks.</summary>
    /// <exception cref="GitFailedException">git could not clone it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the folder may hold a part of the clone.</exception>
    public static void Clone(string url, string folder, CancellationToken cancellation)
    {
        var git = new GitRunner(null) { AllowTransport = true };
        using var process = git.Start(
            "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "clone", "--mirror", "--quiet", "--template=", "--", url, folder);
        process.StandardInput.Close();
        using var stop = cancellation.Register(static p => ((System.Diagnostics.Process)p!).Kill(entireProcessTree: true), process);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw new GitFailedException(error);
    }
}
