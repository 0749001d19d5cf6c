using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RepoSanitiser.TestKit.GitHub.Routes;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>
/// Stands in for GitHub: an HTTP server on loopback with a state, which behaves as GitHub is documented to, over real git repositories.
/// It shares nothing with the client. What a client does against the rules of the interface is collected in <see cref="Violations"/>.
/// </summary>
public sealed partial class StandIn : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly SemaphoreSlim _one = new(1);
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, byte[]> _downloads = new(StringComparer.Ordinal);
    private PrismProxy? _prism;
    private string? _location;

    private StandIn(TimeProvider clock)
    {
        _clock = clock;
        Limits = new RateLimiter(clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AllowSynchronousIO = true;
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.2:0", "http://127.0.0.3:0");
        _application = builder.Build();
        _application.Run(Serve);
    }

    /// <summary>Every call that the stand-in knows, as the description writes it.</summary>
    public static IEnumerable<string> Calls => RouteTable.All.Select(r => $"{r.Method} {r.Template}");

    /// <summary>What GitHub holds.</summary>
    public World World { get; } = new();

    /// <summary>Its limits.</summary>
    public RateLimiter Limits { get; }

    /// <summary>Who may ask, by token.</summary>
    public List<Caller> Callers { get; } = [];

    /// <summary>Where the interface is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Every request to the interface, in order.</summary>
    public List<Exchange> Exchanges { get; } = [];

    /// <summary>Every request of git, in order: the method, the path and its service.</summary>
    public List<string> GitRequests { get; } = [];

    /// <summary>What clients did against the rules of the interface, or the stand-in against the description.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>What goes wrong with a request; null for nothing.</summary>
    public Func<Exchange, Fault?>? Faults { get; set; }

    /// <summary>What goes wrong with a request of git, by its place in <see cref="GitRequests"/>; null for nothing.</summary>
    public Func<int, Fault?>? GitFaults { get; set; }

    /// <summary>How many reads of each address still show what was there before the last change: what was written shows late.</summary>
    public int Lag { get; set; }

    /// <summary>How many reads of a list still show what was deleted in the background.</summary>
    public int Delay { get; set; }

    internal List<Leaving> Leaving { get; } = [];

    /// <summary>Where its repositories lie, and what a test needs beside them; it goes away with the stand-in.</summary>
    public TempFolder Folder { get; } = new();

    internal string Storage { get; private set; } = "";

    internal string Inner { get; private set; } = "";

    /// <summary>Starts the stand-in.</summary>
    /// <param name="clock">The clock of its limits; the machine's if null.</param>
    /// <param name="validated">Whether each request and answer goes through Prism, which validates it by GitHub's description.</param>
    public static async Task<StandIn> Start(TimeProvider? clock = null, bool validated = false)
    {
        var standIn = new StandIn(clock ?? TimeProvider.System);
        await standIn._application.StartAsync();
        var addresses = standIn._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        standIn.Address = new Uri(addresses.Single(a => a.Contains("127.0.0.1", StringComparison.Ordinal)));
        standIn.Storage = addresses.Single(a => a.Contains("127.0.0.2", StringComparison.Ordinal));
        standIn.Inner = addresses.Single(a => a.Contains("127.0.0.3", StringComparison.Ordinal));
        if (validated) standIn._prism = await PrismProxy.Start(standIn.Folder, standIn.Inner);
        return standIn;
    }

    /// <summary>Adds somebody with a token.</summary>
    /// <param name="login">The login.</param>
    /// <param name="token">The token.</param>
    public Caller Caller(string login, string token = "made-up-token-of-the-test")
    {
        World.Person(login);
        var caller = new Caller { Login = login, Token = token };
        Callers.Add(caller);
        return caller;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_prism is not null) await _prism.DisposeAsync();
        await _application.DisposeAsync();
        _one.Dispose();
        Folder.Dispose();
    }

    internal string Download(byte[] content)
    {
        var name = $"{World.NextId()}";
        _downloads[name] = content;
        return $"{Storage}/download/{name}?sig=made-up";
    }

    private async Task Serve(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        switch (context.Connection.LocalIpAddress!.ToString())
        {
            case "127.0.0.2":
                await ServeDownload(context, path);
                break;
            case "127.0.0.3":
                // The proxy asks while the request that it validates is under way: that one is alone already.
                var answer = Handled(await Asked(context), noEffect: context.Request.Headers.ContainsKey(NoEffectHeader));
                // It would follow a redirection itself: where that leads is told past it.
                answer.Headers.Remove("Location", out _location);
                await Write(context, answer);
                break;
            default:
                if (path.Contains(".git/", StringComparison.Ordinal)) await ServeGit(context, path);
                else await OneAtATime(() => ServeApi(context));
                break;
        }
    }

    private async Task OneAtATime(Func<Task> serve)
    {
        await _one.WaitAsync();
        try
        {
            await serve();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ServeDownload(HttpContext context, string path)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            Violations.Add("the token was sent to another host");
            context.Response.StatusCode = 400;
        }
        else if (_downloads.TryGetValue(path.Split('/')[^1], out var content)) await context.Response.Body.WriteAsync(content);
        else context.Response.StatusCode = 404;
    }

    private async Task ServeGit(HttpContext context, string path)
    {
        var parts = path.TrimStart('/').Split('/', 3);
        var name = parts[1][..parts[1].IndexOf(".git", StringComparison.Ordinal)];
        int number;
        lock (GitRequests)
        {
            number = GitRequests.Count;
            GitRequests.Add($"{context.Request.Method} {path}{context.Request.QueryString}");
        }

        var caller = GitCaller(context.Request.Headers.Authorization.ToString());
        if (World.FindRenamed(parts[0], name) is { } renamed)
        {
            context.Response.Redirect($"{Address.ToString().TrimEnd('/')}/{renamed.FullName}.git/{parts[2]}{context.Request.QueryString}", permanent: true);
            return;
        }

        var repository = World.Find(parts[0], name);
        var role = repository is null ? Role.None : caller is null ? (repository.Visibility is "public" ? Role.Pull : Role.None) : World.RoleOf(caller.Login, repository);
        var isPush = SmartHttp.IsPush(context.Request);
        if (caller is null && (isPush || role == Role.None))
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
        }
        else if (repository is null || role == Role.None) context.Response.StatusCode = 404;
        else if (isPush && (role < Role.Push || repository.Archived || !caller!.Has("contents=write"))) context.Response.StatusCode = 403;
        else await ServeGit(context, repository, "/" + parts[2], caller, isPush, GitFaults?.Invoke(number));
    }

    private async Task ServeGit(HttpContext context, HostedRepository repository, string inside, Caller? caller, bool isPush, Fault? fault)
    {
        var before = isPush ? HostedGit.Refs(repository) : [];
        if (isPush) HostedGit.Protect(repository);
        await SmartHttp.Serve(context, repository.GitDirectory, inside, caller?.Login, fault);
        if (isPush && inside is "/git-receive-pack") HostedGit.Note(World, repository, before, caller!.Login, _clock.GetUtcNow());
    }

    private Caller? GitCaller(string header)
    {
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            header = "Bearer " + Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])).Split(':', 2)[^1];
        return TokenOf(header);
    }

    private Caller? TokenOf(string header)
    {
        var token = header.Split(' ', 2) is [var scheme, var rest] && scheme.ToLowerInvariant() is "bearer" or "token" ? header.Split(' ', 2)[1] : null;
        return Callers.FirstOrDefault(c => c.Token == token);
    }

    private static Task Write(HttpContext context, Answer answer, bool cutOff = false)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        if (answer.Body is null) return Task.CompletedTask;
        context.Response.ContentType = "application/json; charset=utf-8";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer.Body);
        context.Response.ContentLength = bytes.Length;
        if (!cutOff) return context.Response.Body.WriteAsync(bytes).AsTask();
        context.Response.Body.Write(bytes.AsSpan(0, bytes.Length / 2));
        context.Response.Body.Flush();
        context.Abort();
        return Task.CompletedTask;
    }
}
