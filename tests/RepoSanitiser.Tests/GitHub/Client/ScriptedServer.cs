using System.Net;
using System.Text;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Client;

/// <summary>Answers requests from a script, and keeps what was asked.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    public const string Secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> _answers = [];

    public SimulatedClock Clock { get; } = new();

    public List<(HttpMethod Method, Uri Url, HttpRequestMessage Request, string Body, DateTimeOffset At)> Asked { get; } = [];

    public List<string> Said { get; } = [];

    public GitHubClient Client(string api = "https://api.github.com")
    {
        var address = GitHubAddress.Find(api, _ => null);
        var token = GitHubToken.Find(address, name => name == "GITHUB_TOKEN" ? Secret : null, _ => null);
        return new GitHubClient(new RestSender(new HttpClient(this), address, token, "0.1.0", Clock, Said.Add), address);
    }

    public ScriptedServer Answers(int status, string body = "{}", params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(_ =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
            return answer;
        });
        return this;
    }

    public ScriptedServer Breaks()
    {
        _answers.Enqueue(_ => throw new HttpRequestException("reset by peer"));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add((request.Method, request.RequestUri!, request, body, Clock.GetUtcNow()));
        return _answers.TryDequeue(out var answer) ? answer(request) : throw new InvalidOperationException($"Nobody expected {request.Method} {request.RequestUri}.");
    }
}
