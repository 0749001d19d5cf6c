namespace RepoSanitiser.Git.Transactions;

/// <summary>Runs git with something on its standard input.</summary>
internal static class GitInput
{
    /// <summary>Runs git to its end.</summary>
    /// <param name="git">git, in its repository.</param>
    /// <param name="write">Writes the input.</param>
    /// <param name="arguments">The arguments.</param>
    public static GitRunner.Result Run(this GitRunner git, Action<Stream> write, params ReadOnlySpan<string> arguments)
    {
        using var process = git.Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var copied = process.StandardOutput.BaseStream.CopyToAsync(output);
        try
        {
            write(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // git has ended early, and its exit code says so.
        }

        copied.GetAwaiter().GetResult();
        process.WaitForExit();
        return new GitRunner.Result(process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }
}
