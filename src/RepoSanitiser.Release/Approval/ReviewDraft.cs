using System.Text.Json;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Release.Approval;

/// <summary>What a reviewer has decided so far, for nobody else to see.</summary>
public sealed record ReviewDraft
{
    /// <summary>The SHA-256 of the revision it is about; decisions of files that stay as they are outlive it.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The decisions so far.</summary>
    public required IReadOnlyList<FileVerdict> Files { get; init; }

    /// <summary>A word on the whole.</summary>
    public string Comment { get; init; } = "";
}

/// <summary>A decision that is fixed and not yet open: whoever has it can open it.</summary>
public sealed record SealedDecision
{
    /// <summary>The text of the decision.</summary>
    public required string Decision { get; init; }

    /// <summary>The nonce, in hex.</summary>
    public required string Nonce { get; init; }
}

/// <summary>Keeps a reviewer's drafts and sealed decisions in the state folder, where only they can look.</summary>
/// <param name="state">The state folder.</param>
/// <param name="principal">The reviewer.</param>
internal sealed class ReviewDrafts(StateDirectory state, string principal)
{
    private string Folder => state.PathOf("reviews");

    public ReviewDraft? Draft(string id) => Read<ReviewDraft>($"{id}-{RequestFolder.TagOf(principal)}.draft.json");

    public void Keep(string id, ReviewDraft draft) => Write($"{id}-{RequestFolder.TagOf(principal)}.draft.json", draft);

    public SealedDecision? Sealed(string id, int revision) => Read<SealedDecision>(NameOf(id, revision));

    public void Keep(string id, int revision, SealedDecision decision) => Write(NameOf(id, revision), decision);

    private string NameOf(string id, int revision) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}-{RequestFolder.TagOf(principal)}-{revision:000}.sealed.json");

    private T? Read<T>(string name)
        where T : class
    {
        var file = Path.Combine(Folder, name);
        try
        {
            return File.Exists(file) ? SignedDocument.Parse<T>(File.ReadAllText(file)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    private void Write<T>(string name, T content)
    {
        try
        {
            Directory.CreateDirectory(Folder, PrivateFiles.FolderMode);
            var temporary = Path.Combine(Folder, name + ".new");
            File.Delete(temporary);
            using (var file = PrivateFiles.CreateNew(temporary))
            {
                file.Write(JsonSerializer.SerializeToUtf8Bytes(content, typeof(T), StatementJson.Default));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path.Combine(Folder, name), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    private ReposanException Unusable(Exception cause) =>
        new(ExitCode.Refused, $"Your decisions can't be kept in {Folder}: check its disk and permissions.", cause);
}
