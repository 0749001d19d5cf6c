using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Git;

namespace RepoSanitiser.Cli.Scanning;

/// <summary>What is scanned: a repository on this machine, or a private mirror of a remote one, which is removed again.</summary>
internal sealed class ScanSource : IDisposable
{
    private readonly PassingFolder? _folder;

    private ScanSource(string name, Repository repository, PassingFolder? folder)
    {
        Name = name;
        Repository = repository;
        _folder = folder;
    }

    /// <summary>The path or URL for people, without credentials.</summary>
    public string Name { get; }

    /// <summary>The repository.</summary>
    public Repository Repository { get; }

    /// <summary>Whether it is a mirror that is removed afterwards.</summary>
    public bool IsTemporary => _folder is not null;

    /// <summary>Opens a path, or mirrors a URL.</summary>
    /// <exception cref="ReposanException">It is no repository, or can't be cloned.</exception>
    public static ScanSource Open(string pathOrUrl, CommandContext context)
    {
        if (!IsUrl(pathOrUrl)) return new ScanSource(pathOrUrl, Repository.Open(pathOrUrl), null);
        var name = WithoutCredentials(pathOrUrl);
        context.Progress.Report("cloning", 0, 0);
        var folder = PassingFolder.Make();
        try
        {
            Mirror.Clone(pathOrUrl, folder.Path, context.Cancelled);
            return new ScanSource(name, Repository.Open(folder.Path), folder);
        }
        catch (GitFailedException e)
        {
            folder.Dispose();
            throw new ReposanException(ExitCode.Failed, $"{Printable.Escape(name)} could not be cloned: check the URL, the network and your access with git ls-remote.", e);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder?.Dispose();

    /// <summary>Whether what was named is a URL, not a folder.</summary>
    public static bool IsUrl(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal)) return true;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && !text.AsSpan(0, colon).Contains('/') && !Directory.Exists(text);
    }

    /// <summary>A URL that is safe to show.</summary>
    public static string WithoutCredentials(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0
            ? new UriBuilder(uri) { UserName = "", Password = "" }.Uri.ToString()
            : url;
}
