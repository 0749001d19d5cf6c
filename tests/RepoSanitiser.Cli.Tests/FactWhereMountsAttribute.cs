using System.Diagnostics;

namespace RepoSanitiser.Cli.Tests;

/// <summary>A fact that needs mounts of its own, which not every machine lets a process have.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWhereMountsAttribute : FactAttribute
{
    public FactWhereMountsAttribute()
    {
        try
        {
            using var tried = Process.Start(new ProcessStartInfo("unshare", ["-rm", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            tried.WaitForExit();
            if (tried.ExitCode != 0) Skip = "needs user namespaces, which this machine does not let a process make";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip = "needs unshare, which is not installed";
        }
    }
}
