using System.Text.Json.Serialization;
using RepoSanitiser.Core;

namespace RepoSanitiser.GitHub.Client;

/// <summary>What kind of object is asked for by its id.</summary>
public enum GitObjectKind
{
    /// <summary>A file.</summary>
    Blob,

    /// <summary>A commit.</summary>
    Commit,

    /// <summary>An annotated tag.</summary>
    Tag,
}

/// <summary>A change of a ref, as the activity of a repository has it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Ref">The ref.</param>
/// <param name="Before">What it named before.</param>
/// <param name="After">What it names since.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Actor">Who; null where the account is gone.</param>
public sealed record RefActivity(long Id, string Ref, string Before, string After, DateTimeOffset Timestamp, Account? Actor = null);

/// <summary>A package that was published from a repository.</summary>
public sealed record Package(long Id, string PackageType, GitHubRepository? Repository = null);

/// <summary>A file that a search found; its path and content are left out.</summary>
public sealed record CodeHit(GitHubRepository Repository);

internal sealed record CodeHits(List<CodeHit> Items);

/// <summary>Shapes of this file's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<RefActivity>))]
[JsonSerializable(typeof(List<Package>))]
[JsonSerializable(typeof(CodeHits))]
internal sealed partial class ObjectsJson : JsonSerializerContext;

public partial interface IGitHub
{
    /// <summary>Whether GitHub serves an object to whoever has its id, through one repository. Of a network of forks it serves what any member
    /// has.</summary>
    Task<bool> ServesAsync(RepositoryName name, GitObjectKind kind, ObjectId id, CancellationToken cancelled);

    /// <summary>The pushes that replaced history, newest first.</summary>
    IAsyncEnumerable<RefActivity> ForcePushesAsync(RepositoryName name, CancellationToken cancelled);

    /// <summary>The packages of an organisation or a user, of one type.</summary>
    /// <param name="owner">The account.</param>
    /// <param name="type"><c>npm</c>, <c>maven</c>, <c>rubygems</c>, <c>docker</c>, <c>nuget</c> or <c>container</c>.</param>
    /// <param name="cancelled">Ends the reading.</param>
    IAsyncEnumerable<Package> PackagesAsync(Account owner, string type, CancellationToken cancelled);

    /// <summary>Repositories that name a repository in their <c>.gitmodules</c>, as far as GitHub's search knows them.</summary>
    Task<IReadOnlyList<RepositoryName>> SubmoduleUsersAsync(RepositoryName name, CancellationToken cancelled);
}

public sealed partial class GitHubClient
{
    /// <inheritdoc/>
    public async Task<bool> ServesAsync(RepositoryName name, GitObjectKind kind, ObjectId id, CancellationToken cancelled)
    {
        var place = kind switch { GitObjectKind.Blob => "blobs", GitObjectKind.Commit => "commits", _ => "tags" };
        var request = RestRequest.Get($"repos/{name}/git/{place}/{id.ToString()}", $"ask {name} for an old object by its id", "contents=read");
        try
        {
            await SendAsync(request, cancelled);
            return true;
        }
        catch (GitHubException e) when (e.Failure == GitHubFailure.NotFound)
        {
            return false;
        }
        catch (GitHubException e) when (kind == GitObjectKind.Blob && e.Status is 403 or 422 && e.Message.Contains("too large", StringComparison.OrdinalIgnoreCase))
        {
            // Larger than the interface gives out, so it is there.
            return true;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RefActivity> ForcePushesAsync(RepositoryName name, CancellationToken cancelled) => ListAsync(
        RestRequest.Get($"repos/{name}/activity?activity_type=force_push", $"read which pushes to {name} replaced history", "contents=read"), ObjectsJson.Default.ListRefActivity, cancelled);

    /// <inheritdoc/>
    public IAsyncEnumerable<Package> PackagesAsync(Account owner, string type, CancellationToken cancelled)
    {
        var what = $"read the {type} packages of {owner.Login}";
        var request = owner.IsOrganisation
            ? RestRequest.Get($"orgs/{owner.Login}/packages?package_type={type}", what, "packages=read")
            : RestRequest.Get($"users/{owner.Login}/packages?package_type={type}", what, "packages=read");
        return ListAsync(request, ObjectsJson.Default.ListPackage, cancelled);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RepositoryName>> SubmoduleUsersAsync(RepositoryName name, CancellationToken cancelled)
    {
        var query = $"\"{Address.Host}/{name}\" filename:.gitmodules";
        var found = new List<RepositoryName>();
        var request = RestRequest.Get($"search/code?q={query}", $"search for submodules that name {name}", "metadata=read");
        await foreach (var hit in ListAsync(request, ObjectsJson.Default.CodeHits, h => h.Items, cancelled))
        {
            if (RepositoryName.TryParse(hit.Repository.FullName) is { } user && user != name) found.Add(user);
        }

        return [.. found.Distinct()];
    }
}
