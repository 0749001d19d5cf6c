using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RepoSanitiser.Core;

namespace RepoSanitiser.Incidents.Ledger;

/// <summary>
/// The ledger of a study repository, <c>released_outputs/.ledger.jsonl</c>: what was released, when, by whom approved, under which policy.
/// Each line names the hash of the one before and is signed. What a commitment stands for is outside of both, so that it can be dropped
/// when the file is purged: what is left is a gap that a signed withdrawal accounts for.
/// </summary>
public sealed class ReleaseLedger
{
    /// <summary>The namespace of signatures over entries.</summary>
    public const string Namespace = "ledger@reposan";

    private const string Folder = "released_outputs/";
    private const int FewestApprovals = 2;
    private static readonly string NoHash = new('0', 64);

    private readonly string? _fault;
    private readonly HashSet<string> _withdrawn;

    private ReleaseLedger(IReadOnlyList<LedgerEntry> entries, string? fault)
    {
        Entries = entries;
        _fault = fault;
        _withdrawn = entries.Where(e => e.Statement.Kind == LedgerKind.Withdrawal).SelectMany(e => e.Statement.Files).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The entries up to the first that is not as it was written.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <summary>What is wrong, in a few words; null where it is whole.</summary>
    public string? Problem => ProblemAmong([this]);

    /// <summary>The hash of the last line.</summary>
    public string Head => Entries.Count > 0 ? Entries[^1].Hash : NoHash;

    /// <summary>Every content with the last that an entry said of it.</summary>
    public IReadOnlyDictionary<string, LedgerKind> Contents()
    {
        var contents = new Dictionary<string, LedgerKind>(StringComparer.Ordinal);
        foreach (var entry in Entries)
        {
            foreach (var open in entry.Open.OfType<FileCommitment>()) contents[open.Sha256] = entry.Statement.Kind;
        }

        return contents;
    }

    /// <summary>The paths that entries name for each content, in their order.</summary>
    public ILookup<string, string> Paths() =>
        Entries.Where(e => e.Statement.Kind != LedgerKind.Withdrawal).SelectMany(e => e.Open).OfType<FileCommitment>().DistinctBy(f => (f.Path, f.Sha256)).ToLookup(f => f.Sha256, f => f.Path, StringComparer.Ordinal);

    /// <summary>What an output is called: its path from the workspace, which is the one below <c>released_outputs/</c> too.</summary>
    public static string NameOf(string path) => path.StartsWith(Folder, StringComparison.Ordinal) ? path[Folder.Length..] : path;

    /// <summary>
    /// What is wrong with one version of a ledger among others, in a few words; null where it is whole. A file that a purge dropped from
    /// every version was withdrawn in a later one.
    /// </summary>
    /// <param name="versions">The versions, this one among them.</param>
    public string? ProblemAmong(IReadOnlyCollection<ReleaseLedger> versions)
    {
        var dropped = Entries.SelectMany(e => e.Open.Zip(e.Statement.Files)).Where(p => p.First is null).Select(p => p.Second);
        return _fault ?? (dropped.All(d => versions.Any(v => v._withdrawn.Contains(d))) ? null : "a file was dropped from it that nobody withdrew");
    }

    /// <summary>Reads and checks a ledger.</summary>
    /// <param name="content">The file; empty for none.</param>
    /// <param name="trust">Whose signatures count.</param>
    public static ReleaseLedger Read(ReadOnlySpan<byte> content, ILedgerTrust trust)
    {
        var entries = new List<LedgerEntry>();
        var before = NoHash;
        var text = Encoding.UTF8.GetString(content);
        if (text.Length > 0 && text[^1] != '\n') return new ReleaseLedger(entries, "its last line is cut off");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(line) is not { } parsed) return new ReleaseLedger(entries, $"line {entries.Count + 1} is none of a ledger");
            var (statement, entry) = parsed;
            if (Fault(statement, entry, before, entries.Count, trust) is { } problem) return new ReleaseLedger(entries, $"line {entries.Count + 1} {problem}");
            entries.Add(new LedgerEntry(statement, entry.Open, before = HashOf(entry)));
        }

        return new ReleaseLedger(entries, null);
    }

    /// <summary>A line to be appended, with its line end.</summary>
    /// <param name="statement">What it says.</param>
    /// <param name="open">What its commitments stand for, in their order.</param>
    /// <param name="sign">Signs bytes under <see cref="Namespace"/>.</param>
    public static byte[] Write(LedgerStatement statement, IReadOnlyList<FileCommitment?> open, Func<byte[], string> sign)
    {
        var text = JsonSerializer.Serialize(statement, LedgerJson.Default.LedgerStatement);
        var line = new LedgerLine(text, sign(Encoding.UTF8.GetBytes(text)), open);
        return [.. JsonSerializer.SerializeToUtf8Bytes(line, LedgerJson.Default.LedgerLine), (byte)'\n'];
    }

    /// <summary>
    /// The same ledger without what withdrawn commitments stand for: path, hash and nonce. Nothing that was signed changes.
    /// </summary>
    /// <param name="content">The file; lines that are none of a ledger stay as they are.</param>
    /// <param name="isDropped">Says of each file whether it goes.</param>
    public static byte[] Drop(ReadOnlySpan<byte> content, Func<FileCommitment, bool> isDropped)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n').Select(line =>
        {
            var parsed = Parse(line)?.Line;
            if (parsed is null || !parsed.Open.Any(o => o is not null && isDropped(o))) return line;
            var left = parsed with { Open = [.. parsed.Open.Select(o => o is not null && isDropped(o) ? null : o)] };
            return JsonSerializer.Serialize(left, LedgerJson.Default.LedgerLine);
        });
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    /// <summary>
    /// What the lines of a ledger say of files, as far as they can be read: nothing is checked. For a purge, which trusts nobody and drops
    /// only what says less afterwards.
    /// </summary>
    /// <param name="content">The file.</param>
    public static (IReadOnlyList<FileCommitment> Known, IReadOnlySet<string> Withdrawn) Skim(ReadOnlySpan<byte> content)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n').Select(Parse).Where(l => l is not null).Select(l => l!.Value).ToList();
        var withdrawn = lines.Where(l => l.Statement.Kind == LedgerKind.Withdrawal).SelectMany(l => l.Statement.Files).ToHashSet(StringComparer.Ordinal);
        return ([.. lines.SelectMany(l => l.Line.Open).OfType<FileCommitment>().Where(f => f.IsWellFormed)], withdrawn);
    }

    private static (LedgerStatement Statement, LedgerLine Line)? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, LedgerJson.Default.LedgerLine) is { } line
                && JsonSerializer.Deserialize(line.Entry, LedgerJson.Default.LedgerStatement) is { } statement
                ? (statement, line)
                : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private static string HashOf(LedgerLine line) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line.Entry + "\0" + line.Sig)));

    private static string? Fault(LedgerStatement statement, LedgerLine line, string before, int count, ILedgerTrust trust)
    {
        if (statement.PrevHash != before || statement.Seq != count + 1) return "does not follow on the line before";
        if (!trust.MayPublish(statement.By)) return $"is by {Printable.Escape(statement.By)}, who may not publish";
        if (trust.Verify(statement.By, Namespace, line.Sig, Encoding.UTF8.GetBytes(line.Entry), statement.Time) is { } problem) return $"has a signature that {problem}";
        if (line.Open.Count != statement.Files.Count || line.Open.Zip(statement.Files).Any(p => p.First is { } open && (!open.IsWellFormed || open.Digest != p.Second)))
            return "names other files than were signed";
        return statement.Kind == LedgerKind.Release ? FaultOfApprovals(statement, trust) : null;
    }

    /// <summary>Each file has to be approved by two people, none of them its author.</summary>
    private static string? FaultOfApprovals(LedgerStatement statement, ILedgerTrust trust)
    {
        var people = statement.Files.ToDictionary(f => f, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        var author = trust.PersonOf(statement.Author);
        foreach (var approval in statement.Approvals)
        {
            var signed = new ApprovalStatement(statement.Request, approval.By, approval.Files ?? statement.Files);
            if (!trust.MayReview(approval.By) || trust.PersonOf(approval.By) is not { } person || person == author) return $"has an approval by {Printable.Escape(approval.By)}, who may not approve it";
            if (trust.Verify(approval.By, ApprovalStatement.Namespace, approval.Signature, signed.Bytes(), statement.Time) is { } problem) return $"has an approval whose signature {problem}";
            foreach (var file in signed.Files) people.GetValueOrDefault(file)?.Add(person);
        }

        return people.Values.All(p => p.Count >= FewestApprovals) ? null : "releases a file without two approvals";
    }
}

/// <summary>How the ledger is written: one line an entry.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(LedgerLine))]
[JsonSerializable(typeof(LedgerStatement))]
internal sealed partial class LedgerJson : JsonSerializerContext;
