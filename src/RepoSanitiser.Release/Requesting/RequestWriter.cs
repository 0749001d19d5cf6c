using System.Security.Cryptography;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Release.Stripping;

namespace RepoSanitiser.Release.Requesting;

/// <summary>A file that can't be asked for.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Reason">Why, and what to do, in a sentence.</param>
public sealed record RefusedFile(string Path, string Reason);

/// <summary>What came of asking.</summary>
/// <param name="Request">The request that was written; null where files were refused.</param>
/// <param name="Folder">Its folder; null where files were refused.</param>
/// <param name="Refused">The files that can't be asked for: then nothing was written.</param>
public sealed record RequestOutcome(RequestStatement? Request, RequestFolder? Folder, IReadOnlyList<RefusedFile> Refused);

/// <summary>Writes what an author asks to release: reads each file once, strips it, hashes it, checks it, and signs the whole.</summary>
/// <param name="store">Where requests lie.</param>
/// <param name="signer">Who asks.</param>
/// <param name="clock">The clock.</param>
/// <param name="random">Gives that many random bytes, fit for secrets.</param>
public sealed class RequestWriter(RequestStore store, Signer signer, TimeProvider clock, Func<int, byte[]> random)
{
    /// <summary>Writes a request, or the next revision of one.</summary>
    /// <param name="workspace">Where the files lie.</param>
    /// <param name="form">What is asked for.</param>
    /// <param name="id">The request to revise; null for a new one.</param>
    /// <param name="check">Checks the files.</param>
    /// <param name="progress">Where progress is shown.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ReposanException">There is nothing to ask for, or the request can't be revised.</exception>
    public RequestOutcome Write(Workspace workspace, RequestForm form, string? id, OutputCheck check, IProgressSink progress, CancellationToken cancellation)
    {
        var before = id is null ? null : Revisable(id, workspace);
        var paths = form.Groups.SelectMany(g => g.Files.Concat(g.Supporting)).ToList();
        if (form.Groups.All(g => g.Files.Count == 0)) throw new ReposanException(ExitCode.Usage, "There is no file to release: name some, or commit them to the redaction repository.");
        if (paths.GroupBy(p => p, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ReposanException(ExitCode.Usage, $"'{Printable.Escape(twice.Key)}' is asked for twice: name it in one group.");
        if (form.Exceptions.Keys.Except(paths, StringComparer.Ordinal).FirstOrDefault() is { } stray)
            throw new ReposanException(ExitCode.Usage, $"An exception is asked for '{Printable.Escape(stray)}', which is not among the files.");

        if (check.JudgeMessage(form.Message) is { Count: > 0 } rules)
            throw new ReposanException(ExitCode.Refused, $"The message for the study repository holds something that may not be public ({string.Join(", ", rules)}): write it without.");

        var known = before?.Request.Outputs.ToDictionary(f => (f.Path, f.Sha256), f => f.Nonce) ?? [];
        var (refused, contents, groups) = (new List<RefusedFile>(), new Dictionary<string, byte[]>(StringComparer.Ordinal), new List<RequestedGroup>());
        if (ReleasePath.Collision(form.Groups.SelectMany(g => g.Files)) is { } collision)
            refused.Add(new RefusedFile(collision.Second, $"Some systems can't keep it apart from '{Printable.Escape(collision.First)}': rename one of them."));
        var done = 0;
        foreach (var group in form.Groups)
        {
            var files = new List<RequestedFile>();
            foreach (var path in group.Files.Concat(group.Supporting))
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report("checking files", ++done, paths.Count);
                var isSupporting = group.Supporting.Contains(path, StringComparer.Ordinal);
                if (Take(workspace, path, isSupporting, form.Exceptions.GetValueOrDefault(path), check, contents, cancellation) is not { } taken) continue;
                if (taken.Reason is { } reason) refused.Add(new RefusedFile(path, reason));
                else files.Add(taken.File! with { Nonce = known.GetValueOrDefault((path, taken.File!.Sha256)) ?? Convert.ToHexStringLower(random(FileCommitment.NonceBytes)) });
            }

            groups.Add(new RequestedGroup { Name = group.Name, Context = group.Context, Controls = group.Controls, Files = files });
        }

        return refused.Count > 0 ? new RequestOutcome(null, null, refused) : Write(workspace, form.Message, groups, before, contents);
    }

    private RequestOutcome Write(Workspace workspace, string message, List<RequestedGroup> groups, ReviewStatus? before, Dictionary<string, byte[]> contents)
    {
        var folder = before is null ? store.Create(random) : store.Open(before.Request.Request);
        var revision = (before?.Request.Revision ?? 0) + 1;
        var request = new RequestStatement
        {
            Kind = "request", Request = folder.Id, Revision = revision, By = signer.Principal, Time = clock.GetUtcNow(), Previous = before?.RequestHash,
            Authors = workspace.AuthorsOf([.. groups.SelectMany(g => g.Files).Where(f => !f.Supporting).Select(f => f.Path)]),
            Workspace = workspace.Name, Repository = workspace.Repository, Source = workspace.Folder, Message = message, Policy = store.Trust.Policy.Id, Groups = groups,
        };
        var signed = SignedDocument.Sign(request, signer);
        if (before is null) folder.Make(Fill);
        else Fill(folder);
        return new RequestOutcome(request, folder, []);

        void Fill(RequestFolder filled)
        {
            foreach (var (sha256, content) in contents) filled.AddFile(sha256, content);
            var number = revision.ToString("000", System.Globalization.CultureInfo.InvariantCulture);
            filled.AddText($"review-form-{number}.md", ReviewForm.Text(request));
            if (store.Trust.ReleaseAddress is { } address) filled.AddText($"request-{number}.eml", ReviewForm.Mail(request, signer, address));
            // Last, since with it the request is there.
            filled.Append(RequestFolder.NameOf("request", revision), signed);
        }
    }

    private ReviewStatus Revisable(string id, Workspace workspace)
    {
        var status = store.Status(id);
        if (status.State is RequestState.Withdrawn or RequestState.Released) throw new ReposanException(ExitCode.Refused, $"Request {id} was {status.State.ToString().ToLowerInvariant()}: ask anew without --id.");
        if (store.Trust.Signer(status.Request.By) != signer.Person || status.Request.By != signer.Principal)
            throw new ReposanException(ExitCode.Refused, $"Request {id} is by {Printable.Escape(status.Request.By)}: only they revise it.");
        return status.Request.Repository == workspace.Repository
            ? status
            : throw new ReposanException(ExitCode.Refused, $"Request {id} is for another study repository than this workspace: ask anew without --id.");
    }

    /// <summary>Reads a file through one handle, and says of those very bytes whether they can be asked for.</summary>
    private static (RequestedFile? File, string? Reason)? Take(
        Workspace workspace, string path, bool isSupporting, ExceptionReason? exception, OutputCheck check, Dictionary<string, byte[]> contents, CancellationToken cancellation)
    {
        if (ReleasePath.Problem(path) is { } problem) return (null, $"It can't be released: {problem}. Rename it.");
        if (ReadOnce(workspace, path) is not { } source) return (null, "It is not there, can't be read, or is a link: name the file itself.");
        if (workspace.IsRedactionRepository && !isSupporting && !workspace.IsCommitted(path, source))
            return (null, "It is not what is committed to the git repository that the workspace is or lies in: commit it there, so that what was redacted can be followed.");
        try
        {
            var stripped = isSupporting ? new StrippedFile(source, []) : Metadata.Strip(path, source);
            var judged = isSupporting ? new OutputJudgement(null, [], [], null) : check.Judge(path, stripped.Content, cancellation);
            if (judged.Never is { } never) return (null, never);
            if (judged.Rules.Count > 0 && exception is null) return (null, $"{string.Join(" ", judged.Evidence.Take(3))} Redact it, or ask for an exception.");
            var sha256 = HashOf(stripped.Content);
            contents[sha256] = stripped.Content;
            return (new RequestedFile
            {
                Path = path, Sha256 = sha256, Size = stripped.Content.Length, SourceSha256 = HashOf(source), Nonce = "", Supporting = isSupporting,
                Stripped = stripped.Removed, Rules = judged.Rules, Exception = judged.Rules.Count > 0 ? exception : null,
            }, null);
        }
        catch (MetadataRefusedException e)
        {
            return (null, e.Message);
        }
    }

    private static byte[]? ReadOnce(Workspace workspace, string path)
    {
        try
        {
            using var handle = NoFollow.Open(workspace.Folder, path);
            return handle is null ? null : NoFollow.ReadAll(handle, int.MaxValue);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
