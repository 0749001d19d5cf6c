using System.Text;

namespace RepoSanitiser.Core.Reporting;

/// <summary>Files that travel inside the assembly.</summary>
internal static class Resources
{
    /// <summary>The text of one file, with line ends as HTML reads them, so that a hash over it holds in a browser.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
