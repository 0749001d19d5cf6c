using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RepoSanitiser.GitHub.Client;

/// <summary>An answer of GitHub, its body read whole.</summary>
/// <param name="Status">The status; 0 where there was no answer, and <see cref="Fault"/> says why.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
/// <param name="Fault">Why there is no answer; null where there is one.</param>
public sealed record RestAnswer(int Status, HttpResponseHeaders? Headers, byte[] Body, Exception? Fault = null)
{
    /// <summary>Whether it succeeded.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether there was no answer, or one that says GitHub was not well.</summary>
    public bool IsFault => Fault is not null || Status >= 500;

    /// <summary>Whether it says that it is not ready yet.</summary>
    public bool IsPending => Status == 202;

    /// <summary>A header's first value; null where it is missing.</summary>
    public string? Header(string name) => Headers is not null && Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>A header's value as a whole number; null where it is missing or none.</summary>
    public long? Number(string name) => long.TryParse(Header(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What GitHub says about a failure; empty where it says nothing.</summary>
    public string Message
    {
        get
        {
            try
            {
                using var json = JsonDocument.Parse(Body);
                return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                    ? message.GetString()!
                    : "";
            }
            catch (JsonException)
            {
                return "";
            }
        }
    }
}
