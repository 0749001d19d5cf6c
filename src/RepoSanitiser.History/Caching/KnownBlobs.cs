using System.Text.Json;
using Microsoft.Data.Sqlite;
using RepoSanitiser.Core;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.History.Caching;

/// <summary>What is known of the blobs of one repository under one engine (rules, policy, limits and key).</summary>
internal sealed class KnownBlobs
{
    private readonly KnownResults _store;
    private readonly byte[] _repository;
    private readonly byte[] _engine;
    private readonly ObjectTable _objects;
    private readonly BlobContexts _contexts;
    private readonly HashSet<(int Blob, FileContext Context)> _known = [];
    private readonly List<JudgedBlob> _results = [];

    private KnownBlobs(KnownResults store, byte[] repository, byte[] engine, ObjectTable objects, BlobContexts contexts)
    {
        _store = store;
        _repository = repository;
        _engine = engine;
        _objects = objects;
        _contexts = contexts;
    }

    /// <summary>What was said of each blob that is known whole and still in the repository.</summary>
    public IEnumerable<JudgedBlob> Results => _results;

    public static KnownBlobs Load(KnownResults store, byte[] repository, byte[] engine, ObjectTable objects, BlobContexts contexts)
    {
        var known = new KnownBlobs(store, repository, engine, objects, contexts);
        store.Ask(known.LoadClean);
        store.Ask(known.LoadJudged);
        return known;
    }

    /// <summary>Whether everything is known of a blob, in each of its contexts.</summary>
    public bool Has(int blob)
    {
        if (_known.Count == 0) return false;
        foreach (var context in _contexts.Of(blob))
        {
            if (!_known.Contains((blob, context))) return false;
        }

        return true;
    }

    /// <summary>Keeps what this scan found out about blobs that were not known. Unread ones are tried again next time.</summary>
    public void Keep(BlobJudging judging, Func<int, bool> inScope) => _store.Ask(() => KeepAll(judging, inScope));

    private bool KeepAll(BlobJudging judging, Func<int, bool> inScope)
    {
        using var transaction = _store.Begin();
        var said = new HashSet<(int, FileContext)>();
        using (var insert = Insert("insert or replace into judged values ($repository, $engine, $extension, $label, $id, $result)", "$id", "$result"))
        {
            foreach (var judged in judging.Results)
            {
                if (!said.Add((judged.Blob, judged.Context)) || _known.Contains((judged.Blob, judged.Context))) continue;
                if (judged.Judged.State == ReadState.Unread) continue;
                Set(insert, judged.Context);
                insert.Parameters["$id"].Value = Bytes(judged.Blob);
                insert.Parameters["$result"].Value = JsonSerializer.Serialize(judged.Judged, KnownResultsJson.Default.Judged);
                insert.ExecuteNonQuery();
            }
        }

        KeepClean(judging, inScope, said);
        transaction.Commit();
        return true;
    }

    private void KeepClean(BlobJudging judging, Func<int, bool> inScope, HashSet<(int, FileContext)> said)
    {
        var clean = new Dictionary<FileContext, MemoryStream>();
        for (var blob = 0; blob < _objects.Count; blob++)
        {
            if (_objects.Types[blob] != ObjectType.Blob || !inScope(blob) || judging.State(blob) is null or ReadState.Unread) continue;
            foreach (var context in _contexts.Of(blob))
            {
                if (said.Contains((blob, context)) || _known.Contains((blob, context))) continue;
                if (!clean.TryGetValue(context, out var ids)) clean[context] = ids = new MemoryStream();
                ids.Write(Bytes(blob));
            }
        }

        using var insert = Insert("insert into clean values ($repository, $engine, $extension, $label, $ids)", "$ids");
        foreach (var (context, ids) in clean)
        {
            Set(insert, context);
            insert.Parameters["$ids"].Value = ids.ToArray();
            insert.ExecuteNonQuery();
        }
    }

    private bool LoadClean()
    {
        using var command = Select("select extension, label, ids from clean where repository = $repository and engine = $engine");
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var context = new FileContext(rows.GetString(0), (OutputLabel)rows.GetInt32(1));
            var ids = (byte[])rows[2];
            var length = _objects.Count > 0 ? _objects[0].Length : ids.Length;
            for (var at = 0; at + length <= ids.Length; at += length)
            {
                if (_objects.Find(new ObjectId(ids.AsSpan(at, length))) is >= 0 and var blob && _known.Add((blob, context)))
                    _results.Add(new JudgedBlob(blob, context, Judged.Clean));
            }
        }

        return true;
    }

    private bool LoadJudged()
    {
        using var command = Select("select extension, label, id, result from judged where repository = $repository and engine = $engine");
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var blob = _objects.Find(new ObjectId((byte[])rows[2]));
            if (blob < 0 || Parse(rows.GetString(3)) is not { } judged) continue;
            var context = new FileContext(rows.GetString(0), (OutputLabel)rows.GetInt32(1));
            if (_known.Add((blob, context))) _results.Add(new JudgedBlob(blob, context, judged));
        }

        return true;
    }

    private static Judged? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, KnownResultsJson.Default.Judged);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private SqliteCommand Select(string text)
    {
        var command = _store.Command(text);
        command.Parameters.AddWithValue("$repository", _repository);
        command.Parameters.AddWithValue("$engine", _engine);
        return command;
    }

    private SqliteCommand Insert(string text, params ReadOnlySpan<string> more)
    {
        var command = Select(text);
        command.Parameters.AddWithValue("$extension", "");
        command.Parameters.AddWithValue("$label", 0);
        foreach (var name in more) command.Parameters.AddWithValue(name, "");
        return command;
    }

    private static void Set(SqliteCommand insert, FileContext context)
    {
        insert.Parameters["$extension"].Value = context.Extension;
        insert.Parameters["$label"].Value = (int)context.Label;
    }

    private byte[] Bytes(int blob)
    {
        var bytes = new byte[_objects[blob].Length];
        _objects[blob].CopyTo(bytes);
        return bytes;
    }
}
