using RepoSanitiser.Core;
using RepoSanitiser.Disclosure;
using RepoSanitiser.Release.Approval;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Release.Requesting;

/// <summary>Files that are explained together, as the author writes it.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Context">What the files show, and of whom.</param>
/// <param name="Controls">Which disclosure controls were applied.</param>
/// <param name="Files">Paths to be released.</param>
/// <param name="Supporting">Paths that only help the reviewers.</param>
public sealed record FormGroup(string Name, string Context, string Controls, IReadOnlyList<string> Files, IReadOnlyList<string> Supporting);

/// <summary>What an author asks, and why.</summary>
/// <param name="Message">What the commit in the study repository will say.</param>
/// <param name="Groups">The groups of files.</param>
/// <param name="Exceptions">Why a file should leave although a rule stops it, by its path.</param>
public sealed record RequestForm(string Message, IReadOnlyList<FormGroup> Groups, IReadOnlyDictionary<string, ExceptionReason> Exceptions)
{
    private static readonly string[] Fields = ["message", "groups", "exceptions"];
    private static readonly string[] GroupFields = ["name", "context", "controls", "files", "supporting"];
    private static readonly string[] ExceptionFields = ["file", "need", "notDisclosive"];

    /// <summary>Reads a form, in YAML.</summary>
    /// <exception cref="ReposanException">It can't be read, or something is missing in it (usage).</exception>
    public static RequestForm Read(string path)
    {
        var shown = Printable.Escape(path);
        try
        {
            using var reader = new StreamReader(path);
            var root = YamlFile.Root(reader, shown) ?? throw YamlFile.Wrong(shown, "the form is empty");
            RefuseUnknown(root, Fields, shown);
            var groups = root.Mappings("groups").Select(g => Group(g, shown)).ToList();
            if (groups.Count == 0) throw YamlFile.Wrong(shown, "groups lists nothing");
            var exceptions = new Dictionary<string, ExceptionReason>(StringComparer.Ordinal);
            foreach (var exception in root.Mappings("exceptions"))
            {
                RefuseUnknown(exception, ExceptionFields, shown);
                exceptions[Needed(exception, "file", shown)] = new ExceptionReason(Needed(exception, "need", shown), Needed(exception, "notDisclosive", shown));
            }

            return new RequestForm(Needed(root, "message", shown), groups, exceptions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The form {shown} can't be read: give the file with the groups of outputs.", e);
        }
    }

    private static FormGroup Group(YamlMappingNode node, string file)
    {
        RefuseUnknown(node, GroupFields, file);
        return new FormGroup(
            Needed(node, "name", file), Needed(node, "context", file), Needed(node, "controls", file), node.Texts("files") ?? [], node.Texts("supporting") ?? []);
    }

    private static string Needed(YamlMappingNode node, string field, string file) =>
        node.Text(field)?.Trim() is { Length: > 0 } text ? text : throw YamlFile.Wrong(file, $"{field} is missing");

    private static void RefuseUnknown(YamlMappingNode node, string[] fields, string file)
    {
        if (node.Children.Keys.OfType<YamlScalarNode>().FirstOrDefault(k => !fields.Contains(k.Value, StringComparer.Ordinal)) is { } unknown)
            throw YamlFile.Wrong(file, $"there is no field {Printable.Escape(unknown.Value ?? "")}");
    }
}
