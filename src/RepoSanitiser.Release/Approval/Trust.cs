using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Disclosure;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Git;
using YamlDotNet.RepresentationModel;

namespace RepoSanitiser.Release.Approval;

/// <summary>
/// Who may review and publish, with which keys, under which policy: from a file, or one commit of a repository, outside the study
/// repository. People are told apart by
/// their keys and by every name of theirs, so that nobody is two people.
/// </summary>
public sealed class Trust
{
    private static readonly string[] Fields = ["policy", "releaseAddress", "people", "allowedSigners"];
    private static readonly string[] PersonFields = ["name", "principals", "emails", "roles"];

    private Trust(string file, string sha256, IReadOnlyList<TrustedPerson> people, IReadOnlyList<TrustedKey> keys)
    {
        File = file;
        Sha256 = sha256;
        People = people;
        Keys = keys;
    }

    /// <summary>The file, absolute; or the commit, as it was named.</summary>
    public string File { get; }

    /// <summary>The SHA-256 of the file, and of the file of the policy where it names one, in hex: part of each ledger entry.</summary>
    public string Sha256 { get; }

    /// <summary>The people it knows.</summary>
    public IReadOnlyList<TrustedPerson> People { get; }

    /// <summary>The keys it knows.</summary>
    public IReadOnlyList<TrustedKey> Keys { get; }

    /// <summary>The text in the form of ssh's <c>allowed_signers</c>.</summary>
    public required string AllowedSigners { get; init; }

    /// <summary>The policy that releases are judged by.</summary>
    public required Policy Policy { get; init; }

    /// <summary>Where requests are sent; null for nowhere.</summary>
    public string? ReleaseAddress { get; init; }

    /// <summary>The person of a principal or e-mail address; null for nobody known.</summary>
    public TrustedPerson? Find(string name) => People.FirstOrDefault(p => p.Is(name));

    /// <summary>The person who signs as a principal; null for nobody known. Cases are told apart, as ssh does.</summary>
    public TrustedPerson? Signer(string principal) => People.FirstOrDefault(p => p.Principals.Contains(principal, StringComparer.Ordinal));

    /// <summary>Reads a trust file.</summary>
    /// <param name="file">The file, or <c>REPO@COMMIT</c> or <c>REPO@COMMIT:PATH</c>: as that commit has it, whatever changes later.</param>
    /// <param name="outside">Folders that it must not lie in: what is released, and who asks, has no say in who is trusted.</param>
    /// <exception cref="ReposanException">It is missing or wrong (usage), anybody can write it, or it lies in such a folder (refused).</exception>
    public static Trust Load(string file, params IReadOnlyList<string> outside)
    {
        if (PinnedTrust.Parse(file) is { } pinned) return LoadPinned(pinned, outside);
        var full = Path.GetFullPath(file);
        byte[] content;
        try
        {
            full = PrivateFiles.RealPath(full);
            RefuseWithin(full, file, outside);
            if ((System.IO.File.GetUnixFileMode(full) & UnixFileMode.OtherWrite) != UnixFileMode.None)
                throw new ReposanException(ExitCode.Refused, $"The trust file {Printable.Escape(file)} can be written by everybody: run 'chmod o-w' on it.");
            content = System.IO.File.ReadAllBytes(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The trust file {Printable.Escape(file)} can't be read: give the file that says who may review and publish, or REPO@COMMIT with the whole id of a commit that has it.", e);
        }

        return Read(content, full, full, Printable.Escape(file));
    }

    private static Trust LoadPinned(PinnedTrust pinned, IReadOnlyList<string> outside)
    {
        RefuseOverlap(pinned, outside);
        using var folder = PassingFolder.Make();
        var file = pinned.Extract(folder.Path);
        return Read(System.IO.File.ReadAllBytes(file), file, pinned.Text, Printable.Escape(pinned.Text));
    }

    /// <summary>Refuses where this trust lies in one of some folders: what they hold has no say in who is trusted.</summary>
    /// <param name="folders">The folders; what is none is left out.</param>
    /// <exception cref="ReposanException">It does (refused).</exception>
    public void KeepOutOf(params IReadOnlyList<string> folders)
    {
        var there = folders.Where(Directory.Exists).ToList();
        if (PinnedTrust.Parse(File) is { } pinned) RefuseOverlap(pinned, there);
        else RefuseWithin(File, File, there);
    }

    private static void RefuseWithin(string full, string shown, IReadOnlyList<string> folders)
    {
        if (folders.Any(folder => IsWithin(full, PrivateFiles.RealPath(folder))))
            throw new ReposanException(ExitCode.Refused, $"The trust file {Printable.Escape(shown)} lies in the folder of a study, a workspace or of requests, whose people could change it: keep it elsewhere.");
    }

    private static void RefuseOverlap(PinnedTrust pinned, IReadOnlyList<string> folders)
    {
        if (!Directory.Exists(pinned.Where)) return;
        var repository = PrivateFiles.RealPath(pinned.Where);
        if (folders.Select(PrivateFiles.RealPath).Any(folder => repository == folder || IsWithin(repository, folder) || IsWithin(folder, repository)))
            throw new ReposanException(ExitCode.Refused, $"The repository of --trust, {Printable.Escape(pinned.Where)}, is that of a study, a workspace or of requests, whose people could change it: keep it elsewhere.");
    }

    private static Trust Read(byte[] content, string full, string name, string shown)
    {
        var root = YamlFile.Root(new StringReader(Encoding.UTF8.GetString(content)), shown) ?? throw YamlFile.Wrong(shown, "the file is empty");
        RefuseUnknown(root, Fields, shown);
        var people = root.Mappings("people").Select(p => Person(p, shown)).ToList();
        if (people.Count == 0) throw YamlFile.Wrong(shown, "people lists nobody");
        var signers = root.Text("allowedSigners") ?? throw YamlFile.Wrong(shown, "allowedSigners is missing");
        var keys = AllowedSignersText.Read(signers, shown);
        CheckPeople(people, keys, shown);
        var policy = root.Text("policy") ?? PolicyCatalogue.Default;
        var policyFile = PolicyCatalogue.Ids.Contains(policy, StringComparer.Ordinal) ? null : Path.GetFullPath(policy, Path.GetDirectoryName(full)!);
        return new Trust(name, HashOf(content, policyFile, shown), people, keys)
        {
            AllowedSigners = signers.EndsWith('\n') ? signers : signers + "\n",
            Policy = PolicyCatalogue.Get(policyFile ?? policy),
            ReleaseAddress = Address(root, shown),
        };
    }

    private static TrustedPerson Person(YamlMappingNode node, string file)
    {
        RefuseUnknown(node, PersonFields, file);
        var name = node.Text("name") ?? throw YamlFile.Wrong(file, "a person has no name");
        var principals = node.Texts("principals") ?? [];
        if (principals.Count == 0) throw YamlFile.Wrong(file, $"{Printable.Escape(name)} has no principals");
        var roles = new HashSet<ReleaseRole>();
        foreach (var role in node.Texts("roles") ?? [])
        {
            if (!Enum.TryParse<ReleaseRole>(role, ignoreCase: true, out var known) || !char.IsAsciiLetter(role[0]))
                throw YamlFile.Wrong(file, $"{Printable.Escape(name)} has a role that there is not; there are reviewer, publisher and exceptions");
            roles.Add(known);
        }

        return new TrustedPerson(name, principals, node.Texts("emails") ?? [], roles);
    }

    /// <summary>Each name and each key belongs to one person: otherwise one of them could review what another wrote, who is the same.</summary>
    private static void CheckPeople(List<TrustedPerson> people, IReadOnlyList<TrustedKey> keys, string file)
    {
        var names = people.SelectMany(p => p.Principals.Concat(p.Emails).Distinct(StringComparer.OrdinalIgnoreCase));
        if (names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw YamlFile.Wrong(file, $"{Printable.Escape(twice.Key)} is two people");
        var owners = keys.Select(k => (k.Key, Owner: people.FindIndex(p => p.Principals.Contains(k.Principal, StringComparer.Ordinal)), k.Principal)).ToList();
        if (owners.FirstOrDefault(o => o.Owner < 0) is { Key: not null } unknown)
            throw YamlFile.Wrong(file, $"allowedSigners names {Printable.Escape(unknown.Principal)}, who is among nobody's principals");
        if (owners.GroupBy(o => o.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Select(o => o.Owner).Distinct().Count() > 1) is { } shared)
            throw YamlFile.Wrong(file, $"{string.Join(" and ", shared.Select(o => Printable.Escape(o.Principal)))} have the same key");
    }

    private static string HashOf(byte[] content, string? policyFile, string shown)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(policyFile is null ? content : [.. content, 0, .. SHA256.HashData(System.IO.File.ReadAllBytes(policyFile))]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw YamlFile.Wrong(shown, "the policy it names can't be read", e);
        }
    }

    private static string? Address(YamlMappingNode root, string file)
    {
        if (root.Text("releaseAddress") is not { } address) return null;
        return address.Contains('@', StringComparison.Ordinal) && address.All(c => c is > ' ' and < (char)127)
            ? address
            : throw YamlFile.Wrong(file, "releaseAddress has to be an e-mail address");
    }

    private static void RefuseUnknown(YamlMappingNode node, string[] fields, string file)
    {
        if (node.Children.Keys.OfType<YamlScalarNode>().FirstOrDefault(k => !fields.Contains(k.Value, StringComparer.Ordinal)) is { } unknown)
            throw YamlFile.Wrong(file, $"there is no field {Printable.Escape(unknown.Value ?? "")}");
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder.EndsWith('/') ? folder : folder + "/", StringComparison.Ordinal);
}
