using System.Collections.Frozen;
using System.Globalization;
using RepoSanitiser.Core;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Disclosure.Policies;

/// <summary>The policies that come with the tool, and files of users' own that extend one of them.</summary>
public static class PolicyCatalogue
{
    /// <summary>The policy that holds unless another is named.</summary>
    public const string Default = "opensafely-2021";

    private const string Prefix = "policy/";
    private const int MaxExtends = 8;

    /// <summary>The ids of the policies that come with the tool, oldest first.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["opensafely-2021", "opensafely-2023", "midpoint6"];

    private static readonly Lazy<List<Policy>> LazyDated =
        new(() => [.. Ids.Where(id => id.StartsWith("opensafely-", StringComparison.Ordinal)).Select(Get).OrderBy(p => p.From)]);

    /// <summary>A policy by its id, or by the path of a file.</summary>
    /// <param name="idOrFile">One of <see cref="Ids"/>, or a path that ends in <c>.yaml</c> or <c>.yml</c>.</param>
    /// <exception cref="ReposanException">There is none of that name, or the file is wrong (usage).</exception>
    public static Policy Get(string idOrFile) => Load(idOrFile, depth: 0);

    /// <summary>The policy in force on a day among those that come with the tool; the oldest for days before it.</summary>
    public static Policy AsOf(DateOnly day) => LazyDated.Value.LastOrDefault(p => p.From <= day) ?? LazyDated.Value[0];

    /// <summary>The policies that followed each other, oldest first.</summary>
    public static IReadOnlyList<Policy> Dated => LazyDated.Value;

    private static Policy Load(string idOrFile, int depth)
    {
        if (depth > MaxExtends) throw YamlFile.Wrong(idOrFile, "policies extend each other in a circle");
        if (Ids.Contains(idOrFile, StringComparer.Ordinal))
        {
            using var embedded = new StreamReader(YamlFile.Embedded($"{Prefix}{idOrFile}.yaml"));
            return Read(embedded, idOrFile, depth);
        }

        if (!idOrFile.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !idOrFile.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            throw new ReposanException(ExitCode.Usage, $"There is no policy {idOrFile}; there are {string.Join(", ", Ids)}, or give a .yaml file.");
        try
        {
            using var file = new StreamReader(idOrFile);
            return Read(file, idOrFile, depth);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw YamlFile.Wrong(idOrFile, "the policy can't be read", e);
        }
    }

    private static Policy Read(TextReader reader, string file, int depth)
    {
        var root = YamlFile.Root(reader, file) ?? throw YamlFile.Wrong(file, "the policy is empty");
        var unknown = root.Children.Keys.OfType<YamlScalarNode>().FirstOrDefault(k => !Fields.Contains(k.Value ?? ""));
        if (unknown is not null) throw YamlFile.Wrong(file, $"there is no field {unknown.Value}");
        var parent = root.Text("extends") is { } extends ? Load(Resolve(extends, file), depth + 1) : null;

        return new Policy
        {
            Id = root.Text("id") ?? throw Missing(file, "id"),
            Title = root.Text("title") ?? parent?.Title ?? throw Missing(file, "title"),
            From = Day(root, file) ?? parent?.From ?? throw Missing(file, "from"),
            Source = root.Text("source") ?? parent?.Source ?? throw Missing(file, "source"),
            SmallCountMax = root.Number("smallCountMax", file) ?? parent?.SmallCountMax ?? throw Missing(file, "smallCountMax"),
            RoundingBase = root.Number("roundingBase", file) ?? parent?.RoundingBase ?? 0,
            Midpoint6 = Flag(root, "midpoint6", file) ?? parent?.Midpoint6 ?? false,
            DominancePercent = root.Number("dominancePercent", file) ?? parent?.DominancePercent ?? 90,
            PriorPercent = root.Number("priorPercent", file) ?? parent?.PriorPercent ?? 10,
            Unit = Unit(root, file) ?? parent?.Unit ?? RedactionUnit.Row,
            RedactAtLeastRows = root.Number("redactAtLeastRows", file) ?? parent?.RedactAtLeastRows ?? 1,
            MaxBytes = root.Number("maxBytes", file) ?? parent?.MaxBytes ?? throw Missing(file, "maxBytes"),
            MaxRows = root.Number("maxRows", file) ?? parent?.MaxRows ?? throw Missing(file, "maxRows"),
            RefusedTypes = Types(root, "refusedTypes") ?? parent?.RefusedTypes ?? throw Missing(file, "refusedTypes"),
            AllowedTypes = Types(root, "allowedTypes") ?? parent?.AllowedTypes ?? throw Missing(file, "allowedTypes"),
            Contacts = Contacts(root, file) ?? parent?.Contacts ?? [],
            BackupRecipient = Recipient(root, file) ?? parent?.BackupRecipient,
        };
    }

    private static readonly FrozenSet<string> Fields = FrozenSet.Create(
        StringComparer.Ordinal,
        "id", "title", "from", "source", "extends", "smallCountMax", "roundingBase", "midpoint6", "dominancePercent", "priorPercent", "unit",
        "redactAtLeastRows", "maxBytes", "maxRows",
        "refusedTypes", "allowedTypes", "contacts", "backupRecipient");

    private static string Resolve(string extends, string file) =>
        Ids.Contains(extends, StringComparer.Ordinal) ? extends : Path.Combine(Path.GetDirectoryName(file) ?? "", extends);

    private static DateOnly? Day(YamlMappingNode root, string file)
    {
        if (root.Text("from") is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw YamlFile.Wrong(file, "from has to be a day, as in 2021-01-31");
    }

    private static bool? Flag(YamlMappingNode root, string key, string file) => root.Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw YamlFile.Wrong(file, $"{key} has to be true or false"),
    };

    private static RedactionUnit? Unit(YamlMappingNode root, string file) => root.Text("unit") switch
    {
        null => null,
        "cell" => RedactionUnit.Cell,
        "row" => RedactionUnit.Row,
        "table" => RedactionUnit.Table,
        _ => throw YamlFile.Wrong(file, "unit has to be cell, row or table"),
    };

    private static string? Recipient(YamlMappingNode root, string file)
    {
        if (root.Text("backupRecipient")?.Replace(" ", "", StringComparison.Ordinal) is not { } key) return null;
        return key.Length is 40 or 64 && key.All(char.IsAsciiHexDigit)
            ? key
            : throw YamlFile.Wrong(file, "backupRecipient has to be the whole fingerprint of an OpenPGP key, 40 or 64 hex digits");
    }

    private static FrozenSet<string>? Types(YamlMappingNode root, string key) =>
        root.Texts(key)?.Select(t => t.TrimStart('.').ToLowerInvariant()).ToFrozenSet(StringComparer.Ordinal);

    private static List<Contact>? Contacts(YamlMappingNode root, string file) =>
        root.Get("contacts") is null
            ? null
            : [.. root.Mappings("contacts").Select(c => new Contact(
                c.Text("name") ?? throw Missing(file, "contacts: name"),
                c.Text("address") ?? throw Missing(file, "contacts: address")))];

    private static ReposanException Missing(string file, string field) => YamlFile.Wrong(file, $"{field} is missing");
}
