using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace RepoSanitiser.TestKit.GitHub;

/// <summary>Serves a bare repository by git's own <c>http-backend</c>.</summary>
internal static class SmartHttp
{
    private static readonly Lazy<string> Backend = new(() =>
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["--exec-path"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return Path.Combine(git.StandardOutput.ReadToEnd().Trim(), "git-http-backend");
    });

    /// <summary>Whether a request may change the repository.</summary>
    public static bool IsPush(HttpRequest request) =>
        request.Path.Value!.EndsWith("/git-receive-pack", StringComparison.Ordinal) || request.Query["service"] == "git-receive-pack";

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="gitDirectory">The repository.</param>
    /// <param name="inside">The path within it: <c>/info/refs</c> and its like.</param>
    /// <param name="user">Who asks; null for anybody.</param>
    /// <param name="fault">What goes wrong; null for nothing.</param>
    public static async Task Serve(HttpContext context, string gitDirectory, string inside, string? user, Fault? fault = null)
    {
        if (fault is Fault.Status status)
        {
            context.Response.StatusCode = status.Code;
            if (status.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = $"{seconds}";
            return;
        }

        if (fault is Fault.Lost or Fault.NoEffect)
        {
            // A success with nothing in it is as broken an answer as none.
            if (fault is Fault.Lost) context.Abort();
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var process = Process.Start(Prepared(context.Request, gitDirectory, inside, user, body.Length))!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var read = process.StandardOutput.BaseStream.CopyToAsync(output);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // git answered without reading to the end.
        }

        await Task.WhenAll(read, errors, process.WaitForExitAsync());
        if (fault is Fault.AnswerLost) context.Abort();
        else await Write(context, output.ToArray(), fault is Fault.CutOff);
    }

    private static ProcessStartInfo Prepared(HttpRequest request, string gitDirectory, string inside, string? user, long length)
    {
        var start = new ProcessStartInfo(Backend.Value)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["GIT_PROJECT_ROOT"] = Path.GetDirectoryName(gitDirectory);
        start.Environment["PATH_INFO"] = "/" + Path.GetFileName(gitDirectory) + inside;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["REQUEST_METHOD"] = request.Method;
        start.Environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?') ?? "";
        start.Environment["CONTENT_TYPE"] = request.ContentType ?? "";
        start.Environment["CONTENT_LENGTH"] = $"{length}";
        start.Environment["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding.ToString();
        start.Environment["GIT_PROTOCOL"] = request.Headers["Git-Protocol"].ToString();
        start.Environment["REMOTE_ADDR"] = "127.0.0.1";
        if (user is not null) start.Environment["REMOTE_USER"] = user;
        return start;
    }

    private static async Task Write(HttpContext context, byte[] output, bool cutOff)
    {
        var response = context.Response;
        var end = output.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            response.StatusCode = 500;
            return;
        }

        foreach (var line in Encoding.ASCII.GetString(output, 0, end).Split("\r\n"))
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name.Equals("Status", StringComparison.OrdinalIgnoreCase)) response.StatusCode = int.Parse(value.Split(' ')[0]);
            else response.Headers[name] = value;
        }

        var body = output.AsMemory(end + 4);
        if (!cutOff)
        {
            await response.Body.WriteAsync(body);
            return;
        }

        await response.Body.WriteAsync(body[..(body.Length / 2)]);
        await response.Body.FlushAsync();
        context.Abort();
    }
}
