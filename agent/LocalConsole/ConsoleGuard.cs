using FedOnco.Protos;
using Microsoft.AspNetCore.Http;

namespace FedOnco.Agent.LocalConsole;

/// <summary>
/// What every request passes: only names of this machine (a page elsewhere may have made its own name point here), only the
/// session, and for changes only a form of this console. Every answer forbids script, frames, caches and anything from elsewhere.
/// </summary>
internal sealed class ConsoleGuard(ConsoleSession session)
{
    public const string Policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        // With "no-referrer" a browser sends no origin with this console's own forms.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!IsLocalName(context.Request.Host.Host)) await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This console answers to its own address only.").ConfigureAwait(false);
        else if (context.Request.Path == "/enter" || context.Request.Path == "/style.css") await next(context).ConfigureAwait(false);
        else if (!session.IsOpen(CookieOf(context))) await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Open the link that `fedonco-agent console` printed. It works once; start the command again for a new one.").ConfigureAwait(false);
        else if (!HttpMethods.IsGet(context.Request.Method) && !await IsOwnFormAsync(context).ConfigureAwait(false)) await RefuseAsync(context, StatusCodes.Status403Forbidden, "This form did not come from this console, or from an older session. Go back to the list and try again.").ConfigureAwait(false);
        else await next(context).ConfigureAwait(false);
    }

    /// <summary>The cookie of the session that the guard let through.</summary>
    /// <exception cref="FedOncoException">NotAuthorised where there is none.</exception>
    public static string Session(HttpContext context) => CookieOf(context) ?? throw new FedOncoException(ErrorReason.NotAuthorised, "There is no session.");

    private static string? CookieOf(HttpContext context) => context.Request.Cookies[ConsoleSession.Cookie];

    private static bool IsLocalName(string host) => host is "localhost" or "127.0.0.1" or "[::1]";

    private static async Task<bool> IsOwnFormAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType) return false;
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{request.Scheme}://{request.Host}") return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } from && from != "same-origin") return false;
        var form = await request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        return ConsoleSession.IsFormKey(Session(context), form["form"]);
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return Page.WriteAsync(context, "Not here", $"<p>{Page.Text(message)}</p>", navigation: false);
    }
}
