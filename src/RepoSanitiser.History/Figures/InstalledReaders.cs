using System.ComponentModel;
using System.Diagnostics;
using RepoSanitiser.Disclosure.Documents;

namespace RepoSanitiser.History.Figures;

/// <summary>
/// Reads PDF files with pdftotext and images with tesseract, where they are installed. What they read and write goes through pipes: no
/// content reaches a disk.
/// </summary>
public sealed class InstalledReaders : IFigureReader
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly string? _pdf;
    private readonly string? _image;

    private InstalledReaders(string? pdf, string? image)
    {
        _pdf = pdf;
        _image = image;
        Version = $"{(pdf is null ? "" : Ask(pdf, "-v"))} {(image is null ? "" : Ask(image, "--version"))}";
    }

    /// <inheritdoc/>
    public string Version { get; }

    /// <summary>Looks for the programs; null where neither is there.</summary>
    /// <param name="path">Folders to look in, as the environment variable PATH has them.</param>
    public static InstalledReaders? Find(string? path)
    {
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? Program(string name) => folders.Select(f => Path.Combine(f, name)).FirstOrDefault(f => Path.IsPathRooted(f) && File.Exists(f));
        var (pdf, image) = (Program("pdftotext"), Program("tesseract"));
        return pdf is null && image is null ? null : new InstalledReaders(pdf, image);
    }

    /// <inheritdoc/>
    public byte[]? Read(string type, ReadOnlyMemory<byte> content, CancellationToken cancellation) => type switch
    {
        "pdf" when _pdf is not null => Run(_pdf, ["-q", "-layout", "-enc", "UTF-8", "-", "-"], content, cancellation).Output,
        "png" or "jpeg" or "tiff" when _image is not null => Run(_image, ["stdin", "stdout", "--psm", "6"], content, cancellation).Output,
        _ => null,
    };

    private static string Ask(string program, string question)
    {
        var (_, output, error) = Start(program, [question], default, CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(output.Length > 0 ? output : error).Split('\n')[0];
    }

    private static (bool Done, byte[]? Output) Run(string program, string[] arguments, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            var (code, output, _) = Start(program, arguments, content, limit.Token);
            return code == 0 ? (true, output) : (false, null);
        }
        catch (Exception e) when (e is Win32Exception or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return (false, null);
        }
    }

    private static (int Code, byte[] Output, byte[] Error) Start(string program, string[] arguments, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // Files are read side by side already.
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        using var process = Process.Start(start)!;
        using var stop = cancellation.Register(static p => Kill((Process)p!), process);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var errors = Task.Run(() => process.StandardError.BaseStream.CopyTo(error), CancellationToken.None);
        var feeding = Task.Run(() => Feed(process, content), CancellationToken.None);
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Task.WaitAll([errors, feeding], CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, output.ToArray(), error.ToArray());
    }

    private static void Feed(Process process, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var input = process.StandardInput.BaseStream;
            input.Write(content.Span);
        }
        catch (IOException)
        {
            // The program did not want all of it: its exit code says what that means.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
    }
}
