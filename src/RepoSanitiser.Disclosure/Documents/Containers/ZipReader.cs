using System.IO.Compression;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents.Office;

namespace RepoSanitiser.Disclosure.Documents.Containers;

/// <summary>Opens zip archives, and the office documents that are zip archives.</summary>
internal static class ZipReader
{
    public static Outcome Read(Source source, ReadingSession session)
    {
        ZipArchive archive;
        try
        {
            archive = new ZipArchive(new MemoryStreamOver(source.Content), ZipArchiveMode.Read);
            _ = archive.Entries.Count;
        }
        catch (InvalidDataException)
        {
            return Outcome.Unread("corrupt zip");
        }

        using (archive)
        {
            if (source.Extension is ".npz")
            {
                session.Add(new FileDocument(source.Member, "npz"));
                return FileTypes.Named(".npz")!.Outcome;
            }

            if (archive.GetEntry("xl/workbook.xml") is not null || archive.GetEntry("xl/workbook.bin") is not null)
                return WorkbookReader.Read(source, archive, session);
            if (archive.GetEntry("word/document.xml") is not null || archive.GetEntry("ppt/presentation.xml") is not null)
                return OfficeTextReader.Read(source, archive, session);
            foreach (var entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith('/') && !OpenEntry(source, entry, session)) break;
            }

            return Outcome.Read;
        }
    }

    /// <summary>Opens the pictures and other embedded files of an office document.</summary>
    public static void OpenEmbedded(Source source, ZipArchive archive, ReadingSession session)
    {
        foreach (var entry in archive.Entries)
        {
            var name = entry.FullName;
            if ((name.Contains("/media/", StringComparison.Ordinal) || name.Contains("/embeddings/", StringComparison.Ordinal))
                && !OpenEntry(source, entry, session)) break;
        }
    }

    /// <summary>Unpacks one entry, or says why not.</summary>
    public static Inflated Unpack(ZipArchiveEntry entry, ReadingSession session)
    {
        if (entry.IsEncrypted) return new Inflated(default, Outcome.Unread("encrypted"));
        try
        {
            using var stream = entry.Open();
            var inflated = Inflation.Inflate(stream, session);
            return inflated.Outcome.State == ReadState.Read && (inflated.Content.Length != entry.Length || Crc32.Of(inflated.Content.Span) != entry.Crc32)
                ? inflated with { Outcome = Outcome.Unread("corrupt") }
                : inflated;
        }
        catch (InvalidDataException)
        {
            return new Inflated(default, Outcome.Unread("corrupt, or compressed in an uncommon way"));
        }
    }

    /// <returns>False once no more members may be opened.</returns>
    private static bool OpenEntry(Source source, ZipArchiveEntry entry, ReadingSession session)
    {
        var name = Names.Shown(entry.FullName);
        if (session.MembersLeft == 0 || session.BytesLeft == 0)
        {
            session.AddPart(ReadingSession.Join(source.Member, name), Outcome.Unread(
                session.MembersLeft == 0 ? session.OverMembers : session.OverBytes + ", like what follows"));
            return false;
        }

        var inflated = Unpack(entry, session);
        if (inflated.Outcome.State != ReadState.Read) session.AddPart(ReadingSession.Join(source.Member, name), inflated.Outcome);
        if (!inflated.Content.IsEmpty || inflated.Outcome.State == ReadState.Read)
            session.OpenMember(source.Member, name, inflated.Content, Names.Extension(entry.FullName), source.Depth);
        return true;
    }
}
