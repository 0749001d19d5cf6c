using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Transactions;
using RepoSanitiser.Incidents.Ledger;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Release.Publishing;

/// <summary>An entry of the study repository's tree below <c>released_outputs/</c>.</summary>
/// <param name="Mode">Its mode, as git writes it.</param>
/// <param name="Blob">Its id.</param>
internal sealed record TreeFile(string Mode, ObjectId Blob)
{
    /// <summary>Whether it is a file, not a link or a submodule.</summary>
    public bool IsFile => Mode is "100644" or "100755";
}

/// <summary>
/// The branch <c>release-candidates</c> of a study repository, in a private bare clone that is removed again. There is no work tree: no
/// attribute, filter or link of the repository comes between the bytes and their objects. The bytes go into a pack and the commit through
/// <c>git fast-import</c>, for SHA-1 and SHA-256 alike.
/// </summary>
internal sealed class StudyBranch : IDisposable
{
    /// <summary>The branch that releases go to.</summary>
    public const string Name = "release-candidates";

    private const string Ref = "refs/heads/" + Name;
    private const int MostLedgerBytes = 256 << 20;

    private readonly PassingFolder _folder;
    private readonly string _url;
    private readonly ObjectId? _there;
    private readonly ObjectId? _base;

    private StudyBranch(string url, PassingFolder folder, Repository repository)
    {
        (_url, _folder, Repository) = (url, folder, repository);
        _there = Resolve(Ref);
        var main = Resolve("HEAD");
        // A branch that was merged is begun anew from where it was merged into.
        var isMerged = _there is not null && main is not null && Repository.Git.Run("merge-base", "--is-ancestor", _there.ToString()!, main.ToString()!).ExitCode == 0;
        _base = _there is null || isMerged ? main ?? _there : _there;
        Files = _base is { } from ? ListFiles(Repository, from) : new Dictionary<string, TreeFile>();
        if (Files.ContainsKey(ReleasePath.Folder)) throw new ReposanException(ExitCode.Refused, $"{ReleasePath.Folder} of the study repository is no folder, so nothing was published: rename it there first.");
    }

    /// <summary>The clone.</summary>
    public Repository Repository { get; }

    /// <summary>What lies below <c>released_outputs/</c> before the release, by path from the root.</summary>
    public IReadOnlyDictionary<string, TreeFile> Files { get; }

    /// <summary>Clones a study repository.</summary>
    /// <exception cref="ReposanException">It can't be reached, or is no repository that can be released to.</exception>
    public static StudyBranch Open(string url, CancellationToken cancellation)
    {
        var folder = PassingFolder.Make();
        try
        {
            var clone = Path.Combine(folder.Path, "study.git");
            Mirror.CloneBranches(url, clone, cancellation);
            return new StudyBranch(url, folder, Repository.Open(clone));
        }
        catch (GitFailedException e)
        {
            folder.Dispose();
            throw new ReposanException(ExitCode.Failed, $"The study repository {Printable.Escape(url)} could not be cloned, and nothing was published: check the address, the network and your access with git ls-remote, and the disk of the folder for temporary files.", e);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The content of a file below <c>released_outputs/</c>; null where there is none.</summary>
    /// <exception cref="ReposanException">It is a link or a submodule (refused).</exception>
    public byte[]? Read(string path)
    {
        if (!Files.TryGetValue(path, out var file)) return null;
        if (!file.IsFile) throw new ReposanException(ExitCode.Refused, $"{Printable.Escape(path)} of the study repository is a link or a submodule, so nothing was published: remove it there first.");
        byte[]? content = null;
        new CatFile(Repository).Read([file.Blob], MostLedgerBytes, (_, _, bytes) => content = bytes.ToArray(), (_, _, _) => { });
        return content ?? throw new ReposanException(ExitCode.Failed, $"{Printable.Escape(path)} of the study repository can't be read, and nothing was published: run git fsck on it.");
    }

    /// <summary>The ledger as it stands there.</summary>
    /// <exception cref="ReposanException">It is not as it was written (refused).</exception>
    public (ReleaseLedger Ledger, byte[] Content) ReadLedger(ILedgerTrust trust)
    {
        var content = Read(ReleasePath.Ledger) ?? [];
        var ledger = ReleaseLedger.Read(content, trust);
        return ledger.Problem is null
            ? (ledger, content)
            : throw new ReposanException(ExitCode.Refused, $"The ledger of the study repository is not as it was written ({ledger.Problem}), so nothing was published: 'reposan release verify' says more.");
    }

    /// <summary>The ledger with a further line, read as anybody will read it later: a key that has expired makes no entry.</summary>
    /// <exception cref="ReposanException">The line does not hold (refused).</exception>
    public static byte[] Append(byte[] content, byte[] line, ILedgerTrust trust)
    {
        byte[] longer = [.. content, .. line];
        return ReleaseLedger.Read(longer, trust).Problem is not { } problem
            ? longer
            : throw new ReposanException(ExitCode.Refused, $"The entry for the ledger would not hold ({problem}), so nothing was published: sign with a key that is good today.");
    }

    /// <summary>Commits, pushes and fetches back. What the branch then holds is compared, byte for byte, with what was to arrive.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="steps">Is told how far it is.</param>
    /// <param name="cancellation">Ends the work before the push.</param>
    /// <returns>The commit's id.</returns>
    /// <exception cref="ReposanException">The remote has moved or refuses (refused), or something is not as it was to be (failed).</exception>
    public string Release(ReleaseCommit commit, IStepClock steps, CancellationToken cancellation)
    {
        steps.Begin("committing");
        var (made, blobs) = Commit(commit, cancellation);
        if (!HasChanged(Repository, made, commit) || !HasBlobs(Repository, made, commit, blobs))
            throw new ReposanException(ExitCode.Failed, $"What was to be released was not committed as it was approved, so nothing was published: run it again, and git fsck on the study repository where that does not help.");
        cancellation.ThrowIfCancellationRequested();
        steps.Begin("pushing");
        Push(made);
        steps.Begin("reading back");
        ReadBack(made, commit);
        steps.Begin("");
        return made.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private ObjectId? Resolve(string name)
    {
        var found = Repository.Git.Run("rev-parse", "--verify", "--quiet", name + "^{commit}");
        return found.ExitCode == 0 && ObjectId.TryParse(found.Text.TrimEnd('\n'), out var id) ? id : null;
    }

    private static Dictionary<string, TreeFile> ListFiles(Repository repository, ObjectId commit)
    {
        var files = new Dictionary<string, TreeFile>(StringComparer.Ordinal);
        var listed = repository.Git.Run("ls-tree", "-r", "-z", "--full-tree", commit.ToString(), "--", ReleasePath.Folder);
        if (listed.ExitCode != 0) throw new ReposanException(ExitCode.Failed, "git can't read the study repository's files, and nothing was published: run git fsck on it.");
        foreach (var line in listed.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && line[..tab].Split(' ') is [var mode, _, var id] && ObjectId.TryParse(id, out var blob)) files[line[(tab + 1)..]] = new TreeFile(mode, blob);
        }

        return files;
    }

    private (ObjectId Made, IReadOnlyDictionary<string, ObjectId> Blobs) Commit(ReleaseCommit commit, CancellationToken cancellation)
    {
        try
        {
            var blobs = new ApprovedBlobs(Repository).Write(commit.Contents, cancellation);
            return (new FastImport(Repository).Commit(commit, blobs, _base, Ref), blobs);
        }
        catch (Exception e) when (e is IOException or GitFailedException)
        {
            throw new ReposanException(ExitCode.Failed, "The release could not be put together, and nothing was published: check the disk of the folder for temporary files.", e);
        }
    }

    /// <summary>The commit changes no path but those it was to change.</summary>
    private bool HasChanged(Repository repository, ObjectId made, ReleaseCommit commit)
    {
        var changed = _base is null
            ? repository.Git.Run("ls-tree", "-r", "-z", "--full-tree", "--name-only", made.ToString())
            : repository.Git.Run("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--no-commit-id", _base.ToString()!, made.ToString());
        var expected = commit.Contents.Select(c => c.Path).ToHashSet(StringComparer.Ordinal);
        return changed.ExitCode == 0 && changed.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).All(expected.Contains);
    }

    /// <summary>Each path of the commit has the blob that was made of the approved bytes.</summary>
    private static bool HasBlobs(Repository repository, ObjectId made, ReleaseCommit commit, IReadOnlyDictionary<string, ObjectId> blobs)
    {
        var there = ListFiles(repository, made);
        return commit.Contents.All(c => there.TryGetValue(c.Path, out var file) && file.Mode == "100644" && file.Blob == blobs[c.Sha256]);
    }

    private void Push(ObjectId made)
    {
        var (result, failure) = TryPush(made);
        if (result is { Stale.Count: 0, Refused.Count: 0 }) return;
        // What git says of a push that was overtaken differs: the branch itself tells.
        var there = TryRead();
        if (there is { } read && read.Tip == made) return;
        if (result?.Stale.Count > 0 || (there is { } now && now.Tip != _there))
            throw new ReposanException(ExitCode.Refused, $"The branch {Name} has moved in the study repository meanwhile, so nothing was published: run it again.", failure);
        throw result is null
            ? new ReposanException(ExitCode.Failed, $"The study repository {Printable.Escape(_url)} could not be pushed to, and nothing was published: check your access to it.", failure)
            : new ReposanException(ExitCode.Refused, $"The study repository refuses the branch {Name} ({Printable.Escape(result.Refused[0].Reason)}), so nothing was published: ask whoever runs it.");
    }

    private (PushResult? Result, GitFailedException? Failure) TryPush(ObjectId made)
    {
        try
        {
            return (new RemotePush(Repository).Push(_url, [new Git.Transactions.PushedRef(Ref, _there, made)]), null);
        }
        catch (GitFailedException e)
        {
            return (null, e);
        }
    }

    /// <summary>What the branch holds there now; null where that can't be read.</summary>
    private (ObjectId? Tip, bool IsRead)? TryRead()
    {
        try
        {
            return (RemotePush.List(_url).TryGetValue(Ref, out var tip) ? tip : null, true);
        }
        catch (GitFailedException)
        {
            return null;
        }
    }

    /// <summary>Fetches the branch into a repository that has nothing of it yet.</summary>
    private void ReadBack(ObjectId made, ReleaseCommit commit)
    {
        var folder = Path.Combine(_folder.Path, "back.git");
        var git = new GitRunner(null) { AllowTransport = true };
        git.Run("init", "--quiet", "--bare", "--template=", "--object-format=" + (Repository.Format == ObjectFormat.Sha1 ? "sha1" : "sha256"), "--", folder);
        var depth = _base is null ? "1" : "2";
        var fetched = git.Run("--git-dir=" + folder, "-c", "core.hooksPath=/dev/null", "-c", "core.fsync=none", "fetch", "--quiet", "--no-tags", "--depth=" + depth, "--", _url, $"{Ref}:{Ref}");
        var back = fetched.ExitCode == 0 ? Repository.Open(folder) : null;
        var tip = back?.Git.Run("rev-parse", "--verify", "--quiet", Ref).Text.TrimEnd('\n');
        if (back is null || tip != made.ToString())
            throw new ReposanException(ExitCode.Failed, $"What was pushed could not be read back from the study repository: look at its branch {Name}, then run it again.");
        if (!HasChanged(back, made, commit) || !ArrivedContents.Are(back, ListFiles(back, made), commit.Contents))
            throw new ReposanException(ExitCode.Failed, $"What was to be released did not arrive in the study repository as it was approved: look into its branch {Name}.");
    }
}

/// <summary>Is told how far a release is.</summary>
internal interface IStepClock
{
    /// <summary>A step begins; the one before has ended. Empty at the end.</summary>
    void Begin(string step);
}
