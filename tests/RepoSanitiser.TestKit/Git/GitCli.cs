using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RepoSanitiser.TestKit.Git;

/// <summary>What a git command left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record GitResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>Standard output as text, without the last line end.</summary>
    public string Text => Encoding.UTF8.GetString(Output).TrimEnd('\n');

    /// <summary>Standard output line by line.</summary>
    public string[] Lines => Text.Length == 0 ? [] : Text.Split('\n');
}

/// <summary>
/// Runs git so that the same calls give the same objects on every machine: a home of its own, no system or user
/// configuration, UTC, one thread for packing, and a date that the caller sets.
/// </summary>
/// <param name="folder">Where commands run.</param>
/// <param name="home">The home folder that git sees.</param>
public sealed class GitCli(string folder, string home)
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    /// <summary>Author and committer date of the next commands.</summary>
    public DateTimeOffset Now { get; set; } = new(2024, 1, 8, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Author and committer of the next commands, as <c>Name &lt;address&gt;</c>.</summary>
    public string Person { get; set; } = "Study Author <author@study.invalid>";

    /// <summary>The same git in another folder, with the same date and person and nothing else.</summary>
    public GitCli In(string other) => new(other, home) { Now = Now, Person = Person };

    /// <summary>The same git with a variable of the environment set: <c>GIT_INDEX_FILE</c>, say.</summary>
    public GitCli With(string name, string value)
    {
        var copy = In(folder);
        foreach (var (key, kept) in _environment) copy._environment[key] = kept;
        copy._environment[name] = value;
        return copy;
    }

    /// <summary>Runs a command that must succeed and gives its output as text, without the last line end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what git said.</exception>
    public string Run(params string[] arguments) => Checked(null, arguments).Text;

    /// <summary>Runs a command that must succeed and gives the lines of its output.</summary>
    public string[] Lines(params string[] arguments) => Checked(null, arguments).Lines;

    /// <summary>Runs a command that must succeed and gives its output as it is.</summary>
    public byte[] Bytes(params string[] arguments) => Checked(null, arguments).Output;

    /// <summary>Runs a command that must succeed, with <paramref name="input"/> on its standard input.</summary>
    public string Feed(byte[] input, params string[] arguments) => Checked(stream => stream.Write(input), arguments).Text;

    /// <summary>Runs a command that must succeed, with whatever <paramref name="write"/> writes on its standard input.</summary>
    public string Feed(Action<Stream> write, params string[] arguments) => Checked(write, arguments).Text;

    /// <summary>Runs a command that may fail.</summary>
    public GitResult Try(params string[] arguments) => Start(null, arguments);

    private GitResult Checked(Action<Stream>? write, string[] arguments)
    {
        var result = Start(write, arguments);
        if (result.ExitCode == 0) return result;
        throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
    }

    private GitResult Start(Action<Stream>? write, string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "pack.threads=1", "-c", "advice.detachedHead=false", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Prepare(start);
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync();
        var copy = process.StandardOutput.BaseStream.CopyToAsync(output);
        write?.Invoke(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        Task.WaitAll(copy, error);
        process.WaitForExit();
        return new GitResult(process.ExitCode, output.ToArray(), error.Result);
    }

    private void Prepare(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        var date = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + " +0000";
        var mail = Person.IndexOf('<', StringComparison.Ordinal);
        foreach (var role in (string[])["AUTHOR", "COMMITTER"])
        {
            start.Environment[$"GIT_{role}_NAME"] = Person[..mail].Trim();
            start.Environment[$"GIT_{role}_EMAIL"] = Person[(mail + 1)..].TrimEnd('>');
            start.Environment[$"GIT_{role}_DATE"] = date;
        }

        start.Environment["HOME"] = home;
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(home, ".config");
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_EDITOR"] = "true";
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        foreach (var (name, value) in _environment) start.Environment[name] = value;
    }
}
