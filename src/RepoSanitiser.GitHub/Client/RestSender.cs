using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace RepoSanitiser.GitHub.Client;

/// <summary>
/// The one way a request goes to GitHub. Requests go one at a time and keep GitHub's pace; redirects are followed, with the token only
/// on the same host; what GitHub says about waiting is obeyed; what failed for no reason of its own is sent again where that can't do
/// something twice; what was read before is asked for by its ETag.
/// </summary>
public sealed class RestSender : IDisposable
{
    private const int MostBytes = 128 << 20;
    private const int MostRedirects = 5;
    private const int LimitAttempts = 12;
    private const int FaultAttempts = 4;
    private const int PendingAttempts = 8;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);
    private static readonly ResiliencePropertyKey<RestRequest> Request = new("request");

    private readonly HttpClient _http;
    private readonly GitHubAddress _address;
    private readonly GitHubToken _token;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;
    private readonly RateLimits _limits;
    private readonly AnswerCache _cache = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ResiliencePipeline<RestAnswer> _pipeline;

    /// <summary>Sets up the way.</summary>
    /// <param name="http">Sends; made by <see cref="NewHttpClient"/>, so that redirects are seen here.</param>
    /// <param name="address">Where GitHub is.</param>
    /// <param name="token">The token.</param>
    /// <param name="version">This program's version, which it tells GitHub.</param>
    /// <param name="clock">The clock, which all waiting is done by.</param>
    /// <param name="say">Told a sentence when there is long to wait.</param>
    public RestSender(HttpClient http, GitHubAddress address, GitHubToken token, string version, TimeProvider clock, Action<string> say)
    {
        _http = http;
        _address = address;
        _token = token;
        _clock = clock;
        _say = say;
        _limits = new RateLimits(clock);
        UserAgent = new ProductInfoHeaderValue("reposan", version);
        _pipeline = Pipeline();
    }

    private ProductInfoHeaderValue UserAgent { get; }

    /// <summary>A client that leaves redirects to this class and keeps no cookies.</summary>
    public static HttpClient NewHttpClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(100),
    };

    /// <summary>Sends a request until there is an answer that is final.</summary>
    /// <exception cref="GitHubException">There is none, or it says no.</exception>
    public async Task<RestAnswer> SendAsync(RestRequest request, CancellationToken cancelled)
    {
        var answer = await AskAsync(request, cancelled);
        var isDone = answer.IsSuccess ? !(request.IsRead && answer.IsPending) : answer.Status == 302 && request.StopsAtDownload;
        return isDone ? answer : throw Failures.Of(request, answer, _token);
    }

    /// <summary>Sends a request until there is an answer that is final, whatever it says.</summary>
    /// <exception cref="GitHubException">There is no answer, or a limit would take too long to wait for.</exception>
    public async Task<RestAnswer> AskAsync(RestRequest request, CancellationToken cancelled)
    {
        await _turn.WaitAsync(cancelled);
        var context = ResilienceContextPool.Shared.Get(cancelled);
        try
        {
            context.Properties.Set(Request, request);
            var answer = await _pipeline.ExecuteAsync(c => AttemptAsync(request, c.CancellationToken), context);
            if (answer.IsFault || _limits.WaitAfter(answer, 0) is not null) throw Failures.Of(request, answer, _token, isLimit: !answer.IsFault);
            return answer;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _http.Dispose();
    }

    /// <summary>Limits around pending answers around faults: each kind has its own count of attempts.</summary>
    private ResiliencePipeline<RestAnswer> Pipeline() => new ResiliencePipelineBuilder<RestAnswer> { TimeProvider = _clock }
        .AddRetry(new RetryStrategyOptions<RestAnswer>
        {
            MaxRetryAttempts = LimitAttempts,
            ShouldHandle = a => ValueTask.FromResult(
                a.Outcome.Result is { } answer && _limits.WaitAfter(answer, a.AttemptNumber) is { } wait && wait <= LongestFor(RequestOf(a))),
            DelayGenerator = a => ValueTask.FromResult(_limits.WaitAfter(a.Outcome.Result!, a.AttemptNumber)),
            OnRetry = a => Tell("GitHub's rate limit is used up", a.RetryDelay),
        })
        .AddRetry(new RetryStrategyOptions<RestAnswer>
        {
            MaxRetryAttempts = PendingAttempts,
            ShouldHandle = a => ValueTask.FromResult(a.Outcome.Result is { IsPending: true } && RequestOf(a).IsRead && Doubling(a.AttemptNumber) <= LongestFor(RequestOf(a))),
            DelayGenerator = a => ValueTask.FromResult<TimeSpan?>(_limits.RetryAfter(a.Outcome.Result!) ?? Doubling(a.AttemptNumber)),
        })
        .AddRetry(new RetryStrategyOptions<RestAnswer>
        {
            MaxRetryAttempts = FaultAttempts,
            ShouldHandle = a => ValueTask.FromResult(a.Outcome.Result is { IsFault: true } && RequestOf(a).IsRepeatable && Doubling(a.AttemptNumber) <= LongestFor(RequestOf(a))),
            DelayGenerator = a => ValueTask.FromResult<TimeSpan?>(_limits.RetryAfter(a.Outcome.Result!) is { } wait && wait <= LongestWait ? wait : Doubling(a.AttemptNumber)),
        })
        .Build();

    private static RestRequest RequestOf(RetryPredicateArguments<RestAnswer> attempt) => attempt.Context.Properties.GetValue(Request, null!);

    /// <summary>How long a request may be waited for.</summary>
    private TimeSpan LongestFor(RestRequest request) => request.Until - _clock.GetUtcNow() is { } left && left < LongestWait ? left : LongestWait;

    private static TimeSpan Doubling(int attempt) => TimeSpan.FromSeconds(Math.Pow(2, attempt));

    private async ValueTask<RestAnswer> AttemptAsync(RestRequest request, CancellationToken cancelled)
    {
        var wait = _limits.WaitBefore(request.IsRead);
        if (wait > LongestFor(request)) throw Failures.TooLong(request, _clock.GetUtcNow() + wait);
        await Tell("GitHub's rate limit is used up", wait);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, cancelled);
        var url = new Uri(_address.Api, request.Path);
        if (!_address.IsSameHost(url)) throw Failures.ElsewhereThan(request, _address);
        for (var redirects = 0; ; redirects++)
        {
            var answer = await OnceAsync(request, url, cancelled);
            _limits.Note(request.IsRead, answer);
            if (answer.Status is not (301 or 302 or 307 or 308) || (answer.Status == 302 && request.StopsAtDownload)) return answer;
            if (answer.Headers?.Location is not { } location || redirects == MostRedirects) return answer;
            url = new Uri(url, location);
            // A change is never carried to another host; what is read there (a download) is read without the token.
            if (!_address.IsSameHost(url) && (!request.IsRead || !GitHubAddress.IsSafe(url))) throw Failures.ElsewhereThan(request, _address);
        }
    }

    private async Task<RestAnswer> OnceAsync(RestRequest request, Uri url, CancellationToken cancelled)
    {
        using var message = Message(request, url);
        var known = request.IsRead ? _cache.Find(url, request.Accept) : null;
        if (known is not null) message.Headers.TryAddWithoutValidation("If-None-Match", known.ETag);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        // The network's time is real, whatever the clock says.
        if (request.Until is not null) over.CancelAfter(LongestFor(request) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, over.Token);
            var answer = new RestAnswer((int)response.StatusCode, response.Headers, await BodyAsync(request, response, over.Token));
            if (answer.Status == 304 && known is not null) return known.Answer;
            if (request.IsRead && answer.Status == 200) _cache.Keep(url, request.Accept, answer);
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancelled.IsCancellationRequested))
        {
            return new RestAnswer(0, null, [], e);
        }
    }

    private HttpRequestMessage Message(RestRequest request, Uri url)
    {
        var message = new HttpRequestMessage(request.Method, url);
        message.Headers.UserAgent.Add(UserAgent);
        if (_address.IsSameHost(url))
        {
            message.Headers.Authorization = _token.Header;
            message.Headers.TryAddWithoutValidation("Accept", request.Accept);
            message.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", GitHubAddress.ApiVersion);
        }

        if (request.Body is not { } body) return message;
        message.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return message;
    }

    private static async Task<byte[]> BodyAsync(RestRequest request, HttpResponseMessage response, CancellationToken cancelled)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancelled);
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancelled)) > 0;)
        {
            if (body.Length + read > MostBytes) throw Failures.TooLarge(request);
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private ValueTask Tell(string why, TimeSpan wait)
    {
        if (wait >= TimeSpan.FromSeconds(30))
            _say($"{why}: waiting until {(_clock.GetUtcNow() + wait).UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC. Ctrl-C stops; running it again goes on.");
        return ValueTask.CompletedTask;
    }
}
