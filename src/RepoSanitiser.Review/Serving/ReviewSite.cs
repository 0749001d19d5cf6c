using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.Review.Files;
using RepoSanitiser.Review.Pages;

namespace RepoSanitiser.Review.Serving;

/// <summary>What the pages are made of.</summary>
public sealed record ReviewSiteOptions
{
    /// <summary>Where the person reviews.</summary>
    public required ReviewDesk Desk { get; init; }

    /// <summary>A folder with what was released before, such as a clone of the study repository; null to compare with the revision before alone.</summary>
    public string? Against { get; init; }

    /// <summary>Reads images and PDF files; null to leave them to the reviewer's eyes.</summary>
    public IFigureReader? Figures { get; init; }

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Gives that many random bytes, fit for secrets.</summary>
    public required Func<int, byte[]> Random { get; init; }

    /// <summary>Says what went wrong, in a sentence without values.</summary>
    public required Action<string> Say { get; init; }
}

/// <summary>Pages on this machine's loopback address, in which one person reviews the requests of a folder.</summary>
public sealed class ReviewSite : IDisposable
{
    private readonly ReviewServer _server;

    private ReviewSite(ReviewServer server) => _server = server;

    /// <summary>The address to open; it works once, in one browser.</summary>
    public Uri Address => _server.Address;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ReposanException">The port is taken or the key can't sign a review (refused), or the folder to compare with is not there (usage).</exception>
    public static ReviewSite Start(ReviewSiteOptions options)
    {
        if (options.Against is { } against && !Directory.Exists(against))
            throw new ReposanException(ExitCode.Usage, $"There is no folder {Printable.Escape(against)} to compare with.");
        options.Desk.RequireKey();
        var pages = new ReviewPages(options.Desk, new ReviewFiles(options.Desk.Store, options.Against, options.Figures));
        return new ReviewSite(ReviewServer.Start(options.Port, pages, options.Random, options.Say));
    }

    /// <summary>Serves until it is told to stop.</summary>
    public Task Serve(CancellationToken cancellation) => _server.Serve(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();
}
