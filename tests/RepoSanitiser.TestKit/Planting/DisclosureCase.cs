using System.Text;

namespace RepoSanitiser.TestKit.Planting;

/// <summary>A made-up output that gives something away, and a twin that differs in as little as makes it allowed.</summary>
/// <param name="Kind">The kind of case, in a few words.</param>
/// <param name="Rule">The id of the rule that has to find it.</param>
/// <param name="Path">The path it lies under in a study.</param>
/// <param name="Policy">The id of the policy that judges it.</param>
/// <param name="Content">The output.</param>
/// <param name="At">Where the finding has to be, as 1-based line and column; null for rules about whole files.</param>
/// <param name="TwinPath">The path of the allowed twin.</param>
/// <param name="Twin">The allowed twin.</param>
public sealed record DisclosureCase(
    string Kind, string Rule, string Path, string Policy, string Content, (int Line, int Column)? At, string TwinPath, string Twin)
{
    /// <summary>The output as bytes.</summary>
    public byte[] Bytes => Encoding.UTF8.GetBytes(Content);

    /// <summary>The twin as bytes.</summary>
    public byte[] TwinBytes => Encoding.UTF8.GetBytes(Twin);
}
