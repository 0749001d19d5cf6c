using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.TestKit.GitHub;

/// <content>How repositories come to be there.</content>
public sealed partial class StandIn
{
    private bool _areTaken;

    /// <summary>Takes the git repositories of another stand-in as they are, for those to be hosted in the same order.</summary>
    internal void TakeRepositories(StandIn other)
    {
        Directory.CreateSymbolicLink(Folder.File("hosted"), other.Folder.File("hosted"));
        _areTaken = true;
    }

    /// <summary>Hosts a copy of a local repository: its branches and tags.</summary>
    /// <param name="fullName">OWNER/REPO.</param>
    /// <param name="from">The local repository; an empty one if null.</param>
    public HostedRepository Host(string fullName, RepositoryBuilder? from = null)
    {
        var id = World.NextId();
        var path = Folder.File("hosted", $"{id}.git");
        if (IsTaken(path)) return Add(fullName, id, path, configured: false);
        Folder.Folder("hosted");
        var git = new GitCli(Folder.Path, Folder.Folder(".home"));
        git.Run("init", "-q", "--bare", "-b", "main", "--template=", path);
        if (from is not null) from.Git.With("GIT_CONFIG_PARAMETERS", "'protocol.file.allow=always'").Run("push", "-q", path, "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*");
        return Add(fullName, id, path);
    }

    /// <summary>Forks a repository: everything that it has but its pull requests.</summary>
    /// <param name="parent">What is forked.</param>
    /// <param name="owner">By whom.</param>
    /// <param name="empty">Whether the fork's git repository stays empty, where a test needs very many.</param>
    public HostedRepository Fork(HostedRepository parent, string owner, bool empty = false)
    {
        var id = World.NextId();
        var path = Folder.File("hosted", $"{id}.git");
        var isTaken = IsTaken(path);
        if (!empty && !isTaken)
        {
            new GitCli(Folder.Path, Folder.Folder(".home")).Run("clone", "-q", "--bare", "--no-tags", parent.GitDirectory, path);
        }

        var name = World.Find(owner, parent.Name) is null ? parent.Name : $"{parent.Name}-{id}";
        var fork = Add($"{owner}/{name}", id, path, configured: !empty && !isTaken);
        fork.Parent = parent;
        fork.Visibility = parent.Visibility;
        return fork;
    }

    /// <summary>Opens a pull request of a commit that the repository holds.</summary>
    public PullRequest Pull(HostedRepository repository, string author, string head, string into = "main", string? branch = null)
    {
        var pull = new PullRequest { Number = repository.Pulls.Count + 1, Id = World.NextId(), Author = World.Person(author).Login, Head = head, Base = into, Branch = branch };
        if (!_areTaken) repository.Git().Run("update-ref", $"refs/pull/{pull.Number}/head", head);
        repository.Pulls.Add(pull);
        return pull;
    }

    private bool IsTaken(string path) => _areTaken && Directory.Exists(path);

    private HostedRepository Add(string fullName, long id, string path, bool configured = true)
    {
        var (owner, name) = (fullName.Split('/')[0], fullName.Split('/')[1]);
        if (!World.Organisations.ContainsKey(owner)) World.Person(owner);
        if (configured) HostedGit.Configure(path);
        var repository = new HostedRepository { Id = id, Owner = owner, Name = name, GitDirectory = path };
        World.Repositories.Add(repository);
        return repository;
    }
}
