using System.Buffers;
using System.Globalization;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Incidents;

/// <summary>An incident: its id, its private folder and its record.</summary>
/// <param name="Id">The day it was opened and four characters: <c>2027-01-31-k7mq</c>.</param>
/// <param name="Folder">Its folder, 0700.</param>
/// <param name="Record">Its record.</param>
public sealed record Incident(string Id, string Folder, IncidentRecord Record)
{
    /// <summary>The path of a file or folder in it.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);
}

/// <summary>The incidents of a state folder: <c>incidents/&lt;id&gt;/</c>.</summary>
/// <param name="state">The state folder.</param>
/// <param name="key">Signs records.</param>
/// <param name="actor">Who runs the command, for the record.</param>
/// <param name="clock">The clock.</param>
/// <param name="random">Gives that many random bytes.</param>
public sealed class IncidentStore(StateDirectory state, FingerprintKey key, string actor, TimeProvider clock, Func<int, byte[]> random)
{
    // No letters or digits that look like others: ids are read out on the telephone.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int RandomCharacters = 4;
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(Alphabet);

    private string Root => state.PathOf("incidents");

    /// <summary>Opens a new incident and makes its folder.</summary>
    /// <exception cref="ReposanException">The folder can't be made.</exception>
    public Incident Create()
    {
        try
        {
            Directory.CreateDirectory(Root, PrivateFiles.FolderMode);
            string id;
            do id = NewId();
            while (Directory.Exists(Path.Combine(Root, id)));
            var folder = Directory.CreateDirectory(Path.Combine(Root, id), PrivateFiles.FolderMode).FullName;
            var incident = At(id, folder);
            incident.Record.Begin();
            return incident;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Refused, $"No incident can be made in {Root}: check its disk and permissions.", e);
        }
    }

    /// <summary>Opens an incident that there is.</summary>
    /// <exception cref="ReposanException">There is none of this id (usage), or others can look into it (refused).</exception>
    public Incident Open(string id)
    {
        var folder = Path.Combine(Root, id);
        if (!IsId(id) || !Directory.Exists(folder))
            throw new ReposanException(ExitCode.Usage, $"There is no incident '{Printable.Escape(id)}': list those there are with 'reposan incident list'.");
        if (PrivateFiles.IsOpenToOthers(File.GetUnixFileMode(folder)))
            throw new ReposanException(ExitCode.Refused, $"The folder of incident {id} is open to other users: run 'chmod 700' on {folder}.");
        return At(id, folder);
    }

    /// <summary>The ids of all incidents, oldest first.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(Root) ? [.. Directory.GetDirectories(Root).Select(d => Path.GetFileName(d)!).Where(IsId).Order(StringComparer.Ordinal)] : [];

    private static bool IsId(string id) =>
        id.Length == 10 + 1 + RandomCharacters
        && DateOnly.TryParseExact(id.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && id[10] == '-' && id.AsSpan(11).IndexOfAnyExcept(IdCharacters) < 0;

    private Incident At(string id, string folder) => new(id, folder, new IncidentRecord(id, folder, actor, key, clock));

    private string NewId()
    {
        var characters = random(RandomCharacters).Select(b => Alphabet[b % Alphabet.Length]);
        return clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "-" + string.Concat(characters);
    }
}
