using RepoSanitiser.Core;
using RepoSanitiser.Disclosure;
using RepoSanitiser.Disclosure.Policies;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>
/// <c>reposan.yaml</c>: whom to tell, and who keeps access. It is the responder's own, in the configuration folder or named on the command
/// line, and never taken from the repository that is being contained.
/// </summary>
/// <param name="Authorised">Who keeps the access they have.</param>
/// <param name="Contacts">Whom to tell; null for the policy's.</param>
public sealed record ContainConfig(Authorised Authorised, IReadOnlyList<Contact>? Contacts)
{
    /// <summary>Reads the file.</summary>
    /// <param name="file">Its path.</param>
    /// <exception cref="ReposanException">It can't be read, or is wrong (usage).</exception>
    public static ContainConfig Read(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            return Read(reader, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw YamlFile.Wrong(Printable.Escape(file), "the configuration can't be read", e);
        }
    }

    internal static ContainConfig Read(TextReader reader, string file)
    {
        if (YamlFile.Root(reader, file) is not { } root) return new ContainConfig(Authorised.Default, null);
        Known(root, file, "authorised", "contacts");
        return new ContainConfig(AuthorisedIn(root, file), ContactsIn(root, file));
    }

    private static Authorised AuthorisedIn(YamlMappingNode root, string file)
    {
        if (root.Get("authorised") is not { } node) return Authorised.Default;
        if (node is not YamlMappingNode authorised) throw YamlFile.Wrong(file, "authorised has to be a mapping of logins, teams and organisation");
        Known(authorised, file, "logins", "teams", "organisation");
        var organisation = authorised.Text("organisation") switch
        {
            "true" => true,
            "false" or null => false,
            _ => throw YamlFile.Wrong(file, "organisation has to be true or false"),
        };
        return new Authorised(List(authorised, "logins", file), List(authorised, "teams", file), organisation);
    }

    private static IReadOnlyList<string> List(YamlMappingNode node, string key, string file) => node.Get(key) switch
    {
        null => [],
        YamlSequenceNode => node.Texts(key)!,
        _ => throw YamlFile.Wrong(file, $"{key} has to be a list"),
    };

    private static List<Contact>? ContactsIn(YamlMappingNode root, string file)
    {
        if (root.Get("contacts") is null) return null;
        var contacts = root.Mappings("contacts").Select(c => new Contact(
            c.Text("name") ?? throw YamlFile.Wrong(file, "contacts: name is missing"), c.Text("address") ?? throw YamlFile.Wrong(file, "contacts: address is missing"))).ToList();
        return contacts.Count > 0 ? contacts : throw YamlFile.Wrong(file, "contacts has to be a list of names and addresses");
    }

    private static void Known(YamlMappingNode node, string file, params string[] fields)
    {
        if (node.Children.Keys.OfType<YamlScalarNode>().FirstOrDefault(k => !fields.Contains(k.Value ?? "")) is { } unknown)
            throw YamlFile.Wrong(file, $"there is no field {Printable.Escape(unknown.Value ?? "")}");
    }
}
