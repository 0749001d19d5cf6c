using System.Globalization;
using RepoSanitiser.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Disclosure;

/// <summary>Reads YAML node by node: no reflection, and a mistake in a file names the file and the field.</summary>
internal static class YamlFile
{
    /// <summary>The root mapping of the first document; null for an empty file.</summary>
    /// <exception cref="ReposanException">Not YAML, or its root is no mapping.</exception>
    public static YamlMappingNode? Root(TextReader reader, string name)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            throw Wrong(name, $"line {e.Start.Line.ToString(CultureInfo.InvariantCulture)} is not valid YAML", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw Wrong(name, "the file is not valid YAML", e);
        }

        if (stream.Documents.Count == 0) return null;
        return stream.Documents[0].RootNode as YamlMappingNode ?? throw Wrong(name, "the file has to be a mapping of fields");
    }

    /// <summary>Whether a text nests its nodes only so deep that they can be loaded: each level takes some of the stack.</summary>
    /// <exception cref="YamlException">Not YAML.</exception>
    public static bool IsShallow(string text)
    {
        const int MostLevels = 100;
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostLevels) return false;
        }

        return true;
    }

    /// <summary>An embedded file of this assembly.</summary>
    public static Stream Embedded(string resource) =>
        typeof(YamlFile).Assembly.GetManifestResourceStream(resource)
        ?? throw new InvalidOperationException($"The program lacks its file {resource}.");

    /// <summary>The node under <paramref name="key"/>; null where there is none.</summary>
    public static YamlNode? Get(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    /// <summary>The text under <paramref name="key"/>; null where there is none.</summary>
    public static string? Text(this YamlMappingNode node, string key) => (node.Get(key) as YamlScalarNode)?.Value;

    /// <summary>The number under <paramref name="key"/>; null where there is none.</summary>
    /// <exception cref="ReposanException">Something else than a whole number from 0 on.</exception>
    public static int? Number(this YamlMappingNode node, string key, string file)
    {
        if (node.Text(key) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(file, $"{key} has to be a whole number");
    }

    /// <summary>The texts listed under <paramref name="key"/>; null where there is no list.</summary>
    public static IReadOnlyList<string>? Texts(this YamlMappingNode node, string key) =>
        node.Get(key) is YamlSequenceNode list ? [.. list.OfType<YamlScalarNode>().Select(n => n.Value ?? "")] : null;

    /// <summary>The mappings listed under <paramref name="key"/>; none where there is no list.</summary>
    public static IEnumerable<YamlMappingNode> Mappings(this YamlMappingNode node, string key) =>
        (node.Get(key) as YamlSequenceNode)?.OfType<YamlMappingNode>() ?? [];

    /// <summary>A configuration mistake, as its author can act on it.</summary>
    public static ReposanException Wrong(string file, string what, Exception? inner = null) =>
        new(ExitCode.Usage, $"{file}: {what}.", inner);
}
