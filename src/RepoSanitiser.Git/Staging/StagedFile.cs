using RepoSanitiser.Core;

namespace RepoSanitiser.Git.Staging;

/// <summary>A file of the index.</summary>
/// <param name="Path">Its path from the root of the work tree, malformed UTF-8 replaced.</param>
/// <param name="Id">The blob that is staged, or the commit of a submodule.</param>
/// <param name="IsSubmodule">Whether it stands for another repository, whose content is not here.</param>
public sealed record StagedFile(string Path, ObjectId Id, bool IsSubmodule);
