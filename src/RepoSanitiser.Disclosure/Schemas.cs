namespace RepoSanitiser.Disclosure;

/// <summary>The JSON schemas of the YAML that people may write themselves, for editors and for checks elsewhere.</summary>
public static class Schemas
{
    /// <summary>The schema of a policy.</summary>
    public static string Policy => Read("schema/policy.schema.json");

    /// <summary>The schema of a file of rules.</summary>
    public static string Rules => Read("schema/rules.schema.json");

    private static string Read(string resource)
    {
        using var reader = new StreamReader(YamlFile.Embedded(resource));
        return reader.ReadToEnd();
    }
}
