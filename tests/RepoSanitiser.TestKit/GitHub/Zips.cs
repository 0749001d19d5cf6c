using System.IO.Compression;
using System.Text;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>Archives as artifacts and logs come in.</summary>
public static class Zips
{
    /// <summary>An archive of one file.</summary>
    public static byte[] Of(string name, string content)
    {
        using var made = new MemoryStream();
        using (var zip = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        return made.ToArray();
    }
}
