using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Incidents;

/// <summary>
/// The record of an incident: what was about to be done, before each effect, and how it ended, after it. A line that was given back
/// from <see cref="Append"/> is on the disk; where it can't be written, the call throws, and the effect must not run. Lines are chained
/// by hashes and signed, and the hash of the last is kept beside them: a line that was changed, left out, put in or cut off is seen.
/// What nobody can see from the record alone is that all of its files were put back to an earlier state; certificates hold the hash of
/// the line they follow, and show that too.
/// </summary>
public sealed class IncidentRecord
{
    private const string FileName = "record.jsonl";
    private const string HeadName = "record.head";
    private const int MostBytes = 1 << 30;
    private const int LockAttempts = 500;

    private readonly string _file;
    private readonly string _head;
    private readonly string _lock;
    private readonly string _id;
    private readonly string _actor;
    private readonly RecordLine _line;
    private readonly TimeProvider _clock;

    internal IncidentRecord(string id, string folder, string actor, FingerprintKey key, TimeProvider clock)
    {
        _id = id;
        _file = Path.Combine(folder, FileName);
        _head = Path.Combine(folder, HeadName);
        _lock = Path.Combine(folder, "record.lock");
        _actor = actor;
        _line = new RecordLine(key);
        _clock = clock;
    }

    /// <summary>The last line: what a certificate is chained to.</summary>
    /// <exception cref="ReposanException">The record is not as it was written.</exception>
    public RecordHead Head => Read() is { Count: > 0 } entries ? new RecordHead(entries[^1].Seq, entries[^1].Hash) : RecordHead.Empty;

    /// <summary>Says what is about to be done.</summary>
    public RecordHead Intent(string action, string target, JsonNode? before = null, JsonNode? after = null) =>
        Append(new RecordStep(action, RecordPhase.Intent, target, before, after));

    /// <summary>Says how it ended.</summary>
    public RecordHead Result(string action, string target, JsonNode? before = null, JsonNode? after = null) =>
        Append(new RecordStep(action, RecordPhase.Result, target, before, after));

    /// <summary>Records the intent, runs the effect and records its result, a failure too.</summary>
    /// <param name="action">What is done.</param>
    /// <param name="target">What it is done to.</param>
    /// <param name="before">The state expected before.</param>
    /// <param name="after">The state intended.</param>
    /// <param name="effect">Does it, and gives the state reached, for the record.</param>
    public void Around(string action, string target, JsonNode? before, JsonNode? after, Func<JsonNode?> effect)
    {
        Intent(action, target, before, after);
        JsonNode? reached;
        try
        {
            reached = effect();
        }
        catch (Exception e)
        {
            // The kind of the failure only: its text may quote what was being read.
            Result(action, target, null, new JsonObject { ["failed"] = e.GetType().Name });
            throw;
        }

        try
        {
            Result(action, target, null, reached);
        }
        catch (ReposanException e) when (e.Code == ExitCode.Refused)
        {
            throw new ReposanException(ExitCode.Failed, $"It was done, but that could not be recorded. {e.Message}", e);
        }
    }

    /// <summary>Appends a line; it is on the disk when this returns.</summary>
    /// <returns>The line, as the place that a later document is chained to.</returns>
    /// <exception cref="ReposanException">It can't be written, another process holds the record, or the record is not as it was
    /// written: the effect must not run.</exception>
    public RecordHead Append(RecordStep step)
    {
        try
        {
            using var held = Hold();
            using var file = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            var head = CatchUp(file);
            var line = _line.Write(head.At, _clock.GetUtcNow(), _actor, step);
            file.Position = head.Length;
            file.Write([.. line, (byte)'\n']);
            file.SetLength(file.Position);
            file.Flush(flushToDisk: true);
            var at = new RecordHead(head.At.Seq + 1, RecordLine.HashOf(line));
            WriteHead(new KeptHead(at, file.Length));
            return at;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(
                ExitCode.Refused, $"The record of incident {_id} can't be written, so nothing more is done: check the state folder's disk and permissions.", e);
        }
    }

    /// <summary>All lines.</summary>
    /// <exception cref="ReposanException">The record is not as it was written.</exception>
    public IReadOnlyList<RecordEntry> Read()
    {
        var check = Verify();
        return check.IsWhole ? check.Entries : throw Changed(check.Problem!);
    }

    /// <summary>Checks every line, and that none is missing at the end. A line that was being written when its process was killed counts
    /// for nothing: its effect had not begun.</summary>
    public RecordCheck Verify()
    {
        var entries = new List<RecordEntry>();
        try
        {
            using var held = Hold();
            using var file = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (ReadHead() is not { } head) return new RecordCheck(entries, "the file that keeps its last line's hash is missing or was changed");
            var problem = ReadLines(file, 0, RecordHead.Empty, entries, out var end);
            if (problem is not null) return new RecordCheck(entries, problem);
            var kept = head.At.Seq == 0 ? RecordHead.Empty.Hash : entries.ElementAtOrDefault((int)head.At.Seq - 1)?.Hash;
            return new RecordCheck(entries, end < head.Length || kept != head.At.Hash ? "lines are missing at its end" : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new RecordCheck(entries, "it can't be read");
        }
    }

    /// <summary>Whether the record went through a place that a document is chained to.</summary>
    public bool Has(RecordHead place) => place.Seq == 0 || Read().Any(e => e.Seq == place.Seq && e.Hash == place.Hash);

    /// <summary>Makes the files of an empty record. The head comes first: a record without one was tampered with.</summary>
    internal void Begin()
    {
        WriteHead(new KeptHead(RecordHead.Empty, 0));
        using var file = PrivateFiles.CreateNew(_file);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Goes on from the kept head over whole lines that a killed process wrote without keeping their hash.</summary>
    private KeptHead CatchUp(FileStream file)
    {
        if (ReadHead() is not { } head) throw Changed("the file that keeps its last line's hash is missing or was changed");
        if (file.Length < head.Length) throw Changed("lines are missing at its end");
        var entries = new List<RecordEntry>();
        if (ReadLines(file, head.Length, head.At, entries, out var end) is { } problem) throw Changed(problem);
        return entries.Count == 0 ? head : new KeptHead(new RecordHead(entries[^1].Seq, entries[^1].Hash), end);
    }

    private string? ReadLines(FileStream file, long from, RecordHead before, List<RecordEntry> entries, out long end)
    {
        end = from;
        if (file.Length - from > MostBytes) return "it is far larger than a record gets";
        var bytes = new byte[file.Length - from];
        file.Position = from;
        file.ReadExactly(bytes);
        var rest = bytes.AsSpan();
        while (rest.IndexOf((byte)'\n') is var length and >= 0)
        {
            if (_line.Read(rest[..length], before, out var problem) is not { } entry) return $"line {before.Seq + 1} {problem}";
            entries.Add(entry);
            before = new RecordHead(entry.Seq, entry.Hash);
            end += length + 1;
            rest = rest[(length + 1)..];
        }

        return null;
    }

    private KeptHead? ReadHead()
    {
        if (!File.Exists(_head)) return null;
        var words = File.ReadAllText(_head).TrimEnd('\n').Split(' ');
        if (words.Length != 4 || !long.TryParse(words[0], out var seq) || !long.TryParse(words[2], out var length)) return null;
        var head = new KeptHead(new RecordHead(seq, words[1]), length);
        return _line.IsSigned(Encoding.ASCII.GetBytes(head.Text), words[3]) ? head : null;
    }

    private void WriteHead(KeptHead head)
    {
        var temporary = _head + ".new";
        File.Delete(temporary);
        using (var file = PrivateFiles.CreateNew(temporary))
        {
            file.Write(Encoding.ASCII.GetBytes($"{head.Text} {_line.Sign(Encoding.ASCII.GetBytes(head.Text))}\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _head, overwrite: true);
    }

    /// <summary>Keeps other processes and threads out while a line is written.</summary>
    private FileStream Hold()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(_lock, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = PrivateFiles.FileMode,
                });
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && attempt < LockAttempts)
            {
                Thread.Sleep(20);
            }
        }
    }

    private ReposanException Changed(string problem) => new(
        ExitCode.Refused, $"The record of incident {_id} is not as it was written: {problem}. Nothing more is written to it; see 'reposan incident show {_id}'.");

    private sealed record KeptHead(RecordHead At, long Length)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"{At.Seq} {At.Hash} {Length}");
    }
}
