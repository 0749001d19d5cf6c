using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RepoSanitiser.Core;

namespace RepoSanitiser.Release.Approval;

/// <summary>
/// The folder of a request, <c>DIR/&lt;id&gt;/</c>: signed documents that are only ever added, and the bytes to be released under their
/// SHA-256. Several people write to it, so nothing in it is believed before it was checked.
/// </summary>
/// <remarks>
/// <c>request-001.json</c> and on are the revisions; <c>commitment-001-TAG.json</c>, <c>opening-001-TAG.json</c>,
/// <c>resolution-001-01-TAG.json</c> and <c>exception-001-FILE-TAG.json</c> belong to one; TAG stands for who signs. <c>files/SHA256</c> are
/// the files, <c>review-form-001.md</c> and <c>request-001.eml</c> are for people and count for nothing.
/// </remarks>
/// <param name="id">The request's id.</param>
/// <param name="path">The folder, absolute.</param>
public sealed class RequestFolder(string id, string path)
{
    private const int MostDocumentBytes = 64 << 20;
    private const int MostDocuments = 10_000;
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    // No letters or digits that look like others: ids are read out on the telephone.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int RandomCharacters = 4;
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(Alphabet);

    /// <summary>The request's id.</summary>
    public string Id { get; } = id;

    /// <summary>The folder, absolute.</summary>
    public string FullPath { get; } = path;

    /// <summary>Whether a text can be the id of a request.</summary>
    public static bool IsId(string id) =>
        id.Length == 10 + 1 + RandomCharacters
        && DateOnly.TryParseExact(id.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && id[10] == '-' && id.AsSpan(11).IndexOfAnyExcept(IdCharacters) < 0;

    /// <summary>A new id for a day.</summary>
    public static string NewId(DateTimeOffset now, Func<int, byte[]> random) =>
        now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "-" + string.Concat(random(RandomCharacters).Select(b => Alphabet[b % Alphabet.Length]));

    /// <summary>Stands for a principal in file names.</summary>
    public static string TagOf(string principal) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(principal)))[..16];

    /// <summary>The name of a document.</summary>
    public static string NameOf(string kind, int revision, params ReadOnlySpan<string> parts)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{revision:000}");
        foreach (var part in parts) name += "-" + part;
        return name + ".json";
    }

    /// <summary>Makes the folder with all that is to be in it, or not at all: until it is filled it has a name that no request has.</summary>
    /// <param name="fill">Fills the folder that it is given.</param>
    /// <exception cref="ReposanException">It can't be made.</exception>
    public void Make(Action<RequestFolder> fill)
    {
        var making = new RequestFolder(Id, Path.Combine(Path.GetDirectoryName(FullPath)!, "." + Id));
        try
        {
            making.Create();
            fill(making);
            Try(() => Directory.Move(making.FullPath, FullPath), "made");
        }
        catch
        {
            making.Remove();
            throw;
        }
    }

    /// <summary>Makes the folder.</summary>
    /// <exception cref="ReposanException">It can't be made.</exception>
    public void Create() => Try(() => Directory.CreateDirectory(PathOf("files"), FolderMode), "made");

    /// <summary>The names of all documents, in order.</summary>
    /// <exception cref="ReposanException">The folder can't be read.</exception>
    public IReadOnlyList<string> Names()
    {
        IReadOnlyList<string> names = [];
        Try(() => names = [.. Directory.EnumerateFiles(FullPath, "*.json").Select(f => Path.GetFileName(f)!).Where(n => n[0] != '.').Take(MostDocuments + 1).Order(StringComparer.Ordinal)], "read");
        return names.Count <= MostDocuments ? names : throw new ReposanException(ExitCode.Refused, $"The folder of request {Id} holds far more documents than a request gets: look into it.");
    }

    /// <summary>Reads a document; null where there is none of that name, or it is no document.</summary>
    public SignedDocument? Read(string name)
    {
        try
        {
            using var handle = NoFollow.Open(FullPath, name);
            if (handle is null || RandomAccess.GetLength(handle) > MostDocumentBytes) return null;
            return SignedDocument.Parse<SignedDocument>(Encoding.UTF8.GetString(NoFollow.ReadAll(handle, MostDocumentBytes)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Adds a document, whole or not at all, and never in place of another.</summary>
    /// <exception cref="ReposanException">There is one of that name (refused), or it can't be written (failed).</exception>
    public void Append(string name, SignedDocument document) => Add(name, JsonSerializer.SerializeToUtf8Bytes(document, typeof(SignedDocument), StatementJson.Default));

    /// <summary>Adds a file for people, which counts for nothing: what a run that was cut short left of it is written over.</summary>
    /// <exception cref="ReposanException">It can't be written.</exception>
    public void AddText(string name, string text) => Try(() => WriteWhole(name, Encoding.UTF8.GetBytes(text), overwrite: true), "written");

    /// <summary>Keeps bytes to be released, under their hash. Bytes that are there already are left.</summary>
    /// <exception cref="ReposanException">They can't be written.</exception>
    public void AddFile(string sha256, byte[] content)
    {
        if (ReadFile(sha256) is not null) return;
        Try(() => WriteWhole(Path.Combine("files", sha256), content, overwrite: true), "written");
    }

    /// <summary>The bytes that a hash names, read once and hashed; null where they are not there, or are others.</summary>
    public byte[]? ReadFile(string sha256)
    {
        try
        {
            using var handle = NoFollow.Open(FullPath, "files/" + sha256);
            if (handle is null) return null;
            var content = NoFollow.ReadAll(handle, int.MaxValue);
            return Convert.ToHexStringLower(SHA256.HashData(content)) == sha256 ? content : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether it holds nothing, or nothing but an empty <c>files</c>: what a run that was cut short may leave is no request.</summary>
    public static bool IsEmpty(string path)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries(path).Any(e => Path.GetFileName(e) != "files" || !Directory.Exists(e) || Directory.EnumerateFileSystemEntries(e).Any());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whatever it is, it can't be passed over.
            return false;
        }
    }

    /// <summary>The path of something in the folder.</summary>
    public string PathOf(string name) => Path.Combine(FullPath, name);

    private void Remove()
    {
        try
        {
            if (Directory.Exists(FullPath)) Directory.Delete(FullPath, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No request has its name, and what stopped the work says more.
        }
    }

    private void Add(string name, byte[] content)
    {
        try
        {
            WriteWhole(name, content, overwrite: false);
        }
        catch (IOException) when (File.Exists(PathOf(name)))
        {
            throw new ReposanException(ExitCode.Refused, $"Request {Id} has {name} already: look at 'reposan release status {Id}' before anything else.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable("written", e);
        }
    }

    private void WriteWhole(string name, byte[] content, bool overwrite)
    {
        var target = PathOf(name);
        // A name that no document has; what a killed process leaves under it is written over.
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}");
        File.Delete(temporary);
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = FileMode }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void Try(Action action, string what)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(what, e);
        }
    }

    private ReposanException Unusable(string what, Exception cause) =>
        new(ExitCode.Failed, $"The folder of request {Id}, {Printable.Escape(FullPath)}, can't be {what}: check its disk and permissions.", cause);
}
