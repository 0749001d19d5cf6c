using System.Security.Cryptography;
using System.Text;

namespace RepoSanitiser.Cli.Running;

/// <summary>All that a command takes from the world around it: environment, clock, randomness and the standard streams.</summary>
internal sealed record Surroundings
{
    /// <summary>Looks up an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The program's own file, or what the script that started it calls itself.</summary>
    public required string Program { get; init; }

    /// <summary>Gives that many random bytes, fit for secrets.</summary>
    public required Func<int, byte[]> Random { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Standard input.</summary>
    public required Lazy<TextReader> In { get; init; }

    /// <summary>Standard output as bytes, for reports.</summary>
    public required Stream OutBytes { get; init; }

    /// <summary>Standard output as text: UTF-8, buffered; flushed when the command ends.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: UTF-8, written at once.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether standard output is a terminal.</summary>
    public required Func<bool> OutIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal.</summary>
    public required Func<bool> ErrorIsTerminal { get; init; }

    /// <summary>The surroundings of this process: the one place that reaches for them.</summary>
    public static Surroundings OfThisProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var bytes = Console.OpenStandardOutput();
        return new Surroundings
        {
            Variable = Environment.GetEnvironmentVariable,
            Program = Environment.GetEnvironmentVariable("REPOSAN_PROGRAM") is { Length: > 0 } script ? script : Environment.ProcessPath ?? "",
            Random = RandomNumberGenerator.GetBytes,
            Clock = TimeProvider.System,
            In = new Lazy<TextReader>(() => new StreamReader(Console.OpenStandardInput(), utf8)),
            OutBytes = bytes,
            Out = new StreamWriter(bytes, utf8, bufferSize: 16 << 10),
            Error = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true }),
            OutIsTerminal = () => !Console.IsOutputRedirected,
            ErrorIsTerminal = () => !Console.IsErrorRedirected,
        };
    }
}
