using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Disclosure.Study;
using RepoSanitiser.Git.Staging;

namespace RepoSanitiser.History.Checking;

/// <summary>Checks what the next commit would bring. What looks like an output is judged as one, wherever it lies.</summary>
/// <param name="judge">Says what content holds.</param>
/// <param name="key">Keys the fingerprints.</param>
/// <param name="options">Limits.</param>
public sealed class StagedChecker(ContentJudge judge, FingerprintKey key, CheckOptions options)
{
    /// <summary>Checks every file whose staged content differs from HEAD.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CheckResult Check(StagedContent staged, CancellationToken cancellation)
    {
        var judging = new CheckJudging(judge, key, options, cancellation) { Expected = staged.Changes.Count };
        var classifier = new PathClassifier(Declarations(staged, judging));
        RepositoryNames.Judge(staged.Changes.Select(f => f.Path), judging);
        using var feed = new ContentFeed(judging, options.Threads, cancellation);
        var undecided = 0;
        foreach (var file in staged.Changes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (file.IsSubmodule)
            {
                judging.TakeUnread(new CoverageItem(null, file.Path, ReadState.Opaque, "a submodule: its content is in another repository"));
                continue;
            }

            var bytes = staged.Read(file.Id, options.MaxFileBytes);
            var context = OutputLooks.Widen(classifier.For(file.Path));
            if (OutputLooks.MayBe(file.Path, context)) undecided++;
            var content = new CheckedContent(file.Path, file.Path, context, bytes?.Length ?? 0)
            {
                Blob = file.Id.ToString(),
                Identity = _ => file.Id.ToString(),
                Reread = () => staged.Read(file.Id, options.MaxFileBytes),
            };
            if (bytes is null) judging.TakeUnread(content, "missing, corrupt or over the size limit");
            else feed.Add(content, bytes);
        }

        feed.Finish();
        return judging.Finish() with { Undecided = undecided };
    }

    /// <summary>What the study declares as staged: a commit that declares an output takes it in together with it.</summary>
    private StudyDeclarations Declarations(StagedContent staged, CheckJudging judging)
    {
        var declarations = new StudyDeclarations();
        foreach (var path in staged.Changes.Select(f => f.Path).Where(StudyDeclarations.IsDeclaration).Concat(["project.yaml", "metadata/manifest.json"]).Distinct())
        {
            if (staged.Find(path) is not { IsSubmodule: false } file) continue;
            if (staged.Read(file.Id, options.MaxFileBytes) is { } content && declarations.Add(path, content)) continue;
            judging.TakeUnread(new CoverageItem(file.Id.ToString(), path, ReadState.Opaque, "what it declares of outputs needs a person: it is not valid"));
        }

        return declarations;
    }
}
