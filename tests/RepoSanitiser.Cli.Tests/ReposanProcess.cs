using System.Diagnostics;

namespace RepoSanitiser.Cli.Tests;

/// <summary>What a run of the program left behind.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record Ended(int ExitCode, string Out, string Error);

/// <summary>Runs the built program as a process, in a home of its own that holds nothing of the machine's.</summary>
public sealed class ReposanProcess : IDisposable
{
    /// <summary>The program as built for these tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "reposan");

    /// <summary>Environment variables beyond those that make the home.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The home: an empty folder, removed afterwards.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("reposan-home-").FullName;

    /// <summary>Where the key lives by default.</summary>
    public string KeyFile => Path.Combine(Home, "config", "reposan", "key");

    /// <summary>Runs the program to its end.</summary>
    public Ended Run(params string[] arguments) => RunWithInput("", arguments);

    /// <summary>Runs the program to its end with text on standard input.</summary>
    public Ended RunWithInput(string input, params string[] arguments)
    {
        using var process = Start(Program, arguments);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return End(process);
    }

    /// <summary>Runs a bash script in the same surroundings; <c>reposan</c> is on its path.</summary>
    public Ended RunBash(string script)
    {
        using var process = Start("bash", ["--norc", "--noprofile", "-c", script]);
        process.StandardInput.Close();
        return End(process);
    }

    /// <summary>Starts the program; the caller ends and disposes it. Signals do what they do by default, also where this test run
    /// was started in the background and ignores Ctrl-C.</summary>
    public Process Start(params string[] arguments) => Start("env", ["--default-signal=INT,TERM", Program, .. arguments]);

    /// <summary>Waits for the end of a process, reading both its streams.</summary>
    public static Ended End(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Ended(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Home, recursive: true);

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Home,
        };
        var inherited = new[] { "DOTNET_ROOT", "TMPDIR" }.Select(n => (Name: n, Value: Environment.GetEnvironmentVariable(n))).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in inherited.Where(v => v.Value is not null)) start.Environment[name] = value;
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = Home;
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Home, "config");
        start.Environment["XDG_STATE_HOME"] = Path.Combine(Home, "state");
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
