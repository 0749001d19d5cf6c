using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents.Containers;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>What became of a blob or a member once it was opened.</summary>
internal readonly record struct Outcome(ReadState State, string? Reason)
{
    public static Outcome Read { get; } = new(ReadState.Read, null);

    public static Outcome Opaque(string reason) => new(ReadState.Opaque, reason);

    public static Outcome Unread(string reason) => new(ReadState.Unread, reason);
}

/// <summary>The reading of one blob: what was found in it so far and how much more it may cost.</summary>
internal sealed class ReadingSession(DocumentLimits limits, CancellationToken cancellation)
{
    private readonly List<Document> _documents = [];
    private readonly List<CoverageItem> _parts = [];
    private long _expanded;
    private long _cells;
    private int _members;

    public DocumentLimits Limits { get; } = limits;

    /// <summary>Reads images and PDF files; null where nothing does.</summary>
    public IFigureReader? Figures { get; init; }

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Cells the next table may have: the limit of one table, and twice that for all tables of a blob, because they are
    /// held together.</summary>
    public int CellsOfNextTable => (int)Math.Clamp((2L * Limits.MaxCells) - _cells, 0, Limits.MaxCells);

    /// <summary>Bytes that members may still unpack to.</summary>
    public long BytesLeft => Math.Max(0, Limits.MaxExpandedBytes - _expanded);

    /// <summary>Members that may still be opened.</summary>
    public int MembersLeft => Math.Max(0, Limits.MaxMembers - _members);

    public string OverMembers => $"this and what follows are over the limit of {Limits.MaxMembers:N0} members";

    public string OverBytes => $"over the limit of {Limits.MaxExpandedBytes:N0} bytes unpacked";

    public void CellsTaken(int cells) => _cells += cells;

    public void Expanded(long bytes) => _expanded += bytes;

    public void Add(Document document) => _documents.Add(document);

    public void AddPart(string? member, Outcome outcome) =>
        _parts.Add(new CoverageItem(null, member, outcome.State, outcome.Reason ?? "not read"));

    /// <summary>Adds a table; rows that a limit left out become an unread part. Tables without a cell say nothing.</summary>
    public void Add(string? member, Table table)
    {
        if (table.ColumnCount > 0) Add(new TableDocument(member, table));
        if (!table.Truncated) return;
        AddPart(member, Outcome.Unread(
            $"rows after {table.RowCount:N0} are over the limit of {Limits.MaxRows:N0} rows or {Limits.MaxCells:N0} cells"));
    }

    /// <summary>Opens a member of a container by its own name, one level deeper; says it unread where a limit forbids.</summary>
    /// <remarks>Callers that loop over members ask <see cref="MembersLeft"/> first and say once what they leave out.</remarks>
    public void OpenMember(string? container, string name, ReadOnlyMemory<byte> content, string extension, int depth)
    {
        Cancellation.ThrowIfCancellationRequested();
        var member = Join(container, name);
        _members++;
        var outcome = depth >= Limits.MaxDepth && ContainerFormats.IsContainer(content.Span, extension)
            ? Outcome.Unread($"nested deeper than {Limits.MaxDepth} containers")
            : Formats.Open(new Source(member, content, extension, OutputLabelled: true, depth + 1), this);
        if (outcome.State != ReadState.Read) AddPart(member, outcome);
    }

    /// <summary>Adds a member that its first bytes show to be a file judged by its type alone.</summary>
    public void AddMember(string? container, string name, FileType type)
    {
        var member = Join(container, name);
        _members++;
        Add(new FileDocument(member, type.Name));
        if (type.Outcome.State != ReadState.Read) AddPart(member, type.Outcome);
    }

    public DocumentSet Finish(Outcome outcome) => new(outcome.State, outcome.Reason, _documents, _parts);

    public static string Join(string? container, string name) => container is null ? name : $"{container} » {name}";
}

/// <summary>Content to open.</summary>
/// <param name="Member">Path inside the blob, null for the blob itself.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Extension">As <see cref="FileContext.Extension"/>.</param>
/// <param name="OutputLabelled">Whether the place says that it is an output, so that text without an extension is searched for tables.</param>
/// <param name="Depth">Containers around it.</param>
internal readonly record struct Source(
    string? Member, ReadOnlyMemory<byte> Content, string Extension, bool OutputLabelled, int Depth)
{
    public ReadOnlySpan<byte> Bytes => Content.Span;
}
