using System.Collections.Frozen;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>A file that is judged by its type alone.</summary>
internal sealed record FileType(string Name, Outcome Outcome);

/// <summary>Knows files by their first bytes and by their extension.</summary>
internal static class FileTypes
{
    private static readonly Outcome Image = Outcome.Opaque("image: needs a person");
    private static readonly Outcome Pdf = Outcome.Opaque("PDF: needs a person");
    private static readonly Outcome DataSet = Outcome.Opaque("data set: its rows are not read");
    private static readonly Outcome Media = Outcome.Opaque("sound or video: needs a person");
    private static readonly Outcome Program = Outcome.Opaque("compiled program");
    private static readonly Outcome Results = Outcome.Opaque("binary results: need a person");

    /// <summary>Signatures at offset 0, in order. The bytes are Latin-1.</summary>
    private static readonly (byte[] Signature, FileType Type)[] Signatures =
    [
        Sign("SQLite format 3\0", "sqlite", DataSet), Sign("PAR1", "parquet", DataSet), Sign("ARROW1", "arrow", DataSet),
        Sign("FEA1", "feather", DataSet), Sign("<stata_dta>", "stata", DataSet), Sign("$FL2", "spss", DataSet),
        Sign("$FL3", "spss", DataSet), Sign("\x93NUMPY", "npy", DataSet), Sign("\x89HDF\r\n\x1a\n", "hdf5", DataSet),
        Sign("RDX2\n", "rdata", DataSet), Sign("RDX3\n", "rdata", DataSet), Sign("RDA2\n", "rdata", DataSet),
        Sign("RDA3\n", "rdata", DataSet), Sign("X\n\0\0\0", "rds", DataSet), Sign("MATLAB 5.0 MAT", "matlab", DataSet),
        Sign("\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60", "sas7bdat", DataSet), Sign("ORC\0", "orc", DataSet),
        Sign("Obj\x01", "avro", DataSet), Sign("PGDMP", "postgres-dump", DataSet),
        Sign("\x89PNG\r\n\x1a\n", "png", Image), Sign("\xFF\xD8\xFF", "jpeg", Image), Sign("GIF87a", "gif", Image),
        Sign("GIF89a", "gif", Image), Sign("II*\0", "tiff", Image), Sign("MM\0*", "tiff", Image), Sign("8BPS", "photoshop", Image),
        Sign("\0\0\x01\0", "icon", Image), Sign("%PDF-", "pdf", Pdf),
        Sign("wOFF", "font", Outcome.Read), Sign("wOF2", "font", Outcome.Read), Sign("OTTO", "font", Outcome.Read),
        Sign("\0\x01\0\0\0", "font", Outcome.Read), Sign("true\0", "font", Outcome.Read),
        Sign("\x7F" + "ELF", "program", Program), Sign("\xCA\xFE\xBA\xBE", "program", Program),
        Sign("\xCF\xFA\xED\xFE", "program", Program), Sign("\0asm", "program", Program), Sign("!<arch>\n", "program", Program),
        Sign("ID3", "sound", Media), Sign("OggS", "sound", Media), Sign("\x1A\x45\xDF\xA3", "video", Media),
        Sign("BZh", "bzip2", Outcome.Unread("compressed with bzip2")), Sign("\xFD" + "7zXZ\0", "xz", Outcome.Unread("compressed with xz")),
        Sign("\x28\xB5\x2F\xFD", "zstd", Outcome.Unread("compressed with zstd")),
        Sign("\x04\x22\x4D\x18", "lz4", Outcome.Unread("compressed with lz4")),
        Sign("7z\xBC\xAF\x27\x1C", "7z", Outcome.Unread("compressed with 7z")), Sign("Rar!\x1A\x07", "rar", Outcome.Unread("compressed with rar")),
        Sign("\x1F\x9D", "compress", Outcome.Unread("compressed with compress")),
        Sign("-----BEGIN PGP MESSAGE", "pgp", Outcome.Unread("encrypted")), Sign("age-encryption.org/", "age", Outcome.Unread("encrypted")),
        Sign("Salted__", "openssl", Outcome.Unread("encrypted")),
    ];

    /// <summary>What an extension promises, where the bytes say nothing else and are no text.</summary>
    private static readonly FrozenDictionary<string, FileType> ByName = new Dictionary<string, FileType>(StringComparer.Ordinal)
    {
        [".parquet"] = new("parquet", DataSet), [".feather"] = new("feather", DataSet), [".arrow"] = new("arrow", DataSet),
        [".dta"] = new("stata", DataSet), [".sas7bdat"] = new("sas7bdat", DataSet), [".sav"] = new("spss", DataSet),
        [".zsav"] = new("spss", DataSet), [".por"] = new("spss", DataSet), [".rds"] = new("rds", DataSet), [".rdata"] = new("rdata", DataSet),
        [".rda"] = new("rdata", DataSet), [".pkl"] = new("pickle", DataSet), [".pickle"] = new("pickle", DataSet),
        [".joblib"] = new("pickle", DataSet), [".npy"] = new("npy", DataSet), [".npz"] = new("npz", DataSet), [".sqlite"] = new("sqlite", DataSet),
        [".sqlite3"] = new("sqlite", DataSet), [".db"] = new("database", DataSet), [".duckdb"] = new("duckdb", DataSet),
        [".mdb"] = new("access", DataSet), [".accdb"] = new("access", DataSet), [".h5"] = new("hdf5", DataSet), [".xpt"] = new("sas-xport", DataSet),
        [".fst"] = new("fst", DataSet), [".qs"] = new("qs", DataSet), [".mat"] = new("matlab", DataSet),
        [".ster"] = new("stata-estimates", Results), [".gph"] = new("stata-graph", Results), [".mlib"] = new("stata-library", Outcome.Read),
        [".bmp"] = new("bmp", Image), [".webp"] = new("webp", Image), [".emf"] = new("emf", Image), [".wmf"] = new("wmf", Image),
        [".heic"] = new("heic", Image), [".jfif"] = new("jpeg", Image), [".eot"] = new("font", Outcome.Read), [".mp4"] = new("video", Media),
        [".mp3"] = new("sound", Media), [".exe"] = new("program", Program), [".dll"] = new("program", Program), [".pyc"] = new("program", Program),
        [".class"] = new("program", Program), [".so"] = new("program", Program), [".gpg"] = new("pgp", Outcome.Unread("encrypted")),
        [".doc"] = new("word-97", Outcome.Opaque("Word 97 document: needs a person")),
        [".ppt"] = new("powerpoint-97", Outcome.Opaque("PowerPoint 97 document: needs a person")),
        [".msg"] = new("outlook-message", Outcome.Opaque("Outlook message: needs a person")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> TextNames = new[]
    {
        ".csv", ".tsv", ".psv", ".tab", ".txt", ".log", ".smcl", ".out", ".lst", ".md", ".rmd", ".qmd", ".html", ".htm", ".json", ".ndjson",
        ".jsonl", ".svg", ".xml", ".yaml", ".yml", ".py", ".r", ".do", ".ado", ".ipynb", ".css", ".js", ".sql", ".tex", ".toml", ".ini", ".sh",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first byte of every signature, so that most content is let through after one look.</summary>
    private static readonly bool[] FirstBytes = MarkFirstBytes();

    /// <summary>Whether a name says text.</summary>
    public static bool IsTextName(string extension) => TextNames.Contains(extension);

    /// <summary>The type of a file that is no text and no container; null where the bytes are to be parsed.</summary>
    public static FileType? Detect(ReadOnlySpan<byte> bytes, string extension)
    {
        if (bytes.IsEmpty) return null;
        if (FirstBytes[bytes[0]])
        {
            foreach (var (signature, type) in Signatures)
            {
                if (bytes.StartsWith(signature)) return SameFamily(type, extension) ?? type;
            }
        }

        return BySpecialCase(bytes, extension);
    }

    /// <summary>The type that the extension of bytes that are no text promises.</summary>
    public static FileType? Named(string extension) => ByName.GetValueOrDefault(extension);

    /// <summary>Whether the extension is one of a serialised data set, whatever the bytes.</summary>
    public static bool IsDataSetName(string extension) => ByName.TryGetValue(extension, out var type) && type.Outcome == DataSet;

    /// <summary>Whether a type is one of a serialised data set.</summary>
    public static bool IsDataSet(FileType type) => type.Outcome == DataSet;

    /// <summary>Whether this is the few lines that stand for a file kept in Git LFS.</summary>
    public static bool IsLfsPointer(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 1024 && bytes.StartsWith("version https://git-lfs.github.com/spec/"u8);

    /// <summary>A feather file of version 2 is an arrow file, and a compressed <c>.rds</c> stays one.</summary>
    private static FileType? SameFamily(FileType type, string extension) =>
        (type.Name is "arrow" && extension is ".feather") || (type.Outcome.State == Core.ReadState.Unread && IsDataSetName(extension))
            ? ByName[extension]
            : null;

    private static FileType? BySpecialCase(ReadOnlySpan<byte> bytes, string extension)
    {
        if (bytes.Length > 12 && bytes.StartsWith("RIFF"u8)) return bytes[8..].StartsWith("WEBP"u8) ? ByName[".webp"] : new("sound", Media);
        if (bytes.Length > 12 && bytes[4..].StartsWith("ftyp"u8)) return bytes[8..].StartsWith("hei"u8) ? ByName[".heic"] : ByName[".mp4"];
        if (bytes.Length > 12 && bytes[8..].StartsWith("DUCK"u8)) return ByName[".duckdb"];
        if (bytes.StartsWith("MZ"u8) && bytes.Length > 64 && bytes[..64].Contains((byte)0)) return new("program", Program);
        if (bytes.StartsWith("BM"u8) && bytes.Length > 26 && bytes[6..10].SequenceEqual("\0\0\0\0"u8)) return ByName[".bmp"];
        // A pickle of protocol 2 or later: PROTO, its version, and STOP at the end.
        if (bytes.Length > 3 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5 && bytes[^1] == (byte)'.') return ByName[".pkl"];
        return null;
    }

    private static (byte[] Signature, FileType Type) Sign(string latin1, string name, Outcome outcome) =>
        (System.Text.Encoding.Latin1.GetBytes(latin1), new FileType(name, outcome));

    private static bool[] MarkFirstBytes()
    {
        var marks = new bool[256];
        foreach (var (signature, _) in Signatures) marks[signature[0]] = true;
        return marks;
    }
}
