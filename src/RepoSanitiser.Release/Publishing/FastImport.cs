using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Transactions;

namespace RepoSanitiser.Release.Publishing;

/// <summary>A file of a release.</summary>
/// <param name="Path">Its path from the root of the study repository.</param>
/// <param name="Sha256">The SHA-256 that its bytes have to have, in hex.</param>
/// <param name="ReadApproved">Reads the bytes, once, through one handle, and hashes them; null where they are gone or others.</param>
internal sealed record ReleaseContent(string Path, string Sha256, Func<byte[]?> ReadApproved)
{
    /// <summary>A file that the release itself makes.</summary>
    public static ReleaseContent Of(string path, byte[] content) => new(path, Convert.ToHexStringLower(SHA256.HashData(content)), () => content);
}

/// <summary>Somebody in a commit.</summary>
internal sealed record CommitPerson(string Name, string Email);

/// <summary>A commit of a release.</summary>
internal sealed record ReleaseCommit(IReadOnlyList<ReleaseContent> Contents, string Message, CommitPerson Author, CommitPerson Committer, DateTimeOffset Time);

/// <summary>
/// Commits blobs by their ids, so that no attribute, filter or work tree comes between what was approved and what is committed. No commit is
/// made unless the repository has every blob.
/// </summary>
internal sealed class FastImport(Repository repository)
{
    /// <summary>Makes a commit and lets a ref of this clone name it.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="blobs">The blob of each content, by its SHA-256.</param>
    /// <param name="parent">The commit before; null for none.</param>
    /// <param name="reference">The ref.</param>
    /// <exception cref="GitFailedException">git can't write it.</exception>
    public ObjectId Commit(ReleaseCommit commit, IReadOnlyDictionary<string, ObjectId> blobs, ObjectId? parent, string reference)
    {
        var made = repository.Git.Run(input => Feed(input, commit, blobs, parent, reference), "fast-import", "--quiet", "--done", "--force", "--date-format=raw");
        var tip = repository.Git.Run("rev-parse", "--verify", "--quiet", reference + "^{commit}");
        return made.ExitCode == 0 && ObjectId.TryParse(tip.Text.TrimEnd('\n'), out var id) ? id : throw new GitFailedException(made.Error);
    }

    private static void Feed(Stream input, ReleaseCommit commit, IReadOnlyDictionary<string, ObjectId> blobs, ObjectId? parent, string reference)
    {
        var time = commit.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var message = Encoding.UTF8.GetBytes(commit.Message);
        Write(input, $"commit {reference}\nauthor {Person(commit.Author)} {time} +0000\ncommitter {Person(commit.Committer)} {time} +0000\ndata {message.Length}\n");
        input.Write(message);
        Write(input, "\n");
        if (parent is { } from) Write(input, $"from {from}\n");
        foreach (var content in commit.Contents) Write(input, $"M 100644 {blobs[content.Sha256]} {Quoted(content.Path)}\n");
        Write(input, "\ndone\n");
    }

    private static void Write(Stream input, string text) => input.Write(Encoding.UTF8.GetBytes(text));

    private static string Person(CommitPerson person) => $"{Clean(person.Name)} <{Clean(person.Email)}>";

    private static string Clean(string text) => string.Concat(text.Where(c => !char.IsControl(c) && c is not ('<' or '>')));

    /// <summary>Paths of releases hold no control character; what is left to quote is what begins like a quoted one.</summary>
    private static string Quoted(string path) => "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
