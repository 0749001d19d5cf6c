using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>Prism as a proxy that validates what passes through it by GitHub's description.</summary>
internal sealed class PrismProxy : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Program = ApiDescription.Npm("@stoplight", "prism-cli", "dist", "index.js");
    private readonly Process _process;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };

    private PrismProxy(Process process, string address, ApiDescription description)
    {
        _process = process;
        Address = address;
        Description = description;
    }

    /// <summary>Whether scripts/setup installed it.</summary>
    public static bool IsInstalled => File.Exists(Program) && File.Exists(ApiDescription.Source);

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>What it validates by.</summary>
    public ApiDescription Description { get; }

    /// <summary>Starts it in front of a server, and waits until it answers.</summary>
    public static async Task<PrismProxy> Start(TempFolder folder, string upstream)
    {
        var description = ApiDescription.Read();
        var file = folder.Write("github-api.json", description.Closed());
        var port = FreePort();
        var start = new ProcessStartInfo("node", [Program, "proxy", file, upstream, "--port", $"{port}", "--verboseLevel", "fatal"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var proxy = new PrismProxy(process, $"http://127.0.0.1:{port}", description);
        await proxy.WaitUntilReady(port);
        return proxy;
    }

    /// <summary>Sends a request through it.</summary>
    public Task<HttpResponseMessage> Ask(HttpRequestMessage request) => _client.SendAsync(request);

    /// <summary>What it found wrong, in words, with an error's severity.</summary>
    public static IEnumerable<string> ViolationsOf(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("sl-violations", out var values)) return [];
        return JsonNode.Parse(string.Concat(values))!.AsArray().Where(v => v!["severity"]?.GetValue<string>() is "Error")
            .Select(v => $"{string.Join('.', v!["location"]?.AsArray().Select(l => l!.ToString()) ?? [])}: {v["message"]}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
    }

    private async Task WaitUntilReady(int port)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && !_process.HasExited)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException("Prism did not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
