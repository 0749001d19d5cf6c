using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Git.Staging;

namespace RepoSanitiser.Cli.Hooks;

/// <summary>
/// Puts hooks into a repository and takes them away again. Another's hook is never overwritten: it is refused, or, where that is asked
/// for, kept under another name and run first.
/// </summary>
/// <param name="folder">Where the repository's hooks are.</param>
/// <param name="random">Gives random bytes, for temporary names.</param>
internal sealed class HookInstaller(HookFolder folder, Func<int, byte[]> random)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int MostBytes = 1 << 16;

    /// <summary>The hooks that can be installed.</summary>
    public static IReadOnlyList<string> Hooks { get; } = ["pre-commit", "pre-push"];

    /// <summary>Says why hooks can't be installed, before anything is written.</summary>
    /// <param name="hooks">Their names.</param>
    /// <param name="chain">Whether another's hook is kept and run first.</param>
    /// <exception cref="ReposanException">Refused.</exception>
    public void Prepare(IReadOnlyList<string> hooks, bool chain)
    {
        if (folder.SharedBy is { } scope)
        {
            throw new ReposanException(
                ExitCode.Refused,
                $"core.hooksPath is set for more than this repository ({scope}: {Printable.Escape(folder.Path)}): set it for this one with git config, or call 'reposan check --staged' from your own hook there.");
        }

        foreach (var file in hooks.Select(PathOf).Where(IsForeign))
        {
            var name = Printable.Escape(Path.GetFileName(file));
            if (!chain)
                throw new ReposanException(ExitCode.Refused, $"There is a {name} hook already: --chain keeps it and runs it first, or add 'reposan check --{(name is "pre-push" ? "pushed --remote \"$1\"" : "staged")}' to it yourself.");
            if (Path.Exists(file + HookScripts.Before) || new FileInfo(file + HookScripts.Before).LinkTarget is not null)
                throw new ReposanException(ExitCode.Refused, $"There is a {name}{HookScripts.Before} already, so {name} can't be kept under that name: move one of them away.");
        }
    }

    /// <summary>The path of a file from the root of the work tree; null where it lies elsewhere, or there is no work tree.</summary>
    public string? WithinWorkTree(string file)
    {
        if (folder.WorkTree is not { } top) return null;
        var path = Path.GetRelativePath(PrivateFiles.RealPath(top), PrivateFiles.RealPath(Path.GetFullPath(file)));
        return path is ".." || path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path) ? null : path;
    }

    /// <summary>Writes a hook; one of ours is written anew.</summary>
    /// <returns>Its path.</returns>
    public string Install(string hook, string text)
    {
        var file = PathOf(hook);
        Directory.CreateDirectory(folder.Path);
        if (IsForeign(file)) File.Move(file, file + HookScripts.Before);
        Write(file, text, Executable);
        return file;
    }

    /// <summary>Writes the workflow.</summary>
    /// <exception cref="ReposanException">There is no work tree, or another's workflow of that name (refused).</exception>
    public string InstallWorkflow(string text)
    {
        var file = PathOfWorkflow() ?? throw new ReposanException(ExitCode.Refused, "A bare repository has no work tree to put a workflow into: name a clone.");
        if (Path.Exists(file) && !Begins(file, HookScripts.WorkflowSign))
            throw new ReposanException(ExitCode.Refused, $"There is a {HookScripts.WorkflowPath} of somebody else's: move it away first.");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Write(file, text, Readable);
        return file;
    }

    /// <summary>Takes away what is ours and puts back what was there before.</summary>
    /// <returns>What was done, a sentence each.</returns>
    public IEnumerable<string> Uninstall()
    {
        foreach (var file in Hooks.Select(PathOf).Where(f => Path.Exists(f) && !IsForeign(f)))
        {
            var before = file + HookScripts.Before;
            if (Path.Exists(before))
            {
                File.Move(before, file, overwrite: true);
                yield return $"Put back the hook that was there before: {file}";
            }
            else
            {
                File.Delete(file);
                yield return $"Removed {file}";
            }
        }

        if (PathOfWorkflow() is not { } workflow || !Path.Exists(workflow) || !Begins(workflow, HookScripts.WorkflowSign)) yield break;
        File.Delete(workflow);
        yield return $"Removed {workflow}";
    }

    private string PathOf(string hook) => Path.Combine(folder.Path, hook);

    private string? PathOfWorkflow() => folder.WorkTree is { } top ? Path.Combine(top, HookScripts.WorkflowPath) : null;

    /// <summary>Whether something is there that is not ours; a link is never ours, wherever it leads.</summary>
    private static bool IsForeign(string file) =>
        new FileInfo(file).LinkTarget is not null || (Path.Exists(file) && !Begins(file, $"#!/bin/sh\n{HookScripts.Sign}\n"));

    private static bool Begins(string file, string sign) =>
        new FileInfo(file) is { Length: < MostBytes, LinkTarget: null } && File.ReadAllText(file).StartsWith(sign, StringComparison.Ordinal);

    private void Write(string file, string text, UnixFileMode mode)
    {
        var temporary = $"{file}.{Convert.ToHexStringLower(random(6))}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
                stream.Write(Encoding.UTF8.GetBytes(text));
            // The user's mask may have taken the right to run it from the user too.
            File.SetUnixFileMode(temporary, mode);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
