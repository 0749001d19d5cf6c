using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.TestKit;

/// <summary>A program that a test needs and a machine may lack.</summary>
public enum Tool
{
    /// <summary>git.</summary>
    Git,

    /// <summary>git-lfs.</summary>
    GitLfs,

    /// <summary>git-filter-repo.</summary>
    GitFilterRepo,

    /// <summary>ssh-keygen, which signs tags.</summary>
    SshKeygen,

    /// <summary>bash.</summary>
    Bash,

    /// <summary>GNU time as <c>/usr/bin/time</c>.</summary>
    Time,

    /// <summary>pdftotext, which reads PDF files; pdftoppm comes with it.</summary>
    PdfToText,

    /// <summary>tesseract, which reads images.</summary>
    Tesseract,

    /// <summary>gpg, which encrypts backups.</summary>
    Gpg,

    /// <summary>GitHub's description of its interface and Prism, which validates by it: npm packages that scripts/setup installs.</summary>
    Prism,
}

/// <summary>What this machine has.</summary>
public static partial class Tools
{
    private static readonly ConcurrentDictionary<Tool, Version?> Found = new();

    /// <summary>The version of a tool, 0.0 for one that does not say, null where it is not installed.</summary>
    public static Version? VersionOf(Tool tool) => Found.GetOrAdd(tool, Ask);

    /// <summary>Why a test that needs a tool can't run here; null where it can.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="atLeast">The oldest version that will do, as in <c>2.45</c>; null for any.</param>
    public static string? Missing(Tool tool, string? atLeast = null)
    {
        if (tool == Tool.Prism && !PrismProxy.IsInstalled) return "needs GitHub's description and Prism of npm, which scripts/setup installs";
        var version = VersionOf(tool);
        if (version is null) return $"needs {NameOf(tool)}, which is not installed";
        if (atLeast is null || version >= Version.Parse(atLeast)) return null;
        return $"needs {NameOf(tool)} {atLeast} or newer, this machine has {version}";
    }

    private static string NameOf(Tool tool) => tool switch
    {
        Tool.Git => "git",
        Tool.GitLfs => "git-lfs",
        Tool.GitFilterRepo => "git-filter-repo",
        Tool.SshKeygen => "ssh-keygen",
        Tool.Bash => "bash",
        Tool.Time => "/usr/bin/time",
        Tool.PdfToText => "pdftotext",
        Tool.Tesseract => "tesseract",
        Tool.Gpg => "gpg",
        Tool.Prism => "node",
        _ => throw new ArgumentOutOfRangeException(nameof(tool)),
    };

    private static Version? Ask(Tool tool)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(NameOf(tool), tool == Tool.SshKeygen ? ["-?"] : ["--version"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var match = Number().Match(process.StandardOutput.ReadToEnd());
            errors.Wait();
            process.WaitForExit();
            return match.Success ? Version.Parse(match.Value) : new Version(0, 0);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
