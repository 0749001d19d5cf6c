using System.Text;
using System.Text.Json.Nodes;
using RepoSanitiser.Cli.Incidents;
using RepoSanitiser.Cli.Remote;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.GitHub.Tracing;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;

namespace RepoSanitiser.Cli.Tracing;

/// <summary>One run of <c>reposan trace</c>.</summary>
internal sealed class TraceSession(CommandContext context, string repository)
{
    private readonly RepositoryName _name = RepositoryName.Parse(repository);

    public string? IncidentId { get; init; }

    public string? CertificateFile { get; init; }

    public string? Api { get; init; }

    public bool Json { get; init; }

    public string? Output { get; init; }

    /// <summary>Looks for copies, adds them to the list, and writes the requests out.</summary>
    public async Task<ExitCode> TraceAsync()
    {
        using var connection = Connection.Open(context, Api);
        var incident = RemoteIncident.Find(context, _name, IncidentId);
        var given = RemoteIncident.Certificate(context, incident, CertificateFile);
        var known = incident is null ? new KnownBefore([], []) : Known(incident);
        var tracer = new Tracer(connection.GitHub, connection.Git, given is null ? null : new OldIds(given.Certificate), context.Progress);
        var trace = await tracer.FindAsync(_name, known, context.Cancelled);
        if (incident is null)
        {
            incident = context.Incidents().Create();
            context.Say($"Incident {incident.Id}");
        }

        var list = CopyList.Of(incident, trace.Repository, context.Clock);
        list.Add(trace.Copies);
        var folder = WriteRequests(incident, new Requests(trace.Repository, connection.Address.PageUrl(trace.Repository), given?.Certificate).All(list.Copies));
        List<string> notes = [.. trace.Notes, $"Requests, ready to send: {folder}"];
        if (given is null) notes.Add("Nothing was purged in this incident yet, so forks were not asked for what leaked: run it again after the purge.");
        return Show(incident, trace.Repository, list, notes, trace.Problems);
    }

    /// <summary>Shows the list.</summary>
    public ExitCode Status()
    {
        var incident = Incident();
        return Show(incident, _name, CopyList.Of(incident, _name, context.Clock), [], []);
    }

    /// <summary>Sets states, and takes receipts in.</summary>
    public ExitCode Update(IReadOnlyList<string> set, string? note, IReadOnlyList<string> receipts)
    {
        var incident = Incident();
        var list = CopyList.Of(incident, _name, context.Clock);
        var changes = set.Select(Change).ToList();
        var missing = changes.FirstOrDefault(c => !list.Has(c.Id)).Id;
        if (missing is not null)
            throw new ReposanException(ExitCode.Usage, $"The list of copies has no '{Printable.Escape(missing)}': see 'reposan trace {_name} --status'; nothing was set.");
        var taken = receipts.Select(f => Receipt(f, incident)).ToList();
        foreach (var (id, state) in changes) list.Set(id, state, note);
        foreach (var receipt in taken) list.Take(receipt);
        return Show(incident, _name, list, [], []);
    }

    private static (string Id, CopyState State) Change(string text)
    {
        var at = text.LastIndexOf('=');
        if (at > 0 && !char.IsAsciiDigit(text[^1]) && Enum.TryParse<CopyState>(text[(at + 1)..], ignoreCase: true, out var state)) return (text[..at], state);
        throw new ReposanException(ExitCode.Usage, $"--set takes ID=STATE, and STATE is one of found, asked, cleaned, proved, unreachable; not '{Printable.Escape(text)}'.");
    }

    private static KnownBefore KnownFrom(CopyList list) => new(
        list.Forks, [.. list.Copies.Where(c => c is { Kind: CopyKind.Clone, Holder: not null }).Select(c => c.Holder!)]);

    /// <summary>What the list has, and what was seen before the repository was closed: nothing on GitHub leads to those forks any more.</summary>
    private KnownBefore Known(Incident incident)
    {
        var list = KnownFrom(CopyList.Of(incident, _name, context.Clock));
        return new SnapshotFile(incident).Load() is { } before && before.Repository.FullNameParsed == _name
            ? new KnownBefore([.. list.Forks.Union(before.ForkNames)], [.. list.People.Union(before.People.Select(p => p.Login), StringComparer.OrdinalIgnoreCase)])
            : list;
    }

    private Incident Incident() => RemoteIncident.Find(context, _name, IncidentId)
        ?? throw new ReposanException(ExitCode.Usage, $"There is no list of copies of {_name} yet: make one with 'reposan trace {_name}'.");

    private Receipt Receipt(string file, Incident incident)
    {
        var content = CertificateJson.Bytes(file);
        if (IncidentOf(content) is { } of && of != incident.Id)
            throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(file)} is of incident {Printable.Escape(of)}, not of {incident.Id}: name that one with --incident.");
        return new CertificateJson(context.Key.ForIncident(incident.Id)).ReadReceipt(content, file);
    }

    private static string? IncidentOf(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content) is JsonObject json ? (string?)json["incident"] : null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string WriteRequests(Incident incident, IReadOnlyDictionary<string, string> requests)
    {
        var folder = incident.PathOf("requests");
        try
        {
            Directory.CreateDirectory(folder, PrivateFiles.FolderMode);
            foreach (var (name, text) in requests)
            {
                var file = Path.Combine(folder, name);
                File.Delete(file + ".part");
                using (var part = PrivateFiles.CreateNew(file + ".part")) part.Write(Encoding.UTF8.GetBytes(text));
                File.Move(file + ".part", file, overwrite: true);
            }

            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Failed, $"The requests can't be written to {folder}: check its disk and permissions; the list is complete.", e);
        }
    }

    private ExitCode Show(Incident incident, RepositoryName name, CopyList list, IReadOnlyList<string> notes, IReadOnlyList<string> problems)
    {
        var report = new TraceReport(incident.Id, name, list.Copies, notes, problems);
        context.WriteOutput(Output, stream =>
        {
            if (Json) report.WriteJson(stream);
            else report.WriteText(stream);
        });
        foreach (var problem in problems) context.Say(problem);
        return list.Copies.Any(c => c.IsOpen) ? ExitCode.Findings : problems.Count > 0 ? ExitCode.Incomplete : ExitCode.Clean;
    }
}
