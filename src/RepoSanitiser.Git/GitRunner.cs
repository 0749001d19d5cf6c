using System.Diagnostics;
using System.Text;
using RepoSanitiser.Core;

namespace RepoSanitiser.Git;

/// <summary>
/// The one way git is run. A repository may be hostile: its own configuration can name programs for git to run. So every call switches
/// off what a repository could plug in (monitor, hooks, ssh command, credential helper, transports, alternates command, pager), takes
/// no <c>GIT_*</c> variable from outside, never prompts, never takes a lock it does not need and never fetches what is missing.
/// </summary>
/// <param name="gitDirectory">The git directory (<c>--git-dir</c>) of the repository, or null for calls outside one.</param>
public sealed class GitRunner(string? gitDirectory)
{
    private static readonly string[] Hardening =
    [
        "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.sshCommand=", "core.gitProxy=", "core.askPass=",
        "core.alternateRefsCommand=", "core.attributesFile=/dev/null", "core.untrackedCache=false", "credential.helper=",
        "diff.external=", "core.pager=cat", "safe.directory=*", "gc.auto=0", "maintenance.auto=false", "core.bare=false",
    ];

    /// <summary>A finished call.</summary>
    /// <param name="ExitCode">git's exit code.</param>
    /// <param name="Output">Standard output, bytes.</param>
    /// <param name="Error">Standard error; may quote names from the repository, so it is never shown as it is.</param>
    public sealed record Result(int ExitCode, byte[] Output, string Error)
    {
        /// <summary>Standard output as UTF-8, malformed bytes replaced.</summary>
        public string Text => Encoding.UTF8.GetString(Output);
    }

    /// <summary>Whether transports may be used; only a clone or a fetch that the user asked for sets it.</summary>
    public bool AllowTransport { get; init; }

    /// <summary>The index to work with instead of the repository's own; null for that.</summary>
    public string? IndexFile { get; init; }

    /// <summary>Where new objects are written instead of the repository's own folder, which is still read; null for that.</summary>
    public (string Written, string Read)? ObjectFolders { get; init; }

    /// <summary>Credentials for one server; null for those of the user's own configuration.</summary>
    public GitAccess? Access { get; init; }

    /// <summary>Runs git to its end.</summary>
    public Result Run(params ReadOnlySpan<string> arguments) => RunWithInput("", arguments);

    /// <summary>Runs git to its end with text on its standard input.</summary>
    public Result RunWithInput(string input, params ReadOnlySpan<string> arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var fed = input.Length == 0 ? Task.CompletedTask : Task.Run(() => Feed(process, input));
        if (input.Length == 0) process.StandardInput.Close();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        fed.GetAwaiter().GetResult();
        return new Result(process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts git with all three streams redirected; the caller must drain them.</summary>
    /// <exception cref="ReposanException">git is not installed.</exception>
    public Process Start(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(IsGitVariable).ToList()) start.Environment.Remove(name);
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_NO_REPLACE_OBJECTS"] = "1";
        start.Environment["GIT_ADVICE"] = "0";
        if (ObjectFolders is var (written, read))
        {
            start.Environment["GIT_OBJECT_DIRECTORY"] = written;
            start.Environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = Quoted(read);
        }

        if (IndexFile is not null) start.Environment["GIT_INDEX_FILE"] = IndexFile;
        // Unlike protocol.allow, no setting of the repository's own outweighs it, and whatever git starts inherits it.
        start.Environment["GIT_ALLOW_PROTOCOL"] = AllowTransport ? "file:git:http:https:ssh" : "";
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in Access?.Variables ?? []) start.Environment[name] = value;
        // A clone or a fetch by URL runs outside the repository, under the user's own configuration (ssh command, credential helper).
        foreach (var setting in gitDirectory is null ? [] : Hardening)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting);
        }

        if (gitDirectory is not null) start.ArgumentList.Add("--git-dir=" + gitDirectory);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("no process");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ReposanException(ExitCode.Failed, "git could not be started: install git 2.39 or newer and put it on PATH.", e);
        }
    }

    private static void Feed(Process process, string input)
    {
        try
        {
            using var stream = process.StandardInput;
            stream.Write(input);
        }
        catch (IOException)
        {
            // git has ended early; its exit code says so.
        }
    }

    /// <summary>A path in a list of paths, which colons divide.</summary>
    private static string Quoted(string path) =>
        "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private static bool IsGitVariable(string name) =>
        name.StartsWith("GIT_", StringComparison.Ordinal)
        && name is not ("GIT_CONFIG_GLOBAL" or "GIT_CONFIG_SYSTEM" or "GIT_CONFIG_NOSYSTEM" or "GIT_SSL_CAINFO" or "GIT_EXEC_PATH");
}
