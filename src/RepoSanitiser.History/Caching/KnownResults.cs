using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Caching;

/// <summary>
/// What earlier scans found, in a local SQLite file, so that a second scan reads only what is new. It holds ids, places, masked evidence
/// and keyed tags, and no value of any content. Results count only for the same content, context, rules, policy, limits and key.
/// </summary>
public sealed class KnownResults : IDisposable
{
    private const int SchemaVersion = 1;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _database;
    private readonly string _keyId;

    private KnownResults(SqliteConnection database, string keyId)
    {
        _database = database;
        _keyId = keyId;
    }

    /// <summary>Opens the file, and makes it if there is none. A file of another version, or a damaged one, is begun anew.</summary>
    /// <param name="path">The file; its folder exists and only its owner can read it.</param>
    /// <param name="keyId">Id of the fingerprint key: tags of another key are useless.</param>
    /// <exception cref="ReposanException">It can't be opened, nor made anew (usage).</exception>
    public static KnownResults Open(string path, string keyId)
    {
        try
        {
            return new KnownResults(OpenDatabase(path), keyId);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            return Anew(path, keyId);
        }
        catch (SqliteException e)
        {
            throw Unusable(path, e);
        }
    }

    private static KnownResults Anew(string path, string keyId)
    {
        try
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" }) File.Delete(path + suffix);
            return new KnownResults(OpenDatabase(path), keyId);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e);
        }
    }

    private static ReposanException Unusable(string path, Exception cause) => new(
        ExitCode.Usage, $"The cache {path} can't be opened: check its folder's permissions, or scan with --no-cache.", cause);

    /// <summary>The result of the last scan of a repository, if everything it depended on is as it was; else null.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="state">Everything the result depends on, as text.</param>
    public ScanResult? Find(Repository repository, string state)
    {
        using var command = Command("select result from scan where repository = $repository and state = $state");
        command.Parameters.AddWithValue("$repository", Name(repository));
        command.Parameters.AddWithValue("$state", Hash(state));
        if (Ask(command.ExecuteScalar) is not byte[] packed) return null;
        using var unpacked = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        try
        {
            return JsonSerializer.Deserialize(unpacked, KnownResultsJson.Default.ScanResult);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Keeps the result of a scan in place of the repository's last one.</summary>
    public void Keep(Repository repository, string state, ScanResult result)
    {
        using var packed = new MemoryStream();
        using (var packing = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(packing, result, KnownResultsJson.Default.ScanResult);
        using var command = Command("insert or replace into scan (repository, state, result) values ($repository, $state, $result)");
        command.Parameters.AddWithValue("$repository", Name(repository));
        command.Parameters.AddWithValue("$state", Hash(state));
        command.Parameters.AddWithValue("$result", packed.ToArray());
        Ask(() => command.ExecuteNonQuery());
    }

    /// <summary>Whether the file turned out damaged, full or locked: then nothing was taken from it or kept in it since.</summary>
    public bool Failed { get; private set; }

    /// <summary>Asks the file. A failure costs time, never the scan: the answer is then as if nothing were known.</summary>
    internal T? Ask<T>(Func<T> question)
    {
        if (Failed) return default;
        try
        {
            return question();
        }
        catch (SqliteException)
        {
            Failed = true;
            return default;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    internal KnownBlobs For(Repository repository, string judgeVersion, ObjectTable objects, BlobContexts contexts) =>
        KnownBlobs.Load(this, Name(repository), Hash($"{judgeVersion} {_keyId}"), objects, contexts);

    internal SqliteCommand Command(string text)
    {
        var command = _database.CreateCommand();
        command.CommandText = text;
        return command;
    }

    internal SqliteTransaction Begin() => _database.BeginTransaction();

    private static SqliteConnection OpenDatabase(string path)
    {
        Make(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = normal;";
        command.ExecuteNonQuery();
        // Others may be opening it too: who comes second finds it made.
        using var transaction = connection.BeginTransaction(deferred: false);
        command.Transaction = transaction;
        command.CommandText = "pragma user_version";
        var version = (long)command.ExecuteScalar()!;
        if (version != SchemaVersion)
        {
            command.CommandText = $"""
                drop table if exists scan; drop table if exists clean; drop table if exists judged;
                create table scan (repository blob primary key, state blob not null, result blob not null) without rowid;
                create table clean (
                    repository blob not null, engine blob not null, extension text not null, label integer not null, ids blob not null);
                create index clean_of on clean (repository, engine);
                create table judged (
                    repository blob not null, engine blob not null, extension text not null, label integer not null, id blob not null,
                    result text not null, primary key (repository, engine, extension, label, id)) without rowid;
                pragma user_version = {SchemaVersion};
                """;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return connection;
    }

    /// <summary>Makes the file for its owner alone; SQLite gives the files beside it the same mode.</summary>
    private static void Make(string path)
    {
        try
        {
            if (!File.Exists(path)) PrivateFiles.CreateNew(path).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process made it just now; or it can't be made, which SQLite says next.
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];

    private static byte[] Name(Repository repository) => Hash(repository.CommonDirectory);
}

/// <summary>Reads and writes results without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScanResult))]
[JsonSerializable(typeof(Judged))]
internal sealed partial class KnownResultsJson : JsonSerializerContext;
