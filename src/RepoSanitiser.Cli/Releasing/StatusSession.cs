using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Release.Approval;

namespace RepoSanitiser.Cli.Releasing;

/// <summary>One run of <c>reposan release status</c>.</summary>
internal sealed class StatusSession(CommandContext context, ReleaseOptions options)
{
    /// <summary>Shows one request, or all.</summary>
    public ExitCode Run(string? id)
    {
        var store = options.Store(context);
        if (id is null) return All(store);
        var status = store.Examine(id);
        Write(context, status);
        return status.Problems.Count > 0 ? ExitCode.Refused : ExitCode.Clean;
    }

    /// <summary>Writes where a request stands, file by file.</summary>
    public static void Write(CommandContext context, ReviewStatus status)
    {
        var request = status.Request;
        context.Out.WriteLine($"Request {request.Request}, revision {request.Revision}: {Words(status.State)}");
        context.Out.WriteLine($"By {Printable.Escape(request.By)} from {Printable.Escape(request.Workspace)} for {Printable.Escape(request.Repository)}: {Printable.Escape(request.Message)}");
        foreach (var group in status.Files.GroupBy(f => f.Group))
        {
            context.Out.WriteLine($"{Printable.Escape(group.Key.Name)}. {Printable.Escape(group.Key.Context)} Controls: {Printable.Escape(group.Key.Controls)}");
            foreach (var file in group)
            {
                var exception = file.File.Exception is null ? "" : file.ExceptionBy is { } by ? $"; exception allowed by {Printable.Escape(by)}" : $"; needs an exception from {string.Join(", ", file.File.Rules)}";
                context.Out.WriteLine($"  {Words(file.State),-18} {Printable.Escape(file.File.Path)}{exception}");
                foreach (var decision in file.Decisions) context.Out.WriteLine($"    {Printable.Escape(decision.By)}: {Words(decision.Verdict)}{(decision.Comment.Length > 0 ? $", {Printable.Escape(decision.Comment)}" : "")}");
            }
        }

        foreach (var reviewer in status.Reviewers) context.Out.WriteLine($"{Printable.Escape(reviewer.Principal)} has decided{(reviewer.IsOpen ? "" : "; not open yet")}.");
        foreach (var sentence in status.Problems.Concat(status.SetAside)) context.Say(sentence);
    }

    private ExitCode All(RequestStore store)
    {
        var worst = ExitCode.Clean;
        foreach (var id in store.List())
        {
            try
            {
                var status = store.Examine(id);
                if (status.Problems.Count > 0) worst = ExitCode.Refused;
                context.Out.WriteLine($"{id}  {Words(status.State),-18} {status.Request.Outputs.Count(),4} file(s)  {Printable.Escape(status.Request.By)}  {Printable.Escape(status.Request.Message)}{(status.Problems.Count > 0 ? "  CHANGED" : "")}");
            }
            catch (ReposanException e) when (e.Code == ExitCode.Refused)
            {
                context.Out.WriteLine($"{id}  CHANGED");
                worst = ExitCode.Refused;
            }
        }

        return worst;
    }

    private static string Words(RequestState state) => state switch
    {
        RequestState.PartiallyReviewed => "one has decided",
        RequestState.Sealed => "two have decided",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static string Words(FileState state) => state == FileState.ChangesRequested ? "changes requested" : state.ToString().ToLowerInvariant();

    private static string Words(Verdict verdict) => verdict switch { Verdict.Approve => "approves", Verdict.Reject => "rejects", _ => "requests changes" };
}
