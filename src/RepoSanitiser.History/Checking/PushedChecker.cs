using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Staging;

namespace RepoSanitiser.History.Checking;

/// <summary>Checks what a push would send: every blob, message and name that the other side does not have, in whichever commit.
/// What looks like an output is judged as one, wherever it lies.</summary>
/// <param name="judge">Says what content holds.</param>
/// <param name="key">Keys the fingerprints.</param>
/// <param name="options">Limits.</param>
public sealed class PushedChecker(ContentJudge judge, FingerprintKey key, CheckOptions options)
{
    /// <summary>Checks the objects that a push would send.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="refs">What is pushed.</param>
    /// <param name="remote">The remote's name or URL; null for none.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="ReposanException">git can't walk the history.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CheckResult Check(Repository repository, IReadOnlyList<PushedRef> refs, string? remote, CancellationToken cancellation)
    {
        var objects = PushedObjects.List(repository, refs, remote);
        var byId = objects.ToDictionary(o => o.Id);
        var judging = new CheckJudging(judge, key, options, cancellation) { Expected = objects.Count(o => o.Type == ObjectType.Blob) };
        foreach (var pushed in refs.Where(r => !r.Local.IsZero)) judging.TakeRef(pushed.RemoteRef, pushed.Local.ToString());
        RepositoryNames.Judge(objects.Where(o => o.Type is ObjectType.Blob or ObjectType.Tree && o.Path.Length > 0).Select(o => o.Path), judging);
        foreach (var missing in objects.Where(o => o.Type == ObjectType.None)) judging.TakeUnread(new CoverageItem(missing.Id.ToString(), Named(missing), ReadState.Unread, "missing or corrupt"));
        var classifier = new PathClassifier(Declarations(repository, refs, objects, judging));
        using var feed = new ContentFeed(judging, options.Threads, cancellation);
        PushedObjects.Read(
            repository,
            [.. objects.Where(o => o.Type is ObjectType.Blob or ObjectType.Commit or ObjectType.Tag).Select(o => o.Id)],
            options.MaxFileBytes,
            (id, type, bytes) =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (type == ObjectType.Blob) feed.Add(ContentOf(repository, byId[id], classifier), bytes.ToArray());
                else TakeMessage(id, type, bytes, judging);
            },
            (id, _, reason) =>
            {
                if (byId[id].Type == ObjectType.Blob) judging.TakeUnread(ContentOf(repository, byId[id], classifier), reason);
                else judging.TakeUnread(new CoverageItem(id.ToString(), null, ReadState.Unread, reason));
            });
        feed.Finish();
        return judging.Finish() with
        {
            Undecided = objects.Where(o => o.Type == ObjectType.Blob && OutputLooks.MayBe(o.Path, classifier.For(o.Path))).Select(o => o.Path).Distinct(StringComparer.Ordinal).Count(),
        };
    }

    private CheckedContent ContentOf(Repository repository, PushedObject blob, PathClassifier classifier)
    {
        var id = blob.Id.ToString();
        // A blob that a tag names has no path: its content alone decides.
        var context = blob.Path.Length == 0 ? PathClassifier.Nameless : OutputLooks.Widen(classifier.For(blob.Path));
        return new CheckedContent(blob.Path.Length == 0 ? $"blob {id[..10]}" : blob.Path, blob.Path, context, blob.Size)
        {
            Blob = id,
            Identity = _ => id,
            Reread = () => Read(repository, blob.Id, options.MaxFileBytes),
        };
    }

    private static void TakeMessage(ObjectId id, ObjectType type, ReadOnlyMemory<byte> content, CheckJudging judging)
    {
        var start = content.Span.IndexOf("\n\n"u8);
        if (start >= 0) judging.TakeMessage(new ObjectReference(type.Name(), id.ToString()), content[(start + 2)..].ToArray());
    }

    /// <summary>What the study declares in any version that is pushed, and in the tips themselves.</summary>
    private StudyDeclarations Declarations(Repository repository, IReadOnlyList<PushedRef> refs, IReadOnlyList<PushedObject> objects, CheckJudging judging)
    {
        var found = objects.Where(o => o.Type == ObjectType.Blob && StudyDeclarations.IsDeclaration(o.Path)).ToDictionary(o => o.Id, o => o.Path);
        foreach (var tip in refs.Where(r => !r.Local.IsZero).Select(r => r.Local).Distinct())
        {
            foreach (var path in (ReadOnlySpan<string>)["project.yaml", "metadata/manifest.json"])
            {
                var asked = repository.Git.Run("rev-parse", "--verify", "-q", $"{tip}:{path}");
                if (asked.ExitCode == 0 && ObjectId.TryParse(asked.Text.TrimEnd('\n'), out var id)) found.TryAdd(id, path);
            }
        }

        var declarations = new StudyDeclarations();
        foreach (var (id, path) in found)
        {
            if (Read(repository, id, options.MaxFileBytes) is { } content && declarations.Add(path, content)) continue;
            judging.TakeUnread(new CoverageItem(id.ToString(), path, ReadState.Opaque, "what it declares of outputs needs a person: it is not valid"));
        }

        return declarations;
    }

    private static byte[]? Read(Repository repository, ObjectId id, long mostBytes)
    {
        byte[]? content = null;
        PushedObjects.Read(repository, [id], mostBytes, (_, type, bytes) => content = type == ObjectType.Blob ? bytes.ToArray() : null, static (_, _, _) => { });
        return content;
    }

    private static string? Named(PushedObject missing) => missing.Path.Length == 0 ? null : missing.Path;
}
