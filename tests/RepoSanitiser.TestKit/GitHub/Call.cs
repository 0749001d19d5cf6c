using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>A request as a route sees it.</summary>
internal sealed class Call
{
    public required World World { get; init; }

    public required TimeProvider Clock { get; init; }

    public required StandIn StandIn { get; init; }

    /// <summary>Where the caller reaches the stand-in: addresses in answers begin with it.</summary>
    public required string Front { get; init; }

    /// <summary>Where downloads are: another host, which takes no token.</summary>
    public required string Storage { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Accept { get; init; }

    /// <summary>Who asks.</summary>
    public required Caller Caller { get; init; }

    /// <summary>What stands for the parameters of the path.</summary>
    public required IReadOnlyDictionary<string, string> Parts { get; init; }

    public required IQueryCollection Query { get; init; }

    public required JsonObject? Body { get; init; }

    /// <summary>The repository that the path names.</summary>
    public HostedRepository Repository { get; set; } = null!;

    public string this[string part] => Parts[part];

    public long Number(string part) => long.TryParse(Parts[part], out var number) ? number : throw Refusal.NotFound();

    /// <summary>The body, where the request must have one.</summary>
    public JsonObject Given => Body ?? throw new Refusal(400, "Problems parsing JSON");

    /// <summary>A page of a list, with links to its neighbours.</summary>
    /// <param name="items">The list.</param>
    /// <param name="wrapped">The property under which the answer has it, beside <c>total_count</c>; null for a bare list.</param>
    /// <param name="total">The count to give where the list was cut.</param>
    public Answer Paged(IEnumerable<JsonNode> items, string? wrapped = null, int? total = null)
    {
        return Paged(items.ToList(), item => item, wrapped, total);
    }

    /// <summary>A page of a list of which only that page is worth showing.</summary>
    public Answer Paged<T>(IReadOnlyList<T> all, Func<T, JsonNode> show, string? wrapped = null, int? total = null)
    {
        var size = Math.Clamp(int.TryParse(Query["per_page"], out var asked) ? asked : 30, 1, 100);
        var page = Math.Max(1, int.TryParse(Query["page"], out var number) ? number : 1);
        var last = Math.Max(1, (all.Count + size - 1) / size);
        var list = new JsonArray([.. all.Skip((page - 1) * size).Take(size).Select(show)]);
        var answer = new Answer(200, wrapped is null ? list : new JsonObject { ["total_count"] = total ?? all.Count, [wrapped] = list });
        List<string> links = [];
        if (page > 1) links.AddRange([Link(page - 1, "prev"), Link(1, "first")]);
        if (page < last) links.AddRange([Link(page + 1, "next"), Link(last, "last")]);
        if (links.Count > 0) answer.Headers["Link"] = string.Join(", ", links);
        return answer;
    }

    /// <summary>A page of a list that is followed by a mark in it, not by a number.</summary>
    public Answer FollowedBy(IReadOnlyList<JsonObject> items)
    {
        var size = Math.Clamp(int.TryParse(Query["per_page"], out var asked) ? asked : 30, 1, 100);
        var start = Query["after"] is [{ } mark] ? items.ToList().FindIndex(i => $"cursor{i["id"]}" == mark) + 1 : 0;
        var answer = new Answer(200, new JsonArray([.. items.Skip(start).Take(size).Select(i => i.DeepClone())]));
        if (start + size < items.Count) answer.Headers["Link"] = $"<{Address("after", $"cursor{items[start + size - 1]["id"]}")}>; rel=\"next\"";
        return answer;
    }

    private string Link(int page, string relation) => $"<{Address("page", page.ToString())}>; rel=\"{relation}\"";

    private string Address(string name, string value)
    {
        var others = Query.Where(q => q.Key != name).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}");
        return $"{Front}{Path}?{string.Join('&', others.Append($"{name}={value}"))}";
    }
}

/// <summary>What a route answers with.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record Answer(int Status, JsonNode? Body = null)
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Done, with nothing to say.</summary>
    public static Answer Done() => new(204);

    /// <summary>Look elsewhere.</summary>
    public static Answer At(int status, string address, JsonNode? body = null)
    {
        var answer = new Answer(status, body);
        answer.Headers["Location"] = address;
        return answer;
    }
}

/// <summary>A request that GitHub would not do.</summary>
internal sealed class Refusal(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>What permission the header names.</summary>
    public string? Accepted { get; init; }

    public static Refusal NotFound() => new(404, "Not Found");

    public static Refusal Invalid(string message) => new(422, message);
}
