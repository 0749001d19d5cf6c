using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Disclosure.Rules;

/// <summary>All rules, read from the file that comes with the tool when first asked for. Thread-safe.</summary>
public static class RuleCatalogue
{
    private const string File = "rules.yaml";

    private static readonly Lazy<(IReadOnlyList<Rule> Rules, IReadOnlyList<string> TableMarks)> LazyFile = new(Load);
    private static readonly Lazy<Dictionary<string, Rule>> LazyById =
        new(() => LazyFile.Value.Rules.ToDictionary(r => r.Id, StringComparer.Ordinal));

    private static readonly Lazy<Dictionary<string, (IReadOnlyList<RuleExample> Positive, IReadOnlyList<RuleExample> Negative)>> LazyExamples = new(LoadExamples);

    private static readonly Lazy<string> LazyHash = new(() =>
    {
        using var file = YamlFile.Embedded(File);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    });

    /// <summary>Every rule, in the order of the file.</summary>
    public static IReadOnlyList<Rule> Rules => LazyFile.Value.Rules;

    /// <summary>Words that tell prose which may hold a table of people.</summary>
    internal static IReadOnlyList<string> TableMarks => LazyFile.Value.TableMarks;

    /// <summary>A hash of the file of rules.</summary>
    internal static string Hash => LazyHash.Value;

    /// <summary>A rule by its id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Rule Get(string id) => LazyById.Value[id];

    /// <summary>Runs every example of every rule through the engine.</summary>
    /// <returns>A sentence for each example that the rules judge otherwise than it says; empty where all is well.</returns>
    public static IReadOnlyList<string> Check() => RuleExamples.Check(Rules);

    /// <summary>Whether a file holds rules; else it may be a policy.</summary>
    /// <exception cref="ReposanException">It can't be read, or is no YAML (usage).</exception>
    public static bool IsFileOfRules(string file) => RootOf(file)?.Get("rules") is YamlSequenceNode;

    /// <summary>Reads a file of somebody's own rules: of text, because rules about tables and files have code.</summary>
    /// <exception cref="ReposanException">It can't be read, or a rule in it is wrong (usage).</exception>
    public static IReadOnlyList<Rule> Load(string file)
    {
        var rules = (RootOf(file)?.Mappings("rules") ?? []).Select(r => ReadRule(r, file)).ToList();
        foreach (var rule in rules)
        {
            if (rule.Patterns.Count == 0) throw YamlFile.Wrong(file, $"{rule.Id} has no patterns; a rule about tables or files needs code");
            if (LazyById.Value.ContainsKey(rule.Id)) throw YamlFile.Wrong(file, $"{rule.Id} is a rule of the tool: give yours another id");
            foreach (var pattern in rule.Patterns) Try(pattern, rule.Id, file);
        }

        return rules;
    }

    /// <summary>Runs every example of somebody's own rules through the engine.</summary>
    /// <returns>A sentence for each example that the rules judge otherwise than it says; empty where all is well.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyList<Rule> rules) => RuleExamples.Check(rules);

    private static YamlMappingNode? RootOf(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            return YamlFile.Root(reader, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw YamlFile.Wrong(file, "the file can't be read", e);
        }
    }

    private static void Try(RulePattern pattern, string id, string file)
    {
        try
        {
            _ = (pattern.Regex, pattern.ContextRegex);
            if (pattern.Validator is { } validator) Validators.Get(validator);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or KeyNotFoundException)
        {
            throw YamlFile.Wrong(file, $"a pattern of {id} is not one that can be looked for in linear time, or names a check that is not there", e);
        }
    }

    private static (IReadOnlyList<Rule> Rules, IReadOnlyList<string> TableMarks) Load()
    {
        using var reader = new StringReader(WithoutExamples());
        var root = YamlFile.Root(reader, File) ?? throw YamlFile.Wrong(File, "the file is empty");
        return ([.. root.Mappings("rules").Select(r => ReadRule(r, File, id => LazyExamples.Value[id]))], root.Texts("tableMarks") ?? []);
    }

    /// <summary>The file of rules less the examples, which are most of it and which no judgement needs.</summary>
    private static string WithoutExamples()
    {
        const string Indent = "    ";
        using var reader = new StreamReader(YamlFile.Embedded(File));
        var text = new StringBuilder();
        var inExamples = false;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && !line.StartsWith(Indent + " ", StringComparison.Ordinal))
                inExamples = string.Equals(line, Indent + "examples:", StringComparison.Ordinal);
            if (!inExamples) text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static Dictionary<string, (IReadOnlyList<RuleExample> Positive, IReadOnlyList<RuleExample> Negative)> LoadExamples()
    {
        using var reader = new StreamReader(YamlFile.Embedded(File));
        return YamlFile.Root(reader, File)!.Mappings("rules").ToDictionary(
            r => r.Text("id")!, r => ReadExamples(r, r.Text("id")!, File), StringComparer.Ordinal);
    }

    private static Rule ReadRule(
        YamlMappingNode node, string file, Func<string, (IReadOnlyList<RuleExample> Positive, IReadOnlyList<RuleExample> Negative)>? examplesOf = null)
    {
        var id = node.Text("id") ?? throw YamlFile.Wrong(file, "a rule has no id");
        string Required(string key) => node.Text(key) ?? throw YamlFile.Wrong(file, $"{id} has no {key}");
        var examples = examplesOf is null ? null : new Lazy<(IReadOnlyList<RuleExample>, IReadOnlyList<RuleExample>)>(() => examplesOf(id));
        return new Rule
        {
            Id = id,
            Title = Required("title"),
            Severity = Named<Severity>(Required("severity"), id, file),
            IsSecret = string.Equals(node.Text("secret"), "true", StringComparison.Ordinal),
            Description = Required("description"),
            Rationale = Required("rationale"),
            Source = Required("source"),
            Remedy = Required("remedy"),
            Patterns = [.. node.Mappings("patterns").Select(p => ReadPattern(p, id, file))],
            Headers = node.Texts("headers") ?? [],
            NotHeaders = node.Texts("notHeaders") ?? [],
            Examples = examples ?? new(ReadExamples(node, id, file)),
        };
    }

    private static (IReadOnlyList<RuleExample> Positive, IReadOnlyList<RuleExample> Negative) ReadExamples(YamlMappingNode node, string id, string file)
    {
        var examples = node.Get("examples") as YamlMappingNode ?? new YamlMappingNode();
        return (
            [.. examples.Mappings("positive").Select(e => ReadExample(e, id, file))],
            [.. examples.Mappings("negative").Select(e => ReadExample(e, id, file))]);
    }

    private static RulePattern ReadPattern(YamlMappingNode node, string id, string file) => new(
        node.Texts("keywords") ?? throw YamlFile.Wrong(file, $"a pattern of {id} has no keywords"),
        node.Text("pattern") ?? throw YamlFile.Wrong(file, $"a pattern of {id} has no pattern"),
        node.Number("before", file) ?? 0,
        node.Number("after", file) ?? 0,
        node.Text("validator"),
        node.Text("scope") is { } scope ? Named<PatternScope>(scope, id, file) : PatternScope.Everywhere,
        node.Text("context"));

    private static RuleExample ReadExample(YamlMappingNode node, string id, string file) => new(
        node.Text("path"),
        (node.Text("content") ?? "") is var content && node.Number("repeat", file) is { } times ? Repeat(content, times) : content,
        node.Text("name"),
        node.Text("label") is { } label ? Named<OutputLabel>(label, id, file) : null,
        node.Text("policy"),
        node.Text("at"))
    {
        Project = node.Text("project"),
        Manifest = node.Text("manifest"),
        Against = node.Text("against"),
        Ledger = node.Text("ledger") is { } standing ? Named<LedgerStanding>(standing, id, file) : null,
    };

    /// <summary>Repeats the last line, with <c>{i}</c> as its number, so that long tables need not be written out.</summary>
    private static string Repeat(string content, int times)
    {
        var lines = content.TrimEnd('\n').Split('\n');
        var last = lines[^1];
        return string.Join('\n', [.. lines[..^1], .. Enumerable.Range(1, times).Select(i => last.Replace(
            "{i}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)), ""]);
    }

    private static T Named<T>(string text, string id, string file)
        where T : struct, Enum =>
        Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : throw YamlFile.Wrong(file, $"{id} has an unknown word: {text}");
}
