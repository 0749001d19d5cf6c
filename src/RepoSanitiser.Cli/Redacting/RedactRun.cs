using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Redaction;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.History.Checking;
using RepoSanitiser.History.Figures;

namespace RepoSanitiser.Cli.Redacting;

/// <summary>Redacts files and writes what came out, each whole or not at all.</summary>
internal sealed class RedactRun
{
    private readonly CommandContext _context;
    private readonly RedactRequest _request;
    private readonly Redactor _redactor;
    private readonly ContentJudge _judge;
    private readonly int _ownRules;

    /// <exception cref="ReposanException">There is no such policy, a rule of the user's own is wrong, or the policy rounds otherwise than was asked for.</exception>
    public RedactRun(CommandContext context, RedactRequest request)
    {
        _context = context;
        _request = request;
        var policy = PolicyCatalogue.Get(request.Policy);
        if (request.Contradiction(policy) is { } sentence) throw new ReposanException(ExitCode.Usage, sentence);
        PolicyId = policy.Id;
        var own = JudgingOptions.ReadRules(request.OwnRules);
        _ownRules = own.Rules.Count;
        _redactor = new Redactor(policy, new DocumentLimits(), InstalledReaders.Find(context.Variable("PATH")), own);
        _judge = new ContentJudge(policy, new DocumentLimits());
    }

    /// <summary>The policy that decides.</summary>
    public string PolicyId { get; }

    /// <summary>Redacts every file under the paths named.</summary>
    /// <returns>What became of each, in order of their paths.</returns>
    /// <exception cref="ReposanException">There is nothing at a path, or a file of accepted findings is wrong or of another key.</exception>
    public RedactedFiles Run()
    {
        var found = RedactionTargets.Of(_request, _context.Cancelled);
        var ignore = AcceptedFindings.Read(_request.IgnoreFile, _request.IgnoreFile is null ? AcceptedFindings.At(found.Roots) : [], () => _context.Key);
        var today = DateOnly.FromDateTime(_context.Clock.GetUtcNow().UtcDateTime);
        var accepted = ignore?.StillCounting(today);
        if (!_request.DryRun) Sweep(found.LeftBehind);
        var files = new RedactedFile[found.Targets.Count];
        var done = 0;
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = _context.Cancelled, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            files[i] = Redact(found.Targets[i], accepted);
            _context.Progress.Report("redacting files", Interlocked.Increment(ref done), files.Length);
        });
        var unread = found.Items.Where(i => i.State == ReadState.Unread).Select(i => new RedactedFile(Safe(i.Path ?? ""), null, Unread(i.Reason)));
        return new RedactedFiles([.. files, .. unread], ignore?.Expired(today) ?? [], _ownRules);
    }

    /// <summary>Takes away what a run that was killed left behind. What can't be taken away is told by a check.</summary>
    private static void Sweep(IReadOnlyList<string> leftBehind)
    {
        foreach (var file in leftBehind)
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder is another's: writing there fails too, and says so.
            }
        }
    }

    private RedactedFile Redact(RedactionTarget target, IReadOnlySet<string>? accepted)
    {
        var shown = Safe(target.File.Shown);
        if (Path.GetFileName(target.File.File) is var name && _judge.JudgeName(name) is [var hit, ..])
            return new RedactedFile(shown, null, Refused($"Its name holds what {hit.Rule} looks for: rename the file first."));
        if (target.File.Length > _request.MaxFileBytes) return new RedactedFile(shown, null, Unread($"over the limit of {_request.MaxFileBytes >> 20} MiB"));
        if (Read(target.File.File) is not { } content) return new RedactedFile(shown, null, Unread("could not be read"));
        var result = _redactor.Redact(content, target.File.Context, Options(target.File, content, accepted), _context.Cancelled);
        if (result.State is not (RedactionState.Redacted or RedactionState.Doubtful)) return new RedactedFile(shown, null, result with { Content = default });
        if (_request.InPlace && FileTraits.Names(target.Target) is not 1)
            return new RedactedFile(shown, null, Refused("It has other names (hard links), which would keep what is redacted: copy it, put the copy in its place, and redact that and the others."));
        if (result.Accepted > 0 && !_request.InPlace) result = result with { Notes = [.. result.Notes, "A check of the new file tells what was accepted again: an acceptance is bound to the file's path."] };
        var failed = _request.DryRun ? null : Write(target, content, result.Content);
        return new RedactedFile(shown, target.Target == target.File.File ? shown : Safe(Path.GetRelativePath(".", target.Target)), result with { Content = default }, failed);
    }

    private RedactionOptions Options(FoundFile file, byte[] content, IReadOnlySet<string>? accepted) =>
        accepted is null ? _request.Options : _request.Options with { IsAccepted = hit => accepted.Contains(file.Fingerprint(hit, content, _context.Key)) };

    /// <summary>Writes the redacted form: a temporary file in the same folder takes its place in one step, and nothing else is left.</summary>
    /// <returns>Why it could not be written; null where it was.</returns>
    private string? Write(RedactionTarget target, byte[] original, ReadOnlyMemory<byte> redacted)
    {
        var path = target.Target;
        try
        {
            if (_request.InPlace)
            {
                if (Read(path) is not { } now || !now.AsSpan().SequenceEqual(original)) return "It changed while it was being redacted: run this again.";
            }
            else if (File.Exists(path) && !_request.Force && !(Read(path) is { } there && there.AsSpan().SequenceEqual(redacted.Span)))
            {
                return "There is a file of that name already: move it away, or give --force.";
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            OutputFile.Write(path, _context.Random, stream => stream.Write(redacted.Span), temporary => Prepare(temporary, target.File.File, path));
            return null;
        }
        catch (ReposanException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "It could not be written: check that its folder is yours, and that the disk is not full.";
        }
    }

    /// <summary>Gives the file to be what the original has: in place all of it, elsewhere its mode.</summary>
    private void Prepare(string temporary, string original, string target)
    {
        if (!_request.InPlace) File.SetUnixFileMode(temporary, File.GetUnixFileMode(original));
        else if (!FileTraits.Copy(target, temporary))
            throw new ReposanException(ExitCode.Failed, "Its owner, group, access list or attributes can't be kept: have its owner redact it, or write elsewhere with -o.");
    }

    private static RedactionResult Refused(string reason) => new(RedactionState.Refused, default, [], [], reason);

    private static RedactionResult Unread(string reason) => new(RedactionState.Unread, default, [], [], reason);

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A path with the parts masked that hold an identifier.</summary>
    private string Safe(string path) =>
        string.Join('/', path.Split('/').Select(p => _judge.JudgeName(p).Count > 0 ? "[masked]" : p));
}
