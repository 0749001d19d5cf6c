using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RepoSanitiser.Disclosure;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Tests.Architecture;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Tests.Disclosure;

public sealed class SchemasTests
{
    private static readonly JsonElement Policy = JsonDocument.Parse(Schemas.Policy).RootElement;
    private static readonly JsonElement Rules = JsonDocument.Parse(Schemas.Rules).RootElement;

    [Fact]
    public void Every_policy_that_comes_with_the_tool_keeps_to_the_schema() => Assert.All(
        PolicyCatalogue.Ids, id => Assert.Empty(Errors(Policy, Policy, FromFile($"src/RepoSanitiser.Disclosure/Policies/{id}.yaml"), id)));

    [Fact]
    public void The_rules_keep_to_the_schema() => Assert.Empty(Errors(Rules, Rules, FromFile("src/RepoSanitiser.Disclosure/Rules/rules.yaml"), "rules"));

    [Theory]
    [InlineData("extends: midpoint6\n")]
    [InlineData("id: mine\nsmallCounts: 3\n")]
    [InlineData("id: mine\nunit: column\n")]
    [InlineData("id: mine\nsmallCountMax: some\n")]
    [InlineData("id: mine\nmidpoint6: maybe\n")]
    [InlineData("id: mine\ncontacts: [{name: A}]\n")]
    public void What_the_tool_refuses_in_a_policy_the_schema_refuses_too(string yaml)
    {
        Assert.NotEmpty(Errors(Policy, Policy, FromText(yaml), "mine"));
        var file = Path.GetTempFileName() + ".yaml";
        File.WriteAllText(file, yaml + (yaml.Contains("extends", StringComparison.Ordinal) ? "" : "extends: opensafely-2021\n"));
        try
        {
            Assert.Throws<RepoSanitiser.Core.ReposanException>(() => PolicyCatalogue.Get(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("rules: [{id: mine}]\n")]
    [InlineData("rule: []\n")]
    [InlineData("rules: []\ntablemarks: []\n")]
    public void Rules_with_unknown_or_missing_fields_are_refused(string yaml) => Assert.NotEmpty(Errors(Rules, Rules, FromText(yaml), "rules"));

    private static JsonNode? FromFile(string path) => FromText(File.ReadAllText(Path.Combine(SourceTree.Root, path)));

    private static JsonNode? FromText(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return Convert(stream.Documents[0].RootNode);
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(p => KeyValuePair.Create(((YamlScalarNode)p.Key).Value!, Convert(p.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };

    /// <summary>Checks the part of JSON Schema that these schemas use.</summary>
    private static IEnumerable<string> Errors(JsonElement root, JsonElement schema, JsonNode? value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        if (schema.TryGetProperty("enum", out var allowed))
            return allowed.EnumerateArray().Any(a => JsonNode.DeepEquals(JsonNode.Parse(a.GetRawText()), value)) ? [] : [$"{at}: not one of the words allowed"];
        var type = schema.GetProperty("type").GetString();
        return (type, value) switch
        {
            ("object", JsonObject map) => OfObject(root, schema, map, at),
            ("array", JsonArray list) => list.SelectMany((item, i) => Errors(root, schema.GetProperty("items"), item, $"{at}[{i}]")),
            ("string", JsonValue text) when text.GetValueKind() is JsonValueKind.String => [],
            ("integer", JsonValue number) when number.GetValueKind() is JsonValueKind.Number => IsInRange(schema, number) ? [] : [$"{at}: out of range"],
            _ => [$"{at}: no {type}"],
        };
    }

    private static IEnumerable<string> OfObject(JsonElement root, JsonElement schema, JsonObject map, string at)
    {
        var properties = schema.GetProperty("properties");
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(r => r.GetString()!).Where(n => !map.ContainsKey(n))) yield return $"{at}: {name} is missing";
        }

        foreach (var (name, value) in map)
        {
            if (!properties.TryGetProperty(name, out var property)) yield return $"{at}: there is no {name}";
            else foreach (var error in Errors(root, property, value, $"{at}.{name}")) yield return error;
        }
    }

    private static bool IsInRange(JsonElement schema, JsonValue number) =>
        (!schema.TryGetProperty("minimum", out var least) || number.GetValue<long>() >= least.GetInt64())
        && (!schema.TryGetProperty("maximum", out var most) || number.GetValue<long>() <= most.GetInt64());
}
