using System.Text;
using System.Text.Json;
using RepoSanitiser.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Disclosure.Study;

/// <summary>
/// What a study says of its own outputs, over every version of <c>project.yaml</c> and <c>metadata/manifest.json</c> that
/// history holds: a path that any version declares highly sensitive stays so. Feed it first, then read it; not thread-safe
/// while being fed.
/// </summary>
public sealed class StudyDeclarations
{
    private readonly Patterns _highly = new();
    private readonly Patterns _moderately = new();
    private readonly Patterns _dummy = new();
    private readonly ProjectFile _project = new();

    /// <summary>Whether any output is declared at all.</summary>
    public bool DeclareOutputs => _highly.Any || _moderately.Any;

    /// <summary>Whether a path holds declarations, and so every version of it is to be fed.</summary>
    public static bool IsDeclaration(string path) =>
        path is "project.yaml" or "metadata/manifest.json" || path.EndsWith("/metadata/manifest.json", StringComparison.Ordinal);

    /// <summary>Takes in one version of a file for which <see cref="IsDeclaration"/> holds.</summary>
    /// <returns>False where it can't be read as what it claims to be: the caller says so in its coverage.</returns>
    public bool Add(string path, ReadOnlySpan<byte> content) =>
        path.EndsWith(".json", StringComparison.Ordinal) ? AddManifest(content) : AddProject(content);

    /// <summary>Takes in one version of <c>project.yaml</c>.</summary>
    /// <returns>False where it is not valid YAML; the actions of it that are valid count all the same.</returns>
    public bool AddProject(ReadOnlySpan<byte> content) => _project.ReadParts(content, ReadPart) switch
    {
        Reading.Done => true,
        Reading.Broken => false,
        _ => AddWhole(content),
    };

    /// <summary>Takes in one action, or makes sure of what stands around the actions.</summary>
    private Reading ReadPart(ReadOnlySpan<byte> part, bool isAction, out string name)
    {
        name = "";
        var reading = Load(part, out var root);
        if (reading != Reading.Done) return reading;
        if (!isAction) return root is null || (root is YamlMappingNode outside && outside.Get("actions") is null) ? Reading.Done : Reading.Dependent;
        if (root is not YamlMappingNode { Children.Count: 1 } named || named.Children[0].Key is not YamlScalarNode { Value: { } text })
            return Reading.Dependent;
        if (named.Children[0].Value is YamlMappingNode action) AddAction(action);
        name = text;
        return Reading.Done;
    }

    private bool AddWhole(ReadOnlySpan<byte> content)
    {
        if (Load(content, out var root) != Reading.Done) return false;
        if ((root as YamlMappingNode)?.Get("actions") is not YamlMappingNode actions) return true;
        foreach (var action in actions.Children.Values.OfType<YamlMappingNode>()) AddAction(action);
        return true;
    }

    /// <summary>Loads a text's first document; no root where it has none.</summary>
    private static Reading Load(ReadOnlySpan<byte> content, out YamlNode? root)
    {
        root = null;
        try
        {
            var text = Encoding.UTF8.GetString(content);
            if (!YamlFile.IsShallow(text)) return Reading.Broken;
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0) root = stream.Documents[0].RootNode;
            return Reading.Done;
        }
        catch (AnchorNotFoundException)
        {
            return Reading.Dependent;
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException or FormatException)
        {
            // YamlDotNet answers some malformed files, which histories do hold, with exceptions of other kinds than its own.
            return Reading.Broken;
        }
    }

    /// <summary>Takes in one version of the manifest that job runners used to write beside released outputs.</summary>
    /// <returns>False where it is not valid JSON.</returns>
    public bool AddManifest(ReadOnlySpan<byte> content)
    {
        try
        {
            var reader = new Utf8JsonReader(content);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("files", out var files)
                || files.ValueKind != JsonValueKind.Object) return true;
            foreach (var file in files.EnumerateObject())
            {
                if (file.Value.ValueKind != JsonValueKind.Object
                    || !file.Value.TryGetProperty("privacy_level", out var level)
                    || level.ValueKind != JsonValueKind.String) continue;
                SetFor(level.GetString())?.Add(file.Name);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The label that the study declares for a path; <see cref="OutputLabel.None"/> where it says nothing of it.</summary>
    /// <param name="path">The path in the repository, or the part of it from a folder of outputs on.</param>
    /// <param name="released">Whether this is a copy of an output in a folder of release: then moderately sensitive goes first.</param>
    internal OutputLabel LabelOf(ReadOnlySpan<char> path, bool released)
    {
        if (released && _moderately.Match(path)) return OutputLabel.ModeratelySensitive;
        if (_highly.Match(path)) return OutputLabel.HighlySensitive;
        if (_dummy.Match(path)) return OutputLabel.DummyData;
        return _moderately.Match(path) ? OutputLabel.ModeratelySensitive : OutputLabel.None;
    }

    /// <summary>
    /// Whether an output of this file name is declared anywhere: what is released is copied into folders of other names, so the folder
    /// can't be asked for.
    /// </summary>
    public bool DeclareName(ReadOnlySpan<char> name) => _moderately.MatchName(name) || _highly.MatchName(name) || _dummy.MatchName(name);

    private void AddAction(YamlMappingNode action)
    {
        if (action.Text("dummy_data_file") is { } dummy) _dummy.Add(dummy);
        if (action.Get("outputs") is not YamlMappingNode outputs) return;
        foreach (var (level, files) in outputs.Children)
        {
            if (SetFor((level as YamlScalarNode)?.Value) is not { } set || files is not YamlMappingNode named) continue;
            foreach (var file in named.Children.Values.OfType<YamlScalarNode>())
            {
                if (!string.IsNullOrEmpty(file.Value)) set.Add(file.Value);
            }
        }
    }

    private Patterns? SetFor(string? level) => level switch
    {
        "highly_sensitive" => _highly,
        "moderately_sensitive" or "minimally_sensitive" => _moderately,
        _ => null,
    };

    /// <summary>Patterns of one label: literal paths are looked up, the rest tried in turn.</summary>
    private sealed class Patterns
    {
        private readonly HashSet<string> _literal = new(StringComparer.Ordinal);
        private readonly Dictionary<string, OutputPattern> _globs = new(StringComparer.Ordinal);
        private readonly Dictionary<string, OutputPattern> _names = new(StringComparer.Ordinal);

        public bool Any => _names.Count > 0;

        public void Add(string text)
        {
            var pattern = new OutputPattern(text);
            if (pattern.Literal is { } literal) _literal.Add(literal);
            else _globs.TryAdd(text, pattern);
            var name = text[(text.LastIndexOf('/') + 1)..];
            _names.TryAdd(name, new OutputPattern(name));
        }

        public bool MatchName(ReadOnlySpan<char> name)
        {
            if (_names.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name)) return true;
            foreach (var pattern in _names.Values)
            {
                if (pattern.Literal is null && pattern.Matches(name)) return true;
            }

            return false;
        }

        public bool Match(ReadOnlySpan<char> path)
        {
            if (_literal.GetAlternateLookup<ReadOnlySpan<char>>().Contains(path)) return true;
            foreach (var glob in _globs.Values)
            {
                if (glob.Matches(path)) return true;
            }

            return false;
        }
    }
}
