using System.Text.Json;

namespace RepoSanitiser.Disclosure.Documents.Json;

/// <summary>
/// Finds the tables in parsed JSON, at any depth: arrays of records, arrays of arrays, objects of equally long arrays (columns), and
/// objects of objects with the same keys (columns or rows by name). Keys are headers.
/// </summary>
/// <param name="member">Path inside the blob.</param>
/// <param name="json">What is looked into.</param>
/// <param name="text">The text it was parsed from.</param>
/// <param name="session">Takes the tables.</param>
/// <param name="shift">Added to offsets in the JSON to get those in the text.</param>
internal sealed class JsonTables(string? member, JsonText json, Text text, ReadingSession session, int shift = 0)
{
    private const int MaxColumns = 20_000;

    /// <summary>Adds every table below a value.</summary>
    public void Find(JsonElement value)
    {
        session.Cancellation.ThrowIfCancellationRequested();
        if (session.CellsOfNextTable == 0) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                FindInArray(value);
                break;
            case JsonValueKind.Object:
                FindInObject(value);
                break;
        }
    }

    /// <summary>Adds a table of records that need not be in one array.</summary>
    public void AddRecords(IEnumerable<JsonElement> records)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<Dictionary<int, JsonElement>>();
        foreach (var record in records)
        {
            if (rows.Count > session.Limits.MaxRows) break;
            var row = new Dictionary<int, JsonElement>();
            Flatten(record, "", columns, row);
            rows.Add(row);
        }

        if (columns.Count == 0) return;
        var builder = new TableBuilder(default, text, session);
        foreach (var name in columns.OrderBy(c => c.Value).Select(c => c.Key)) builder.AddCopy(name, -1);
        builder.EndRow();
        foreach (var row in rows)
        {
            for (var column = 0; column < columns.Count && !builder.Full; column++)
            {
                if (row.TryGetValue(column, out var value)) AddValue(builder, value);
                else builder.AddEmpty();
            }

            if (!builder.EndRow()) break;
        }

        session.Add(member, builder.Build(1));
    }

    private void FindInArray(JsonElement array)
    {
        var length = array.GetArrayLength();
        if (length > 0 && array.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object))
        {
            AddRecords(array.EnumerateArray());
            foreach (var record in array.EnumerateArray())
            {
                if (!AddTrace(record)) FindWithin(record);
            }

            return;
        }

        if (length > 1 && array.EnumerateArray().All(IsListOfValues))
        {
            AddLists(null, array.EnumerateArray());
            return;
        }

        foreach (var element in array.EnumerateArray()) Find(element);
    }

    private void FindInObject(JsonElement value)
    {
        var properties = value.EnumerateObject().ToList();
        if (properties.Count == 0) return;
        if (properties.TrueForAll(p => IsListOfValues(p.Value))
            && properties.TrueForAll(p => p.Value.GetArrayLength() == properties[0].Value.GetArrayLength()) && properties[0].Value.GetArrayLength() > 0)
        {
            AddColumns(properties);
            return;
        }

        // What pandas writes as "split".
        if (value.TryGetProperty("columns", out var columns) && IsListOfValues(columns) && value.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Array && data.EnumerateArray().All(IsListOfValues))
        {
            AddLists(columns, data.EnumerateArray());
            return;
        }

        if (properties.Count > 1 && properties.TrueForAll(p => p.Value.ValueKind == JsonValueKind.Object)
            && properties.TrueForAll(p => SameKeys(p.Value, properties[0].Value)))
        {
            AddNamedRows(properties);
            return;
        }

        if (AddTrace(value)) return;
        FindWithin(value);
    }

    /// <summary>Adds what stands along the two axes of a trace of plotly, among much that says how it is drawn.</summary>
    private bool AddTrace(JsonElement value)
    {
        if (!value.TryGetProperty("x", out var x) || !value.TryGetProperty("y", out var y) || !IsListOfValues(x) || !IsListOfValues(y)) return false;
        if (x.GetArrayLength() != y.GetArrayLength() || x.GetArrayLength() < 2) return false;
        var axes = value.EnumerateObject().Where(p => p.NameEquals("x"u8) || p.NameEquals("y"u8)).ToList();
        if (axes.Count != 2) return false;
        var isLying = value.TryGetProperty("orientation", out var orientation) && orientation.ValueKind == JsonValueKind.String && orientation.ValueEquals("h"u8);
        axes.Sort((a, b) => isLying ? string.CompareOrdinal(b.Name, a.Name) : string.CompareOrdinal(a.Name, b.Name));
        AddColumns(axes);
        return true;
    }

    /// <summary>Looks into the lists and objects that a record holds.</summary>
    private void FindWithin(JsonElement record)
    {
        foreach (var property in record.EnumerateObject()) Find(property.Value);
    }

    private void AddColumns(List<JsonProperty> properties)
    {
        var builder = new TableBuilder(default, text, session);
        foreach (var property in properties) builder.AddCopy(property.Name, -1);
        builder.EndRow();
        var columns = properties.ConvertAll(p => p.Value.EnumerateArray());
        for (var row = properties[0].Value.GetArrayLength(); row > 0; row--)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                var enumerator = columns[column];
                enumerator.MoveNext();
                columns[column] = enumerator;
                AddValue(builder, enumerator.Current);
            }

            if (!builder.EndRow()) break;
        }

        session.Add(member, builder.Build(1));
    }

    private void AddLists(JsonElement? names, IEnumerable<JsonElement> rows)
    {
        var builder = new TableBuilder(default, text, session);
        if (names is { } header)
        {
            foreach (var name in header.EnumerateArray()) AddValue(builder, name);
            builder.EndRow();
        }

        foreach (var row in rows)
        {
            foreach (var value in row.EnumerateArray()) AddValue(builder, value);
            if (!builder.EndRow()) break;
        }

        session.Add(member, builder.Build(names is null ? null : 1));
    }

    /// <summary>A table whose first column holds the outer keys.</summary>
    private void AddNamedRows(List<JsonProperty> properties)
    {
        var builder = new TableBuilder(default, text, session);
        builder.AddEmpty();
        foreach (var name in properties[0].Value.EnumerateObject()) builder.AddCopy(name.Name, -1);
        builder.EndRow();
        foreach (var property in properties)
        {
            builder.AddCopy(property.Name, -1);
            foreach (var value in property.Value.EnumerateObject()) AddValue(builder, value.Value);
            if (!builder.EndRow()) break;
        }

        session.Add(member, builder.Build(1));
    }

    private static void Flatten(JsonElement record, string prefix, Dictionary<string, int> columns, Dictionary<int, JsonElement> row)
    {
        foreach (var property in record.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                if (prefix.Length < 200) Flatten(property.Value, name + ".", columns, row);
            }
            else if (property.Value.ValueKind != JsonValueKind.Array)
            {
                if (!columns.TryGetValue(name, out var column))
                {
                    if (columns.Count >= MaxColumns) continue;
                    columns[name] = column = columns.Count;
                }

                row[column] = property.Value;
            }
        }
    }

    private void AddValue(TableBuilder builder, JsonElement value)
    {
        var offset = json.Offset(value) + shift;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                builder.AddCopy(value.GetString() ?? "", offset);
                break;
            case JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array:
                builder.AddCopy(default(ReadOnlySpan<byte>), offset);
                break;
            default:
                builder.AddCopy(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value), offset);
                break;
        }
    }

    private static bool IsListOfValues(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));

    private static bool SameKeys(JsonElement a, JsonElement b)
    {
        using var others = b.EnumerateObject();
        foreach (var property in a.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array || !others.MoveNext() || !others.Current.NameEquals(property.Name)) return false;
        }

        return !others.MoveNext();
    }
}
