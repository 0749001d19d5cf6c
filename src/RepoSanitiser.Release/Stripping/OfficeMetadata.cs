using System.Text;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Disclosure.Redaction.Packing;

namespace RepoSanitiser.Release.Stripping;

/// <summary>Empties the properties of Word, Excel and PowerPoint files.</summary>
internal static class OfficeMetadata
{
    private static readonly Dictionary<string, byte[]> Empty = new(StringComparer.Ordinal)
    {
        ["docProps/core.xml"] = Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>"""),
        ["docProps/app.xml"] = Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>"""),
        ["docProps/custom.xml"] = Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>"""),
    };

    /// <summary>Strips an office file; any other packed file is left to the policy on types.</summary>
    public static StrippedFile Strip(byte[] content)
    {
        try
        {
            var parts = ZipRewriter.Parts(content, new DocumentLimits(), CancellationToken.None);
            var changed = new Dictionary<int, ReadOnlyMemory<byte>?>();
            for (var i = 0; i < parts.Count; i++)
            {
                if (parts[i].Name.StartsWith("docProps/thumbnail", StringComparison.Ordinal)) throw new MetadataRefusedException("It holds a small picture of itself: save it without a thumbnail.");
                if (Empty.TryGetValue(parts[i].Name, out var empty) && !parts[i].Content.Span.SequenceEqual(empty)) changed[i] = empty;
            }

            return changed.Count == 0 ? new StrippedFile(content, []) : new StrippedFile(ZipRewriter.Replace(content, changed), ["document properties"]);
        }
        catch (Exception e) when (e is InvalidDataException or RedactionRefused or ArgumentException)
        {
            throw new MetadataRefusedException("It is no whole office file: save it anew.");
        }
    }
}
