using RepoSanitiser.Core;

namespace RepoSanitiser.Release.Approval;

/// <summary>The requests of a folder: <c>DIR/&lt;id&gt;/</c>.</summary>
/// <param name="path">The folder.</param>
/// <param name="trust">Whose signatures count.</param>
/// <param name="clock">The clock.</param>
public sealed class RequestStore(string path, Trust trust, TimeProvider clock)
{
    private readonly string _path = Path.GetFullPath(path);

    /// <summary>Whose signatures count.</summary>
    public Trust Trust { get; } = trust;

    /// <summary>The ids of all requests, oldest first.</summary>
    /// <exception cref="ReposanException">The folder can't be read (usage).</exception>
    public IReadOnlyList<string> List()
    {
        try
        {
            return [.. Directory.EnumerateDirectories(_path).Select(d => Path.GetFileName(d)!).Where(d => RequestFolder.IsId(d) && !RequestFolder.IsEmpty(Path.Combine(_path, d))).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The folder of requests {Printable.Escape(_path)} can't be read: name it with --requests.", e);
        }
    }

    /// <summary>The folder of a request.</summary>
    /// <exception cref="ReposanException">There is none of that id (usage).</exception>
    public RequestFolder Open(string id)
    {
        var folder = Path.Combine(_path, id);
        return RequestFolder.IsId(id) && Directory.Exists(folder) && new DirectoryInfo(folder).LinkTarget is null && !RequestFolder.IsEmpty(folder)
            ? new RequestFolder(id, folder)
            : throw new ReposanException(ExitCode.Usage, $"There is no request '{Printable.Escape(id)}' in {Printable.Escape(_path)}: list those there are with 'reposan release status'.");
    }

    /// <summary>The folder that a new request is to have; nothing is made.</summary>
    public RequestFolder Create(Func<int, byte[]> random)
    {
        string id;
        do id = RequestFolder.NewId(clock.GetUtcNow(), random);
        while (Directory.Exists(Path.Combine(_path, id)));
        return new RequestFolder(id, Path.Combine(_path, id));
    }

    /// <summary>Where a request stands, from its folder alone.</summary>
    /// <exception cref="ReposanException">There is none (usage), or it can't be trusted (refused).</exception>
    public ReviewStatus Status(string id) => Review.Of(Open(id), Trust, clock.GetUtcNow());

    /// <summary>Where a request stands, with the bytes it is about read again, as long as it is not over: what is not as it was asked for is among its problems.</summary>
    /// <exception cref="ReposanException">There is none (usage), or it can't be trusted (refused).</exception>
    public ReviewStatus Examine(string id)
    {
        var status = Status(id);
        return status.State is RequestState.Released or RequestState.Withdrawn
            ? status
            : status with { Problems = [.. status.Problems, .. RequestBytes.Problems(Open(id), status.Files.Select(f => f.File))] };
    }

    /// <summary>Reads bytes of a request that somebody has to decide about.</summary>
    /// <exception cref="ReposanException">They are missing, or others than were asked for (refused).</exception>
    public byte[] ReadFile(string id, RequestedFile file) =>
        Open(id).ReadFile(file.Sha256) ?? throw new ReposanException(ExitCode.Refused, RequestBytes.Sentence(id, file));
}
