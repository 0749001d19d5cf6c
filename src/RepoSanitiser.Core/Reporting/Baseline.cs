using System.Text.Json;

namespace RepoSanitiser.Core.Reporting;

/// <summary>What an earlier report already said: its fingerprints, and nothing else of it.</summary>
public sealed class Baseline
{
    private const int InitialBuffer = 1 << 16;
    private const int LongestToken = 1 << 26;

    private readonly HashSet<string> _fingerprints = new(StringComparer.Ordinal);
    private string? _keyId;
    private int _version;
    private bool _hasFindings;

    // The names of the properties being read: of the report, and of one of its findings.
    private string? _property;
    private string? _findingProperty;

    private Baseline()
    {
    }

    /// <summary>Every fingerprint that the report's findings carry, one for each path.</summary>
    public IReadOnlySet<string> Fingerprints => _fingerprints;

    /// <summary>Reads a JSON report, however long, without holding it.</summary>
    /// <param name="report">The report's bytes.</param>
    /// <param name="name">What to call the file in an error.</param>
    /// <param name="keyId">Id of the key this run makes fingerprints with.</param>
    /// <exception cref="ReposanException">
    /// <see cref="ExitCode.Refused"/>: made with another key, so that nothing in it could match.
    /// <see cref="ExitCode.Usage"/>: not a report in JSON, cut short, or of a later form.
    /// </exception>
    public static Baseline Read(Stream report, string name, string keyId)
    {
        var baseline = new Baseline();
        try
        {
            baseline.Read(report);
        }
        catch (JsonException error)
        {
            throw new ReposanException(
                ExitCode.Usage, $"The baseline {name} is not a whole JSON report; make one with --format json.", error);
        }

        if (baseline._keyId is null || !baseline._hasFindings)
        {
            throw new ReposanException(ExitCode.Usage, $"The baseline {name} is not a report of reposan; make one with --format json.");
        }

        if (baseline._version != Report.SchemaVersion)
        {
            throw new ReposanException(
                ExitCode.Usage, $"The baseline {name} is not in form {Report.SchemaVersion}, which this version reads; make it anew.");
        }

        if (!string.Equals(baseline._keyId, keyId, StringComparison.Ordinal))
        {
            throw new ReposanException(
                ExitCode.Refused,
                $"The baseline {name} was made with another fingerprint key; bring that in with `reposan key import`, or make it anew.");
        }

        return baseline;
    }

    private void Read(Stream stream)
    {
        var buffer = new byte[InitialBuffer];
        var filled = 0;
        var state = new JsonReaderState();
        while (true)
        {
            if (filled == buffer.Length)
            {
                if (buffer.Length >= LongestToken) throw new JsonException();
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = stream.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            var json = new Utf8JsonReader(buffer.AsSpan(0, filled), isFinalBlock: read == 0, state);
            while (json.Read()) Take(ref json);
            if (read == 0) return;
            var consumed = (int)json.BytesConsumed;
            state = json.CurrentState;
            buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
            filled -= consumed;
        }
    }

    private void Take(ref Utf8JsonReader json)
    {
        switch (json.TokenType, json.CurrentDepth)
        {
            case (not JsonTokenType.StartObject, 0) when _property is null:
                throw new JsonException();
            case (JsonTokenType.PropertyName, 1):
                _property = json.GetString();
                break;
            case (JsonTokenType.PropertyName, 3) when InFindings:
                _findingProperty = json.GetString();
                break;
            case (JsonTokenType.StartArray, 1) when InFindings:
                _hasFindings = true;
                break;
            case (JsonTokenType.Number, 1) when _property is "schemaVersion":
                _version = json.TryGetInt32(out var version) ? version : 0;
                break;
            case (JsonTokenType.String, 1) when _property is "keyId":
                _keyId = json.GetString();
                break;
            case (JsonTokenType.String, 3) when InFindings && _findingProperty is "fingerprint":
            case (JsonTokenType.String, 4) when InFindings && _findingProperty is "fingerprints":
                _fingerprints.Add(json.GetString()!);
                break;
        }
    }

    private bool InFindings => _property is "findings";
}
