using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;

namespace RepoSanitiser.Incidents.Backups;

/// <summary>
/// A whole copy of a git directory, made before it is rewritten: <c>backup/&lt;n&gt;/</c> of an incident. A bundle would leave out older
/// stashes and what only reflogs hold. Nothing in it is shared with the original (no hard links), so that no later write to either can
/// change the other. It holds the leak: it is one more copy to destroy.
/// </summary>
public sealed class RepositoryBackup
{
    private const string PlainName = "git";
    private const string EncryptedName = "git.tar.gpg";
    private const string ManifestName = "manifest.json";
    private const string Aside = ".reposan-rewritten";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true };

    private RepositoryBackup(Incident incident, string number, BackupManifest manifest)
    {
        Incident = incident;
        Number = number;
        Manifest = manifest;
    }

    /// <summary>The incident it belongs to.</summary>
    public Incident Incident { get; }

    /// <summary>Which copy of the incident it is, from 1.</summary>
    public string Number { get; }

    /// <summary>What it holds.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Its folder, 0700.</summary>
    public string Folder => FolderOf(Incident, Number);

    /// <summary>The copied git directory, which git opens like any other; null where it is encrypted.</summary>
    public string? GitDirectory => Manifest.Recipient is null ? Path.Combine(Folder, PlainName) : null;

    /// <summary>Copies a git directory. The intent is recorded before, the result after; a copy that was cut short is never taken for one.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="gitDirectory">The git directory that all work trees share.</param>
    /// <param name="recipient">The fingerprint of the OpenPGP key to encrypt for; null for a plain copy.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ReposanException">It can't be copied, or changed meanwhile (refused): nothing was changed in it.</exception>
    public static RepositoryBackup Make(Incident incident, string gitDirectory, string? recipient, TimeProvider clock)
    {
        if (recipient is not null && !Gpg.IsFingerprint(recipient))
            throw new ReposanException(ExitCode.Usage, "The recipient of backups has to be the whole fingerprint of an OpenPGP key: 40 or 64 hex digits.");
        var number = NextNumber(incident);
        RepositoryBackup? made = null;
        incident.Record.Around("backup.make", gitDirectory, null, new JsonObject { ["backup"] = number }, () =>
        {
            made = Copy(incident, gitDirectory, number, recipient, clock.GetUtcNow());
            return new JsonObject
            {
                ["backup"] = number,
                ["files"] = made.Manifest.Files,
                ["bytes"] = made.Manifest.Bytes,
                ["encrypted"] = recipient is not null,
            };
        });
        return made!;
    }

    /// <summary>The copies of an incident, oldest first; those that were destroyed or never finished are not among them.</summary>
    public static IReadOnlyList<RepositoryBackup> List(Incident incident) =>
        [.. Numbers(incident).Where(n => File.Exists(Path.Combine(FolderOf(incident, n), ManifestName))).Select(n => Open(incident, n))];

    /// <summary>Opens one copy.</summary>
    /// <exception cref="ReposanException">There is none of this number, or its manifest can't be read.</exception>
    public static RepositoryBackup Open(Incident incident, string number)
    {
        try
        {
            var manifest = Numbers(incident).Contains(number)
                ? JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(Path.Combine(FolderOf(incident, number), ManifestName)), Json)
                : null;
            return new RepositoryBackup(incident, number, manifest ?? throw new FileNotFoundException());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ReposanException(ExitCode.Usage, $"Incident {incident.Id} has no whole backup '{Printable.Escape(number)}': see 'reposan backup list'.", e);
        }
    }

    /// <summary>Puts the copy into a folder that does not exist yet. Each file is compared with what was copied.</summary>
    /// <exception cref="ReposanException">The folder exists, or the copy is not as it was made.</exception>
    public void Restore(string target)
    {
        if (Path.Exists(target)) throw new ReposanException(ExitCode.Refused, $"{Printable.Escape(target)} exists already: name a folder to be made.");
        var part = target + ".part";
        if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        Directory.CreateDirectory(part, PrivateFiles.FolderMode);
        if (GitDirectory is { } plain) RestoreFrom(e => File.OpenRead(Path.Combine(plain, e.Path)), part);
        else Gpg.Decrypt(Path.Combine(Folder, EncryptedName), stream => RestoreFromTar(stream, part));
        Directory.Move(part, target);
    }

    /// <summary>
    /// Puts the copy in the place of the git directory it was made of. The copy is first restored beside it, then the two change places
    /// by their names; killed in between, a second call finishes what the first began.
    /// </summary>
    /// <exception cref="ReposanException">The copy is not as it was made; then the git directory is as it was.</exception>
    public void RestoreInPlace(string gitDirectory)
    {
        gitDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(gitDirectory));
        var (restored, aside) = (gitDirectory + ".reposan-restored", gitDirectory + Aside);
        Incident.Record.Around("backup.restore", gitDirectory, null, new JsonObject { ["backup"] = Number }, () =>
        {
            if (Directory.Exists(gitDirectory) || !Directory.Exists(restored))
            {
                if (Directory.Exists(restored)) Directory.Delete(restored, recursive: true);
                Restore(restored);
            }

            if (Directory.Exists(gitDirectory))
            {
                if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
                Directory.Move(gitDirectory, aside);
            }

            Directory.Move(restored, gitDirectory);
            if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
            return new JsonObject { ["backup"] = Number };
        });
    }

    /// <summary>Puts a git directory back that a killed <see cref="RestoreInPlace"/> left moved aside, so that it can be opened.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool PutBack(string gitDirectory)
    {
        var aside = gitDirectory + Aside;
        if (Directory.Exists(gitDirectory) || !Directory.Exists(aside)) return false;
        Directory.Move(aside, gitDirectory);
        return true;
    }

    internal static string FolderOf(Incident incident, string number) => Path.Combine(incident.PathOf("backup"), number);

    /// <summary>The numbers of all copies of an incident, also of unfinished ones.</summary>
    internal static IReadOnlyList<string> Numbers(Incident incident)
    {
        var root = incident.PathOf("backup");
        if (!Directory.Exists(root)) return [];
        return [.. Directory.GetDirectories(root).Select(d => Path.GetFileName(d)!).Where(n => int.TryParse(n, out _)).OrderBy(int.Parse)];
    }

    private static string NextNumber(Incident incident)
    {
        // A destroyed copy keeps its number in the record.
        var known = incident.Record.Read().Where(e => e.Step.Action == "backup.make").Select(e => (string?)e.Step.After?["backup"]);
        var last = Numbers(incident).Concat(known).Select(n => int.TryParse(n, out var number) ? number : 0).DefaultIfEmpty(0).Max();
        return $"{last + 1}";
    }

    private static RepositoryBackup Copy(Incident incident, string gitDirectory, string number, string? recipient, DateTimeOffset now)
    {
        var isWhole = false;
        try
        {
            Directory.CreateDirectory(incident.PathOf("backup"), PrivateFiles.FolderMode);
            var folder = Directory.CreateDirectory(FolderOf(incident, number), PrivateFiles.FolderMode).FullName;
            var items = GitDirectoryTree.List(gitDirectory);
            var before = GitDirectoryTree.State(items);
            var entries = recipient is null ? CopyPlain(items, Path.Combine(folder, PlainName)) : CopyEncrypted(items, Path.Combine(folder, EncryptedName), recipient);
            if (!GitDirectoryTree.State(GitDirectoryTree.List(gitDirectory)).SetEquals(before))
                throw new ReposanException(ExitCode.Refused, "The repository was written to while it was copied: let nothing else use it, and try again.");
            var manifest = new BackupManifest { Repository = gitDirectory, Made = now, Recipient = recipient, Entries = entries };
            var part = Path.Combine(folder, ManifestName + ".part");
            using (var file = PrivateFiles.CreateNew(part))
            {
                JsonSerializer.Serialize(file, manifest, Json);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, Path.Combine(folder, ManifestName));
            isWhole = true;
            return new RepositoryBackup(incident, number, manifest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Refused, $"The repository could not be copied into the incident's folder, so nothing was changed in it: check the disk of {incident.Folder}.", e);
        }
        finally
        {
            // Part of a copy is of no use, and may hold the leak.
            if (!isWhole) Discard(incident, number);
        }
    }

    private static void Discard(Incident incident, string number)
    {
        try
        {
            if (Directory.Exists(FolderOf(incident, number))) Directory.Delete(FolderOf(incident, number), recursive: true);
            if (Directory.Exists(incident.PathOf("backup")) && Numbers(incident).Count == 0) Directory.Delete(incident.PathOf("backup"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Failed, $"A copy of the repository could not be finished, and what there is of it could not be deleted; it may hold the leak: delete {FolderOf(incident, number)}. Nothing was changed in the repository.", e);
        }
    }

    private static BackupEntry[] CopyPlain(List<GitDirectoryTree.Item> items, string target)
    {
        Directory.CreateDirectory(target, PrivateFiles.FolderMode);
        foreach (var folder in items.Where(i => i.Kind == BackupEntryKind.Folder)) Directory.CreateDirectory(Path.Combine(target, folder.Path), PrivateFiles.FolderMode);
        var entries = new BackupEntry[items.Count];
        Parallel.For(0, items.Count, i =>
        {
            var (item, to) = (items[i], Path.Combine(target, items[i].Path));
            if (item.Kind == BackupEntryKind.Link) File.CreateSymbolicLink(to, item.Info.LinkTarget!);
            entries[i] = item.Kind == BackupEntryKind.File ? CopyFile(item, to) : Entry(item, 0, item.Info.LinkTarget);
        });
        return entries;
    }

    private static BackupEntry CopyFile(GitDirectoryTree.Item item, string to)
    {
        using var source = new FileStream(item.Info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = PrivateFiles.CreateNew(to);
        var (length, hash) = CopyHashed(source, copy);
        copy.Flush(flushToDisk: true);
        return Entry(item, length, hash);
    }

    private static BackupEntry[] CopyEncrypted(List<GitDirectoryTree.Item> items, string file, string recipient)
    {
        var entries = new List<BackupEntry>();
        Gpg.Encrypt(recipient, file, stream =>
        {
            using var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
            foreach (var item in items)
            {
                if (item.Kind != BackupEntryKind.File)
                {
                    entries.Add(Entry(item, 0, item.Info.LinkTarget));
                    continue;
                }

                using var source = new FileStream(item.Info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                entries.Add(Entry(item, source.Length, Convert.ToHexStringLower(SHA256.HashData(source))));
                source.Position = 0;
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, item.Path) { DataStream = source });
            }
        });
        File.SetUnixFileMode(file, PrivateFiles.FileMode);
        return [.. entries];
    }

    private static BackupEntry Entry(GitDirectoryTree.Item item, long length, string? hash) =>
        new(item.Path, item.Kind, (int)item.Info.UnixFileMode, length, hash);

    private static (long Length, string Hash) CopyHashed(Stream source, Stream copy)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        long length = 0;
        while (source.Read(buffer) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            copy.Write(buffer, 0, read);
            length += read;
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private void RestoreFrom(Func<BackupEntry, Stream> open, string target)
    {
        foreach (var entry in Manifest.Entries)
        {
            var to = Path.Combine(target, entry.Path);
            if (entry.Kind == BackupEntryKind.Folder) Directory.CreateDirectory(to, PrivateFiles.FolderMode);
            else if (entry.Kind == BackupEntryKind.Link) File.CreateSymbolicLink(to, entry.Sha256!);
            else
            {
                using var source = Opened(open, entry);
                RestoreFile(source, entry, to);
            }
        }

        RestoreModes(target);
    }

    private void RestoreFromTar(Stream stream, string target)
    {
        foreach (var entry in Manifest.Entries.Where(e => e.Kind == BackupEntryKind.Folder)) Directory.CreateDirectory(Path.Combine(target, entry.Path), PrivateFiles.FolderMode);
        foreach (var entry in Manifest.Entries.Where(e => e.Kind == BackupEntryKind.Link)) File.CreateSymbolicLink(Path.Combine(target, entry.Path), entry.Sha256!);
        var files = Manifest.Entries.Where(e => e.Kind == BackupEntryKind.File).ToDictionary(e => e.Path, StringComparer.Ordinal);
        using var tar = new TarReader(stream, leaveOpen: true);
        while (tar.GetNextEntry() is { } packed)
        {
            if (!files.Remove(packed.Name, out var entry)) throw Changed();
            RestoreFile(packed.DataStream ?? Stream.Null, entry, Path.Combine(target, entry.Path));
        }

        if (files.Count > 0) throw Changed();
        RestoreModes(target);
    }

    private void RestoreFile(Stream source, BackupEntry entry, string to)
    {
        using var copy = PrivateFiles.CreateNew(to);
        var (length, hash) = CopyHashed(source, copy);
        copy.Flush(flushToDisk: true);
        if (length != entry.Length || hash != entry.Sha256) throw Changed();
    }

    /// <summary>Folders last: one that may not be written to could not be filled.</summary>
    private void RestoreModes(string target)
    {
        foreach (var entry in Manifest.Entries.Where(e => e.Kind != BackupEntryKind.Link).Reverse())
            File.SetUnixFileMode(Path.Combine(target, entry.Path), (UnixFileMode)entry.Mode & (UnixFileMode)0x1FF);
    }

    private Stream Opened(Func<BackupEntry, Stream> open, BackupEntry entry)
    {
        try
        {
            return open(entry);
        }
        catch (IOException e)
        {
            throw Changed(e);
        }
    }

    private ReposanException Changed(Exception? cause = null) =>
        new(ExitCode.Refused, $"Backup {Number} of incident {Incident.Id} is not as it was made: nothing was restored from it.", cause);
}
