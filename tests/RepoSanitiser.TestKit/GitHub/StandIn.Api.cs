using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RepoSanitiser.TestKit.GitHub.Routes;

namespace RepoSanitiser.TestKit.GitHub;

/// <content>How a request to the interface is answered.</content>
public sealed partial class StandIn
{
    /// <summary>The version of the interface that the stand-in answers in, as the description does.</summary>
    public const string ApiVersion = "2022-11-28";

    private const string NoEffectHeader = "Stand-In-No-Effect";

    private readonly Dictionary<string, (Answer Answer, int Left)> _remembered = new(StringComparer.Ordinal);

    /// <summary>A request, read to its end.</summary>
    private sealed record Request(string Method, string Path, QueryString QueryString, IQueryCollection Query, IHeaderDictionary Headers, byte[] Body)
    {
        public bool IsWrite => Method is not ("GET" or "HEAD");
    }

    private static async Task<Request> Asked(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return new Request(context.Request.Method, context.Request.Path.Value!, context.Request.QueryString, context.Request.Query, context.Request.Headers, body.ToArray());
    }

    private async Task ServeApi(HttpContext context)
    {
        var request = InFullName(await Asked(context));
        var route = RouteTable.Find(request.Method, request.Path, out _);
        var exchange = new Exchange(Exchanges.Count, request.Method, request.Path, route?.Template, _clock.GetUtcNow());
        Exchanges.Add(exchange);
        CheckHeaders(request);
        var fault = Faults?.Invoke(exchange);
        if (fault is Fault.Lost)
        {
            context.Abort();
            return;
        }

        var answer = fault is Fault.Status status ? Refused(status) : await Answered(request, route, fault is Fault.NoEffect);
        exchange.Status = answer.Status;
        if (fault is Fault.AnswerLost) context.Abort();
        else await Write(context, answer, fault is Fault.CutOff && answer.Body is not null);
    }

    /// <summary>GitHub leads to a renamed repository by its number.</summary>
    private Request InFullName(Request request)
    {
        if (!request.Path.StartsWith("/repositories/", StringComparison.Ordinal)) return request;
        var parts = request.Path.Split('/', 4);
        var repository = World.Repositories.FirstOrDefault(r => $"{r.Id}" == parts[2]);
        return repository is null ? request : request with { Path = $"/repos/{repository.FullName}{(parts.Length > 3 ? "/" + parts[3] : "")}" };
    }

    private async Task<Answer> Answered(Request request, Route? route, bool noEffect)
    {
        if (TokenOf(request.Headers.Authorization.ToString()) is null) return Error(401, "Bad credentials");
        var refusal = Limits.Refuse(request.IsWrite, out var limits);
        var answer = refusal is not null ? Error(refusal.Status, refusal.Message)
            : Late(request) ?? (_prism is null || route is null ? Handled(request, noEffect) : await Validated(request, route, noEffect));
        if (Lag > 0 && refusal is null) Remember(request, answer);
        foreach (var (name, value) in limits) answer.Headers[name] = value;
        if (answer.Status == 200 && request.Method is "GET" && answer.Body is not null)
        {
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answer.Body)))}\"";
            if (request.Headers.IfNoneMatch == tag)
            {
                Limits.GiveBack();
                answer = new Answer(304);
            }

            answer.Headers["ETag"] = tag;
        }

        return answer;
    }

    /// <summary>The answer of before the last change, where that is to show late.</summary>
    private Answer? Late(Request request)
    {
        if (Lag == 0 || request.IsWrite || !_remembered.TryGetValue(request.Path + request.QueryString, out var known) || known.Left == 0) return null;
        _remembered[request.Path + request.QueryString] = known with { Left = known.Left - 1 };
        var late = new Answer(known.Answer.Status, known.Answer.Body?.DeepClone());
        foreach (var (name, value) in known.Answer.Headers) late.Headers[name] = value;
        return late;
    }

    private void Remember(Request request, Answer answer)
    {
        var address = request.Path + request.QueryString;
        if (request.IsWrite)
        {
            foreach (var (other, known) in answer.Status < 400 ? _remembered.ToList() : []) _remembered[other] = known with { Left = Lag };
        }
        else if (!_remembered.TryGetValue(address, out var known) || known.Left == 0) _remembered[address] = (answer, 0);
    }

    private async Task<Answer> Validated(Request request, Route route, bool noEffect)
    {
        Violations.AddRange(_prism!.Description.UndeclaredQuery(route.Method, route.Template, request.Query.Keys)
            .Select(name => $"{request.Method} {route.Template}: the query parameter {name} is not declared"));
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), _prism.Address + request.Path + request.QueryString);
        if (request.Body.Length > 0) message.Content = new ByteArrayContent(request.Body);
        if (noEffect) message.Headers.TryAddWithoutValidation(NoEffectHeader, "1");
        foreach (var (name, value) in request.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "If-None-Match" or "Connection" or "Transfer-Encoding")))
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value)) message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        }

        using var response = await _prism.Ask(message);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Violations.AddRange(PrismProxy.ViolationsOf(response).Select(v => $"{request.Method} {route.Template} ({(int)response.StatusCode}): {v}"));
        var answer = new Answer((int)response.StatusCode, bytes.Length == 0 ? null : JsonNode.Parse(bytes));
        foreach (var name in (string[])["Link", "X-Accepted-GitHub-Permissions", "X-OAuth-Scopes"])
        {
            if (response.Headers.TryGetValues(name, out var values)) answer.Headers[name] = string.Join(", ", values);
        }

        if (_location is not null) answer.Headers["Location"] = _location;
        return answer;
    }

    private Answer Handled(Request request, bool noEffect)
    {
        var route = RouteTable.Find(request.Method, request.Path, out var parts);
        var caller = TokenOf(request.Headers.Authorization.ToString())!;
        if (route is null)
        {
            Violations.Add($"{request.Method} {request.Path}: no such route");
            return Error(404, "Not Found");
        }

        try
        {
            var call = new Call
            {
                World = World, Clock = _clock, Front = Address.ToString().TrimEnd('/'), Storage = Storage, Method = request.Method, Path = request.Path,
                Accept = request.Headers.Accept.ToString(), Caller = caller, Parts = parts, Query = request.Query, Body = BodyOf(request), StandIn = this,
            };
            var answer = RouteTable.Admit(route, call) ?? (noEffect && request.IsWrite ? Unchanged(request, route) : null) ?? route.Handle(call);
            return WithPermissions(answer, route, caller);
        }
        catch (Refusal refusal)
        {
            return WithPermissions(Error(refusal.Status, refusal.Message), route, caller);
        }
    }

    /// <summary>The answer of a success that was none; null where there is no way to pretend.</summary>
    private Answer? Unchanged(Request request, Route route)
    {
        if (route.Success is 204) return GitHub.Answer.Done();
        if (route.Success is 202) return new Answer(202, new JsonObject());
        if (route.Success is not 200 || RouteTable.Find("GET", request.Path, out _) is null) return null;
        var read = Handled(request with { Method = "GET", Body = [] }, noEffect: false);
        return read.Status == 200 ? read : null;
    }

    private static Answer WithPermissions(Answer answer, Route route, Caller caller)
    {
        if (caller.Scopes is { } scopes) answer.Headers["X-OAuth-Scopes"] = scopes;
        else if (route.Permission is not null) answer.Headers["X-Accepted-GitHub-Permissions"] = route.Permission;
        return answer;
    }

    private static JsonObject? BodyOf(Request request)
    {
        if (request.Body.Length == 0) return null;
        try
        {
            return JsonNode.Parse(request.Body) as JsonObject ?? throw new Refusal(400, "Body should be a JSON object");
        }
        catch (JsonException)
        {
            throw new Refusal(400, "Problems parsing JSON");
        }
    }

    private void CheckHeaders(Request request)
    {
        void Check(bool holds, string otherwise)
        {
            if (!holds) Violations.Add($"{request.Method} {request.Path}: {otherwise}");
        }

        var isDownload = request.Headers.Accept == "application/octet-stream" && request.Path.Contains("/assets/", StringComparison.Ordinal);
        Check(isDownload || request.Headers.Accept == "application/vnd.github+json", $"Accept is {request.Headers.Accept}");
        Check(request.Headers["X-GitHub-Api-Version"] == ApiVersion, $"X-GitHub-Api-Version is {request.Headers["X-GitHub-Api-Version"]}");
        Check(request.Headers.UserAgent.Count > 0, "there is no User-Agent");
        Check(request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal), "there is no bearer token");
        Check(request.Body.Length == 0 || request.Headers.ContentType.ToString().StartsWith("application/json", StringComparison.Ordinal),
            $"Content-Type is {request.Headers.ContentType}");
        var text = Uri.UnescapeDataString(request.Path + request.QueryString) + Encoding.UTF8.GetString(request.Body);
        Check(!Callers.Exists(c => text.Contains(c.Token, StringComparison.Ordinal)), "the token stands in the address or the body");
    }

    private static Answer Refused(Fault.Status status)
    {
        var answer = Error(status.Code, status switch
        {
            { Code: 429 } or { RetryAfter: not null } => "You have exceeded a secondary rate limit.",
            { Code: 403 } => "Resource not accessible by personal access token",
            _ => "Server Error",
        });
        if (status.RetryAfter is { } seconds) answer.Headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        return answer;
    }

    private static Answer Error(int status, string message) => new(status, new JsonObject
    {
        ["message"] = message, ["documentation_url"] = "https://docs.github.invalid/rest", ["status"] = $"{status}",
    });
}
