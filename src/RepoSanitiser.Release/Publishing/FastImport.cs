using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Git;

namespace RepoSanitiser.Release.Publishing;

/// <summary>A file of a release.</summary>
/// <param name="Path">Its path from the root of the study repository.</param>
/// <param name="Sha256">The SHA-256 that its bytes have to have, in hex.</param>
/// <param name="Read">Reads the bytes, once, through one handle; null where they are gone or others.</param>
internal sealed record ReleaseContent(string Path, string Sha256, Func<byte[]?> Read)
{
    /// <summary>A file that the release itself makes.</summary>
    public static ReleaseContent Of(string path, byte[] content) => new(path, Convert.ToHexStringLower(SHA256.HashData(content)), () => content);
}

/// <summary>Somebody in a commit.</summary>
internal sealed record CommitPerson(string Name, string Email);

/// <summary>A commit of a release.</summary>
internal sealed record ReleaseCommit(IReadOnlyList<ReleaseContent> Contents, string Message, CommitPerson Author, CommitPerson Committer, DateTimeOffset Time);

/// <summary>
/// Commits bytes as they are: each is read, hashed and written from the same buffer, and no commit is made unless all have the hash they
/// have to have.
/// </summary>
internal sealed class FastImport(Repository repository)
{
    /// <summary>Makes a commit and lets a ref of this clone name it.</summary>
    /// <exception cref="ReposanException">A content is not what it has to be (refused), or git can't write (failed).</exception>
    public ObjectId Commit(ReleaseCommit commit, ObjectId? parent, string reference, CancellationToken cancellation)
    {
        // What is pushed is packed again, so the fastest packing is enough here; deltas between outputs gain little.
        using var process = repository.Git.Start("-c", "pack.compression=1", "-c", "core.compression=1", "fast-import", "--quiet", "--done", "--force", "--depth=0", "--date-format=raw");
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            using var input = process.StandardInput.BaseStream;
            Feed(input, commit, parent, reference, cancellation);
        }
        catch (Exception e)
        {
            // Without its last line nothing of the stream takes effect.
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.WaitForExit();
            if (e is IOException) throw Unwritten(e);
            throw;
        }

        process.WaitForExit();
        Task.WaitAll([output, error], CancellationToken.None);
        var tip = repository.Git.Run("rev-parse", "--verify", "--quiet", reference + "^{commit}");
        return process.ExitCode == 0 && ObjectId.TryParse(tip.Text.TrimEnd('\n'), out var id) ? id : throw Unwritten(new GitFailedException(error.Result));
    }

    private static ReposanException Unwritten(Exception cause) =>
        new(ExitCode.Failed, "git could not write the release, and nothing was published: check the disk of the folder for temporary files.", cause);

    private static void Feed(Stream input, ReleaseCommit commit, ObjectId? parent, string reference, CancellationToken cancellation)
    {
        for (var i = 0; i < commit.Contents.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var content = commit.Contents[i];
            var bytes = content.Read();
            if (bytes is null || Convert.ToHexStringLower(SHA256.HashData(bytes)) != content.Sha256)
                throw new ReposanException(ExitCode.Refused, $"'{Printable.Escape(content.Path)}' is not what was approved any more, so nothing was published: ask for it anew.");
            Write(input, $"blob\nmark :{i + 1}\ndata {bytes.Length}\n");
            input.Write(bytes);
            Write(input, "\n");
        }

        var time = commit.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var message = Encoding.UTF8.GetBytes(commit.Message);
        Write(input, $"commit {reference}\nauthor {Person(commit.Author)} {time} +0000\ncommitter {Person(commit.Committer)} {time} +0000\ndata {message.Length}\n");
        input.Write(message);
        Write(input, "\n");
        if (parent is { } from) Write(input, $"from {from}\n");
        for (var i = 0; i < commit.Contents.Count; i++) Write(input, $"M 100644 :{i + 1} {Quoted(commit.Contents[i].Path)}\n");
        Write(input, "\ndone\n");
    }

    private static void Write(Stream input, string text) => input.Write(Encoding.UTF8.GetBytes(text));

    private static string Person(CommitPerson person) => $"{Clean(person.Name)} <{Clean(person.Email)}>";

    private static string Clean(string text) => string.Concat(text.Where(c => !char.IsControl(c) && c is not ('<' or '>')));

    /// <summary>Paths of releases hold no control character; what is left to quote is what begins like a quoted one.</summary>
    private static string Quoted(string path) => "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
