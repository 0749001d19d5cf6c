using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents.Containers;

namespace RepoSanitiser.Disclosure.Documents.Office;

/// <summary>Reads workbooks (xlsx, xlsb, xls): every sheet, hidden ones too, becomes a table; pictures in them are members.</summary>
internal static class WorkbookReader
{
    private const long LooksPerCell = 16;

    private static readonly ExcelReaderConfiguration Configuration = Configure();

    /// <summary>Whether bytes are an OLE compound file: what Office 97 wrote, and what encrypted workbooks are wrapped in.</summary>
    public static bool IsCompoundFile(ReadOnlySpan<byte> bytes) => bytes is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..];

    /// <summary>Reads a workbook of the zip kind. Its parts are unpacked once before, so that none is larger than the limit.</summary>
    public static Outcome Read(Source source, ZipArchive archive, ReadingSession session)
    {
        foreach (var entry in archive.Entries)
        {
            var outcome = ZipReader.Unpack(entry, session).Outcome;
            if (outcome.State != ReadState.Read) return outcome;
        }

        var read = Read(source, session);
        ZipReader.OpenEmbedded(source, archive, session);
        return read;
    }

    /// <summary>Reads a workbook of any kind.</summary>
    public static Outcome Read(Source source, ReadingSession session)
    {
        try
        {
            using var reader = ExcelReaderFactory.CreateReader(new MemoryStreamOver(source.Content), Configuration);
            do
            {
                var sheet = Names.Shown(reader.Name ?? "sheet");
                session.Add(ReadingSession.Join(source.Member, sheet), ReadSheet(reader, session));
            }
            while (reader.NextResult());
            return Outcome.Read;
        }
        catch (InvalidPasswordException)
        {
            return Outcome.Unread("encrypted");
        }
        catch (HeaderException)
        {
            return Outcome.Opaque("Office 97 document: needs a person");
        }
    }

    private static Table ReadSheet(IExcelDataReader reader, ReadingSession session)
    {
        var builder = new TableBuilder(default, null, session);
        var looks = LooksPerCell * session.Limits.MaxCells;
        while (!builder.Full && reader.Read())
        {
            // A sheet may claim a million rows of sixteen thousand empty cells.
            if ((looks -= reader.FieldCount) < 0) builder.Stop();
            session.Cancellation.ThrowIfCancellationRequested();
            var width = reader.FieldCount;
            while (width > 0 && reader.GetValue(width - 1) is null) width--;
            for (var column = 0; column < width && !builder.Full; column++)
            {
                if (Show(reader.GetValue(column)) is { Length: > 0 } value) builder.AddCopy(value, -1);
                else builder.AddEmpty();
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    private static string? Show(object? value) => value switch
    {
        null => null,
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static ExcelReaderConfiguration Configure()
    {
        // Old workbooks name a code page; registering is idempotent and only adds encodings.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new ExcelReaderConfiguration { FallbackEncoding = Encoding.GetEncoding(1252), LeaveOpen = true };
    }
}
