using System.Text;
using System.Text.RegularExpressions;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git;
using RepoSanitiser.Git.Objects;
using RepoSanitiser.Git.Rewriting;

namespace RepoSanitiser.Release.Approval;

/// <summary>
/// A trust file as one commit of a repository has it: <c>REPO@COMMIT</c>, or <c>REPO@COMMIT:PATH</c>. The commit is named by its whole id, and
/// every object from there to the file is hashed again, so that whoever may push there, or write in the repository's folder, changes nothing.
/// </summary>
/// <param name="Text">As it was named.</param>
/// <param name="Where">The repository: a path or a URL.</param>
/// <param name="Commit">The commit's id.</param>
/// <param name="Path">The file's path in it.</param>
internal sealed partial record PinnedTrust(string Text, string Where, ObjectId Commit, string Path)
{
    private const string DefaultPath = "trust.yaml";
    private const int MostBytes = 1 << 20;

    /// <summary>Reads such a name; null where it is the name of a file.</summary>
    public static PinnedTrust? Parse(string text) =>
        Form().Match(text) is { Success: true } match && ObjectId.TryParse(match.Groups["commit"].Value, out var commit)
            ? new PinnedTrust(text, match.Groups["repository"].Value, commit, match.Groups["path"] is { Success: true } path ? path.Value : DefaultPath)
            : null;

    /// <summary>Puts the file, and the policies beside it, into a folder of one's own.</summary>
    /// <param name="folder">The folder, empty.</param>
    /// <returns>The file's path there.</returns>
    /// <exception cref="ReposanException">There is no such repository, commit or file (usage), or it is damaged (refused).</exception>
    public string Extract(string folder)
    {
        var isLocal = Directory.Exists(Where);
        var clone = System.IO.Path.Combine(folder, "clone.git");
        if (!isLocal) CloneTo(clone);
        var files = Files(Repository.Open(isLocal ? Where : clone));
        var target = Directory.CreateDirectory(System.IO.Path.Combine(folder, "trust"), PrivateFiles.FolderMode).FullName;
        foreach (var (name, content) in files)
        {
            using var file = PrivateFiles.CreateNew(System.IO.Path.Combine(target, name));
            file.Write(content);
        }

        return System.IO.Path.Combine(target, System.IO.Path.GetFileName(Path));
    }

    private void CloneTo(string folder)
    {
        try
        {
            Mirror.Clone(Where, folder, CancellationToken.None);
        }
        catch (GitFailedException e)
        {
            throw new ReposanException(ExitCode.Usage, $"The repository of --trust, {Printable.Escape(Where)}, can't be cloned: check its address and your access with git ls-remote.", e);
        }
    }

    /// <summary>The trust file, and the other YAML files of its folder, which it may name as its policy.</summary>
    private Dictionary<string, byte[]> Files(Repository repository)
    {
        var reader = new ObjectReader(repository, MostBytes);
        var parts = Path.Split('/');
        var tree = TreeOf(Read(reader, Commit, ObjectType.Commit) ?? throw Missing());
        foreach (var part in parts[..^1])
        {
            var (mode, id) = Entries(reader, tree, repository.Format).FirstOrDefault(e => e.Key == part).Value;
            tree = mode == "40000" ? id : throw Missing();
        }

        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, (mode, id)) in Entries(reader, tree, repository.Format))
        {
            if (mode is not ("100644" or "100755") || (name != parts[^1] && !name.EndsWith(".yaml", StringComparison.Ordinal) && !name.EndsWith(".yml", StringComparison.Ordinal))) continue;
            if (name.AsSpan().IndexOfAny('/', '\0') < 0 && name is not ("." or "..")) files[name] = Read(reader, id, ObjectType.Blob) ?? throw Missing();
        }

        return files.ContainsKey(parts[^1]) ? files : throw Missing();
    }

    private Dictionary<string, (string Mode, ObjectId Id)> Entries(ObjectReader reader, ObjectId tree, ObjectFormat format)
    {
        var entries = new Dictionary<string, (string, ObjectId)>(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = Read(reader, tree, ObjectType.Tree) ?? throw Missing();
        while (rest.IndexOf((byte)' ') is > 0 and var space && rest.IndexOf((byte)0) is var end && end > space && rest.Length >= end + 1 + ObjectId.LengthOf(format))
        {
            entries[Encoding.UTF8.GetString(rest[(space + 1)..end])] = (Encoding.ASCII.GetString(rest[..space]), new ObjectId(rest.Slice(end + 1, ObjectId.LengthOf(format))));
            rest = rest[(end + 1 + ObjectId.LengthOf(format))..];
        }

        return entries;
    }

    private ObjectId TreeOf(byte[] commit)
    {
        var line = Encoding.ASCII.GetString(commit).Split('\n')[0];
        return line.StartsWith("tree ", StringComparison.Ordinal) && ObjectId.TryParse(line.AsSpan(5), out var tree) ? tree : throw Missing();
    }

    private byte[]? Read(ObjectReader reader, ObjectId id, ObjectType expected)
    {
        byte[]? content = null;
        try
        {
            reader.Read([id], (_, type, bytes) => content = type == expected ? bytes.ToArray() : null);
        }
        catch (ReposanException e)
        {
            throw new ReposanException(ExitCode.Usage, $"{Printable.Escape(Where)} does not have the commit of --trust whole ({id} can't be read): fetch it there, or name another commit.", e);
        }

        return content;
    }

    private ReposanException Missing() =>
        new(ExitCode.Usage, $"The commit {Commit} of {Printable.Escape(Where)} has no file {Printable.Escape(Path)}: name it as REPO@COMMIT:PATH, with the commit's whole id.");

    [GeneratedRegex(@"\A(?<repository>.+)@(?<commit>[0-9a-f]{40}|[0-9a-f]{64})(:(?<path>[^/].*))?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Form();
}
