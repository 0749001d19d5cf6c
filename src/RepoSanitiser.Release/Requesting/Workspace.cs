using System.Text;
using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure;
using RepoSanitiser.Release.Approval;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Release.Requesting;

/// <summary>
/// A folder of outputs that names its study repository: in <c>metadata/manifest.json</c> as job runners and osrelease have it, or in
/// <c>reposan.yaml</c>. Where it is a git repository, or lies in one (the redaction repository), what is committed there is what is asked for.
/// </summary>
public sealed class Workspace
{
    private const string Manifest = "metadata/manifest.json";
    private const string Settings = "reposan.yaml";
    private const int MostBytes = 64 << 20;

    private readonly RedactionRepository? _redaction;

    private Workspace(string folder, string name, string repository, RedactionRepository? redaction) =>
        (Folder, Name, Repository, _redaction) = (folder, name, repository, redaction);

    /// <summary>The folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>The workspace's name.</summary>
    public string Name { get; }

    /// <summary>The study repository, as its URL.</summary>
    public string Repository { get; }

    /// <summary>Whether what is asked for is what is committed.</summary>
    public bool IsRedactionRepository => _redaction is not null;

    /// <summary>The files that are committed to the redaction repository and may be outputs, in order.</summary>
    public IReadOnlyList<string> Committed => [.. (_redaction?.Paths ?? []).Where(p => !Accompanies(p)).Order(StringComparer.Ordinal)];

    /// <summary>Opens a workspace.</summary>
    /// <exception cref="ReposanException">It names no study repository, or not as a plain address (usage), or lies in a git repository that can't be read (refused).</exception>
    public static Workspace Open(string folder)
    {
        var full = Path.GetFullPath(folder);
        var shown = Printable.Escape(folder);
        if (!Directory.Exists(full)) throw new ReposanException(ExitCode.Usage, $"There is no folder '{shown}': name the workspace whose outputs are to be released.");
        var (name, repository) = FromManifest(full, shown) ?? FromSettings(full, shown)
            ?? throw new ReposanException(ExitCode.Usage, $"'{shown}' has neither {Manifest} nor a {Settings} that names a study repository: is it a workspace?");
        if (repository.Contains("://", StringComparison.Ordinal) && (!Uri.TryCreate(repository, UriKind.Absolute, out var address) || address.UserInfo.Length > 0))
            throw new ReposanException(ExitCode.Usage, $"'{shown}' names its study repository by an address with a password or by none that is valid: give it as https://HOST/OWNER/NAME.");
        return new Workspace(full, name, repository, RedactionRepository.Around(full));
    }

    /// <summary>Whether a path stands beside outputs and is none.</summary>
    public static bool Accompanies(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return path is "project.yaml" or Settings || path.StartsWith("metadata/", StringComparison.Ordinal) || name.StartsWith(".git", StringComparison.Ordinal)
            || name is ".reposanignore" || path is "README.md";
    }

    /// <summary>Whether bytes are what is committed at a path; false where nothing is.</summary>
    public bool IsCommitted(string path, ReadOnlySpan<byte> content) => _redaction?.Has(path, content) == true;

    /// <summary>E-mail addresses of all who committed a version of some files.</summary>
    /// <exception cref="ReposanException">The redaction repository can't be read (refused).</exception>
    public IReadOnlyList<string> AuthorsOf(IReadOnlyList<string> paths) => _redaction?.AuthorsOf(paths) ?? [];

    /// <summary>Every file in the folder that may be an output, in order; links are left out.</summary>
    public IReadOnlyList<string> Files()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return [.. Directory.EnumerateFiles(Folder, "*", options).Select(f => Path.GetRelativePath(Folder, f))
            .Where(p => !p.StartsWith(".git/", StringComparison.Ordinal) && !Accompanies(p)).Order(StringComparer.Ordinal)];
    }

    private static (string Name, string Repository)? FromManifest(string folder, string shown)
    {
        if (Read(folder, Manifest, shown) is not { } content) return null;
        try
        {
            var json = JsonDocument.Parse(content).RootElement;
            return json.ValueKind == JsonValueKind.Object && Text(json, "workspace") is { } name && Text(json, "repo") is { } repository
                ? (name, repository)
                : throw new ReposanException(ExitCode.Usage, $"{Manifest} of '{shown}' does not name workspace and repo: it has to hold both.");
        }
        catch (JsonException e)
        {
            throw new ReposanException(ExitCode.Usage, $"{Manifest} of '{shown}' is not valid JSON: make it anew.", e);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static (string Name, string Repository)? FromSettings(string folder, string shown)
    {
        if (Read(folder, Settings, shown) is not { } content) return null;
        var file = $"{shown}/{Settings}";
        if (YamlFile.Root(new StringReader(Encoding.UTF8.GetString(content)), file)?.Get("release") is not YamlMappingNode release) return null;
        var repository = release.Text("repository") ?? throw YamlFile.Wrong(file, "release names no repository");
        return (release.Text("workspace") ?? Path.GetFileName(folder), repository);
    }

    private static byte[]? Read(string folder, string name, string shown)
    {
        try
        {
            using var handle = NoFollow.Open(folder, name);
            return handle is null ? null : NoFollow.ReadAll(handle, MostBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"{name} of '{shown}' can't be read: check its size and permissions.", e);
        }
    }
}
