using RepoSanitiser.Core;

namespace RepoSanitiser.Release.Approval;

/// <summary>Whether the bytes that a request is about still lie in its folder as they were asked for: every one is read again.</summary>
internal static class RequestBytes
{
    /// <summary>What is not as it was asked for, in sentences.</summary>
    public static IEnumerable<string> Problems(RequestFolder folder, IEnumerable<RequestedFile> files) =>
        files.Where(f => folder.ReadFile(f.Sha256) is null).Select(f => Sentence(folder.Id, f));

    /// <summary>Refuses where nobody can say what a decision would be about.</summary>
    /// <exception cref="ReposanException">Bytes are missing or others (refused).</exception>
    public static void Require(RequestFolder folder, IEnumerable<RequestedFile> files)
    {
        if (Problems(folder, files).FirstOrDefault() is { } problem) throw new ReposanException(ExitCode.Refused, problem);
    }

    /// <summary>Says that a file's bytes are gone or others, and what to do.</summary>
    public static string Sentence(string id, RequestedFile file) =>
        $"The bytes of '{Printable.Escape(file.Path)}' in request {id} are missing or not those that were asked for, so nobody can decide about them or publish them: have its author ask for the same file anew with --id {id}, which puts them back.";
}
