using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace RepoSanitiser.Tests.Architecture;

public sealed class ReferenceTests
{
    private const string Prefix = "RepoSanitiser.";

    [Fact]
    public void Project_files_reference_only_to_the_left()
    {
        var references = SourceTree.Projects.SelectMany(file =>
            XDocument.Load(file).Descendants("ProjectReference")
                .Select(r => (From: NameOf(file), To: NameOf(r.Attribute("Include")!.Value)))).ToList();
        Assert.Contains(("Cli", "Core"), references);
        Assert.Empty(references.Select(r => ReferenceRules.Violation(r.From, r.To)).OfType<string>());
    }

    [Fact]
    public void Compiled_assemblies_reference_only_to_the_left()
    {
        var references = SourceTree.Projects.Select(NameOf).SelectMany(from => ReferencesOf(from).Select(to => (From: from, To: to))).ToList();
        Assert.Contains(("Cli", "Core"), references);
        Assert.Empty(references.Select(r => ReferenceRules.Violation(r.From, r.To)).OfType<string>());
    }

    [Theory]
    [InlineData("Git", "Disclosure")]
    [InlineData("Disclosure", "Git")]
    [InlineData("Core", "Git")]
    [InlineData("History", "Cli")]
    [InlineData("Helpers", "Core")]
    [InlineData("Cli", "Helpers")]
    public void A_reference_to_the_right_or_to_a_neighbour_is_a_violation(string from, string to) =>
        Assert.NotNull(ReferenceRules.Violation(from, to));

    private static string NameOf(string projectFile) =>
        Path.GetFileNameWithoutExtension(projectFile.Replace('\\', '/'))[Prefix.Length..];

    private static List<string> ReferencesOf(string project)
    {
        var file = Path.Combine(AppContext.BaseDirectory, project is "Cli" ? "reposan.dll" : $"{Prefix}{project}.dll");
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .ToList();
    }
}
