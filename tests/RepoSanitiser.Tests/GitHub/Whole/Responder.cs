using System.Text;
using System.Text.Json.Nodes;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Whole;

/// <summary>How a run of the program ended.</summary>
internal sealed record Ended(int Code, string Out, string Error)
{
    /// <summary>What it wrote, as JSON; null where it wrote none.</summary>
    public JsonNode? Json => Out.StartsWith('{') ? JsonNode.Parse(Out) : null;

    public override string ToString() => $"{Code}: {Error}{Out}";
}

/// <summary>Somebody who responds to a leak: runs the program, in this process and on a simulated clock, with a home of their own.</summary>
internal sealed class Responder(TempFolder folder, SimulatedClock clock, string token)
{
    private int _random;

    /// <summary>The state and the configuration.</summary>
    public string Home => folder.File("home");

    /// <summary>Runs the program to its end.</summary>
    public async Task<Ended> Reposan(params string[] arguments)
    {
        using var written = new MemoryStream();
        await using var text = new StreamWriter(written, new UTF8Encoding(false), leaveOpen: true);
        using var error = new StringWriter();
        var code = await Application.RunAsync(arguments, new Surroundings
        {
            Variable = Variable, Program = "reposan", Random = Random, Clock = clock, In = new Lazy<TextReader>(() => new StringReader("")),
            OutBytes = written, Out = text, Error = error, OutIsTerminal = () => false, ErrorIsTerminal = () => false,
        });
        await text.FlushAsync();
        return new Ended(code, Encoding.UTF8.GetString(written.ToArray()), error.ToString());
    }

    private string? Variable(string name) => name switch
    {
        "HOME" => Home,
        "XDG_CONFIG_HOME" => Path.Combine(Home, "config"),
        "XDG_STATE_HOME" => Path.Combine(Home, "state"),
        "USER" => "sam",
        "GITHUB_TOKEN" => token,
        _ => null,
    };

    private byte[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)(_random++ * 7))];
}
