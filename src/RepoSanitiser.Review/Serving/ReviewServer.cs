using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RepoSanitiser.Core;
using RepoSanitiser.Review.Pages;

namespace RepoSanitiser.Review.Serving;

/// <summary>
/// Serves the pages on this machine's loopback address, to the one browser that comes with the token. The framework's own listener is
/// enough for one reader on one machine, and costs other commands nothing.
/// </summary>
internal sealed class ReviewServer : IDisposable
{
    private const int Attempts = 10;
    private readonly HttpListener _listener;
    private readonly Session _session;
    private readonly ReviewPages _pages;
    private readonly Action<string> _say;
    private readonly string _origin;

    private ReviewServer(HttpListener listener, int port, ReviewPages pages, Func<int, byte[]> random, Action<string> say)
    {
        (_listener, _pages, _say) = (listener, pages, say);
        _session = new Session(port, random);
        _origin = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    /// <summary>The address to open, with the token that works once.</summary>
    public Uri Address => new($"{_origin}/?token={_session.Token}");

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="random">Gives that many random bytes, fit for secrets.</param>
    /// <param name="say">Says what went wrong, in a sentence without values.</param>
    /// <exception cref="ReposanException">The port is taken (refused).</exception>
    public static ReviewServer Start(int port, ReviewPages pages, Func<int, byte[]> random, Action<string> say)
    {
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port == 0 ? FreePort() : port;
            var listener = new HttpListener { IgnoreWriteExceptions = true };
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{chosen}/"));
            try
            {
                listener.Start();
                return new ReviewServer(listener, chosen, pages, random, say);
            }
            catch (HttpListenerException) when (port == 0 && attempt < Attempts)
            {
                listener.Abort();
            }
            catch (HttpListenerException e)
            {
                listener.Abort();
                throw new ReposanException(ExitCode.Refused, string.Create(CultureInfo.InvariantCulture, $"Port {chosen} of this machine is taken: leave out --port to get a free one."), e);
            }
        }
    }

    /// <summary>Serves until it is told to stop.</summary>
    public async Task Serve(CancellationToken cancellation)
    {
        using var stop = cancellation.Register(_listener.Stop);
        while (!cancellation.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => Handle(context, cancellation), CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Not <c>Close</c>: on a listener that has stopped it opens the port once more to close it, and throws where somebody has it by then.</remarks>
    public void Dispose() => _listener.Abort();

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void Handle(HttpListenerContext context, CancellationToken cancellation)
    {
        try
        {
            Answer(context.Request, cancellation).Send(context.Response);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or ProtocolViolationException or InvalidOperationException or OperationCanceledException)
        {
            // The browser went away, or the program is ending: there is nobody to tell.
            context.Response.Abort();
        }
    }

    private Answer Answer(HttpListenerRequest request, CancellationToken cancellation)
    {
        try
        {
            // A name that somebody else's server resolves to this machine is not this address.
            if (request.Headers["Host"] != _origin["http://".Length..]) return ReviewPages.Problem(HttpStatusCode.MisdirectedRequest, "This address is not the one that reposan printed.");
            if (request.Url!.AbsolutePath == "/" && Form.OfAddress(request)["token"] is { } token && _session.Enter(token) is { } cookie) return Serving.Answer.Go("/", cookie);
            if (!_session.IsIn(request)) return ReviewPages.Problem(HttpStatusCode.Forbidden, "The address that reposan printed works once, in one browser. Start 'reposan review' again for a new one.");
            return request.HttpMethod switch
            {
                "GET" => _pages.Get(request.Url.AbsolutePath, Form.OfAddress(request), _session.FormSecret, cancellation),
                "POST" => Post(request, cancellation),
                _ => ReviewPages.Problem(HttpStatusCode.MethodNotAllowed, "These pages are read, and decided in."),
            };
        }
        catch (ReposanException e)
        {
            return ReviewPages.Problem(e.Code == ExitCode.Failed ? HttpStatusCode.InternalServerError : HttpStatusCode.Conflict, e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or HttpListenerException or IOException))
        {
            _say($"A page could not be made ({e.GetType().Name}); nothing was decided by it.");
            return ReviewPages.Problem(HttpStatusCode.InternalServerError, "This page could not be made. Nothing was decided by it.");
        }
    }

    private Answer Post(HttpListenerRequest request, CancellationToken cancellation)
    {
        if (request.Headers["Origin"] is { } origin && origin != _origin) return ReviewPages.Problem(HttpStatusCode.Forbidden, "That form is not one of these pages'.");
        var form = Form.OfBody(request);
        return _session.IsOwn(form["secret"])
            ? _pages.Post(request.Url!.AbsolutePath, form, cancellation)
            : ReviewPages.Problem(HttpStatusCode.Forbidden, "That form is not one of these pages', or is from before reposan was started again: load the page anew.");
    }
}
