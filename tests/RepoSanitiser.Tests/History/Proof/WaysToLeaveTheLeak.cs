using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using RepoSanitiser.History.Proof;
using RepoSanitiser.TestKit.Git;

namespace RepoSanitiser.Tests.History.Proof;

/// <summary>Ways in which a leak outlives a purge, each made by hand with git, and where the proof has to see it.</summary>
internal static class WaysToLeaveTheLeak
{
    /// <summary>A way: what is done to a purged study, and a reason of this kind at a place with this in its name that has to be told.</summary>
    public sealed record Way(Action<PurgedStudy> Leave, RemainderKind Kind, string Place);

    public static IReadOnlyDictionary<string, Way> All { get; } = Outside().Concat(Refs()).Concat(Stores()).Concat(Disguises()).ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, Way> Refs() => new(StringComparer.Ordinal)
    {
        ["a note"] = new(s => s.Study.Git.Run("notes", "add", "-f", "-C", s.Study.Blob(s.Leak), "clean"), RemainderKind.Object, "objects"),
        ["a stash"] = new(s => s.Study.Write("left.csv", s.Leak).Stash("left"), RemainderKind.Object, "objects"),
        ["an older stash"] = new(
            s =>
            {
                s.Study.Write("left.csv", s.Leak).Stash("left");
                s.Study.Write("analysis/plot.py", "print('newer')\n").Stash("newer");
            },
            RemainderKind.Object,
            "objects"),
        ["a reflog"] = new(s => s.Study.Write("left.csv", s.Leak).ReflogOnly("Gone again"), RemainderKind.Object, "objects"),
        ["another branch"] = new(s => Fetch(s, s.OldHead).Ref("refs/heads/old", s.OldHead), RemainderKind.Named, "refs/heads/old"),
        ["a remote-tracking ref"] = new(s => Fetch(s, s.OldHead).Ref("refs/remotes/origin/main", s.OldHead), RemainderKind.Named, "refs/remotes/origin/main"),
        ["refs/original"] = new(s => Fetch(s, s.OldHead).Ref("refs/original/refs/heads/main", s.OldHead), RemainderKind.Named, "refs/original/refs/heads/main"),
        ["refs/pull"] = new(s => Fetch(s, s.OldHead).Ref("refs/pull/9/head", s.OldHead), RemainderKind.Named, "refs/pull/9/head"),
        ["refs/bisect"] = new(s => Fetch(s, s.OldHead).Ref("refs/bisect/bad", s.OldHead), RemainderKind.Named, "refs/bisect/bad"),
        ["a replace ref"] = new(s => Fetch(s, s.OldHead).Replace(s.Study.Head, s.OldHead), RemainderKind.Named, "refs/replace/"),
        ["the old annotated tag"] = new(s => Fetch(s, s.OldTag).Ref("refs/tags/again", s.OldTag), RemainderKind.Named, "refs/tags/again"),
        ["a tag of the blob"] = new(s => s.Study.Tag("kept", s.Study.Blob(s.Leak)), RemainderKind.Named, "refs/tags/kept"),
        ["an annotated tag of the blob"] = new(s => s.Study.AnnotatedTag("kept", "Kept", s.Study.Blob(s.Leak)), RemainderKind.Named, "objects"),
        ["a detached HEAD"] = new(s => Fetch(s, s.OldHead).Git.Run("update-ref", "--no-deref", "HEAD", s.OldHead), RemainderKind.Named, "HEAD"),
        ["the index"] = new(s => s.Study.StageOnly("left.csv", s.Leak), RemainderKind.Named, "index (left.csv)"),
        ["FETCH_HEAD"] = new(s => s.Study.FetchHead(s.OldClone, "main"), RemainderKind.Named, "FETCH_HEAD"),
        ["ORIG_HEAD"] = new(s => Fetch(s, s.OldHead).Ref("ORIG_HEAD", s.OldHead), RemainderKind.Named, "ORIG_HEAD"),
    };

    private static Dictionary<string, Way> Stores() => new(StringComparer.Ordinal)
    {
        ["an unreachable loose object"] = new(s => s.Study.Blob(s.Leak), RemainderKind.Object, "objects"),
        ["an unreachable packed object"] = new(
            s =>
            {
                s.Study.PackKept(s.Study.Blob(s.Leak));
                File.Delete(Directory.GetFiles(Path.Combine(s.Study.GitDir, "objects", "pack"), "*.keep").Single());
            },
            RemainderKind.Object,
            "objects"),
        ["a pack with a .keep file"] = new(s => s.Study.PackKept(s.Study.Blob(s.Leak)), RemainderKind.Object, "objects"),
        ["a cruft pack"] = new(
            s =>
            {
                s.Study.Blob(s.Leak);
                s.Study.PackCruft();
            },
            RemainderKind.Object,
            "objects"),
        ["an old commit without its blobs"] = new(
            s => s.Study.Raw("commit", s.OldClone.Content(s.OldHead)), RemainderKind.Object, "objects"),
        ["a tree that names the blob"] = new(
            s => s.Study.Git.Feed(Encoding.ASCII.GetBytes($"100644 blob {s.LeakId}\tx\n"), "mktree", "--missing"), RemainderKind.Named, "objects"),
        ["alternates"] = new(s => s.Study.Alternate(s.OldClone), RemainderKind.Object, "objects"),
        ["the LFS store"] = new(s => s.Study.Lfs("left.csv", s.Leak), RemainderKind.Content, "lfs/objects/"),
        ["a submodule's store"] = new(
            s => s.Study.Submodule(s.OldClone, "sub"), RemainderKind.Object, "modules/sub/objects"),
        ["a linked work tree's index"] = new(s => s.Study.Worktree("linked").StageOnly("left.csv", s.Leak), RemainderKind.Named, "worktrees/study-linked/index"),
        ["a linked work tree's HEAD"] = new(
            s =>
            {
                Fetch(s, s.OldHead);
                s.Study.Worktree("linked").Git.Run("update-ref", "--no-deref", "HEAD", s.OldHead);
            },
            RemainderKind.Named,
            "worktrees/study-linked/HEAD"),
        ["a linked work tree's file"] = new(s => s.Study.Worktree("linked").Write("left.csv", s.Leak), RemainderKind.Content, "study-linked/left.csv"),
        ["a stale commit-graph"] = new(
            s =>
            {
                s.OldClone.Git.Run("commit-graph", "write", "--reachable");
                File.Copy(Path.Combine(s.Backup, "objects", "info", "commit-graph"), Path.Combine(s.Study.GitDir, "objects", "info", "commit-graph"), overwrite: true);
            },
            RemainderKind.Named,
            "objects/info/commit-graph"),
    };

    private static Dictionary<string, Way> Outside() => new(StringComparer.Ordinal)
    {
        ["an untracked copy in the work tree"] = new(s => s.Study.Write("copy of linkage.csv", s.Leak), RemainderKind.Content, "copy of linkage.csv"),
        ["an ignored file"] = new(
            s =>
            {
                File.WriteAllText(Path.Combine(s.Study.GitDir, "info", "exclude"), "*.bak\n");
                s.Study.Write("output/linkage.bak", s.Leak);
            },
            RemainderKind.Content,
            "output/linkage.bak"),
        ["an untracked zip in the work tree"] = new(s => s.Study.Write("outputs.zip", Zip(s.Leak)), RemainderKind.Content, "outputs.zip"),
        ["a nested repository in the work tree"] = new(
            s => s.Study.Git.Run("clone", "-q", "--bare", s.Folder.File("before"), Path.Combine(s.Study.Path, "nested", ".git")), RemainderKind.Object, "nested/objects"),
        ["what rerere remembers"] = new(
            s =>
            {
                Directory.CreateDirectory(Path.Combine(s.Study.GitDir, "rr-cache", "0123"));
                File.WriteAllText(Path.Combine(s.Study.GitDir, "rr-cache", "0123", "preimage"), "<<<<<<<\n" + string.Join('\n', s.LeakLines) + "\n>>>>>>>\n");
            },
            RemainderKind.Lines,
            "rr-cache/0123/preimage"),
        ["a map of ids that a tool left"] = new(
            s =>
            {
                Directory.CreateDirectory(Path.Combine(s.Study.GitDir, "filter-repo"));
                File.WriteAllText(Path.Combine(s.Study.GitDir, "filter-repo", "commit-map"), $"old new\n{s.OldHead} {s.Study.Head}\n");
            },
            RemainderKind.Named,
            "filter-repo/commit-map"),
        ["a reflog that names an old commit"] = new(
            s => File.AppendAllText(
                Path.Combine(s.Study.GitDir, "logs", "HEAD"), $"{s.OldHead} {s.Study.Head} A <a@study.invalid> 1704704400 +0000\tpurge\n"),
            RemainderKind.Named,
            "logs/HEAD"),
    };

    private static Dictionary<string, Way> Disguises() => new(StringComparer.Ordinal)
    {
        ["the same content under another name"] = new(s => s.Study.Write("data/renamed.txt", s.Leak).Commit("Renamed"), RemainderKind.Object, "objects"),
        ["the same content with other line ends"] = new(s => Commit(s, "left.csv", Text(s).ReplaceLineEndings("\r\n")), RemainderKind.Content, "objects"),
        ["the same content without its last line end"] = new(s => Commit(s, "left.csv", Text(s).TrimEnd('\n')), RemainderKind.Content, "objects"),
        ["the same content with a byte order mark"] = new(s => Commit(s, "left.csv", "\uFEFF" + Text(s)), RemainderKind.Content, "objects"),
        ["the same content in UTF-16"] = new(
            s => s.Study.Write("left.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text(s))]).Commit("Left"), RemainderKind.Content, "objects"),
        ["recompressed in a zip"] = new(s => s.Study.Write("left.zip", Zip(s.Leak)).Commit("Left"), RemainderKind.Content, "objects"),
        ["recompressed with gzip"] = new(s => s.Study.Write("left.csv.gz", Gzip(s.Leak)).Commit("Left"), RemainderKind.Content, "objects"),
        ["in a tar in a gzip in a zip"] = new(s => s.Study.Write("left.zip", Zip(Gzip(Tar(s.Leak)))).Commit("Left"), RemainderKind.Content, "objects"),
        ["its lines in another order"] = new(s => Commit(s, "left.csv", string.Join('\n', s.LeakLines.Reverse())), RemainderKind.Lines, "objects"),
        ["one line in a log"] = new(s => Commit(s, "run.log", $"Read the file\n  {s.LeakLines[3]}  \nDone\n"), RemainderKind.Lines, "objects"),
        ["one identifier in another file"] = new(
            s => Commit(s, "letter.txt", $"Dear colleague, NHS number {s.LeakLines[3].Split(',')[1]} was left out.\n"), RemainderKind.Cells, "letter.txt"),
        ["one identifier with blanks in another file"] = new(
            s =>
            {
                var number = s.LeakLines[3].Split(',')[1];
                Commit(s, "letter.txt", $"Dear colleague, NHS number {number[..3]} {number[3..6]} {number[6..]} was left out.\n");
            },
            RemainderKind.Cells,
            "letter.txt"),
        ["a line in the message of a commit"] = new(s => s.Study.Write("x.txt", "x\n").Commit($"Why\n\n{s.LeakLines[3]}"), RemainderKind.Lines, "objects"),
        ["the whole of it as the message of a commit"] = new(s => s.Study.Write("x.txt", "x\n").Commit(Text(s)), RemainderKind.Content, "objects"),
        ["a line in a message in another encoding"] = new(s => CommitInEbcdic(s, $"Why\n\n{s.LeakLines[3]}\n"), RemainderKind.Lines, "objects"),
        ["the whole of it as a message in another encoding"] = new(s => CommitInEbcdic(s, Text(s)), RemainderKind.Content, "objects"),
        ["the whole of it below the subject of a tag"] = new(s => s.Study.AnnotatedTag("t", $"Why\n\n{Text(s)}\nAnd more\n"), RemainderKind.Content, "objects"),
        ["an identifier in the message of a tag"] = new(
            s => s.Study.AnnotatedTag("t", $"Without NHS number {s.LeakLines[3].Split(',')[1]}"), RemainderKind.Cells, "tag"),
        ["an identifier in a message in another encoding"] = new(
            s => CommitInEbcdic(s, $"Without NHS number {s.LeakLines[3].Split(',')[1]}\n"), RemainderKind.Cells, "commit"),
    };

    private static string Text(PurgedStudy study) => Encoding.UTF8.GetString(study.Leak);

    // An encoding in which not even digits are what they are in UTF-8.
    private static void CommitInEbcdic(PurgedStudy study, string message)
    {
        const string Name = "IBM037";
        var (tree, head) = (study.Study.Resolve("HEAD^{tree}"), study.Study.Head);
        var headers = $"tree {tree}\nparent {head}\nauthor A <a@study.invalid> 1700000000 +0000\ncommitter A <a@study.invalid> 1700000000 +0000\nencoding {Name}\n\n";
        byte[] commit = [.. Encoding.ASCII.GetBytes(headers), .. CodePagesEncodingProvider.Instance.GetEncoding(Name)!.GetBytes(message)];
        study.Study.Git.Run("reset", "-q", "--soft", study.Study.Git.Feed(commit, "hash-object", "-t", "commit", "-w", "--stdin"));
    }

    private static void Commit(PurgedStudy study, string path, string content) => study.Study.Write(path, content).Commit("Left");

    /// <summary>Brings an old object back from a clone that nobody looked after.</summary>
    private static RepositoryBuilder Fetch(PurgedStudy study, string id)
    {
        study.Study.FetchHead(study.OldClone, id);
        File.Delete(Path.Combine(study.Study.GitDir, "FETCH_HEAD"));
        return study.Study;
    }

    private static byte[] Zip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            using var member = zip.CreateEntry("member", CompressionLevel.SmallestSize).Open();
            member.Write(content);
        }

        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(content);
        return bytes.ToArray();
    }

    private static byte[] Tar(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "member") { DataStream = new MemoryStream(content) });
        return bytes.ToArray();
    }
}
