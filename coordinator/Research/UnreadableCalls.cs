using FedOnco.Protos;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace FedOnco.Coordinator.Research;

/// <summary>Names the end of a call whose bytes are no message: the framework refuses it before any service sees it, as if it were a defect here.</summary>
internal static class UnreadableCalls
{
    private static readonly object Defect = new();

    /// <summary>Says that a call met a defect, which stays one.</summary>
    public static void MarkDefect(HttpContext http) => http.Items[Defect] = true;

    public static void Use(WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http).ConfigureAwait(false);
        if (http.Items.ContainsKey(Defect)) return;
        // The status of a call without an answer stands in the headers.
        var status = http.Response.HasStarted ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : http.Response.Headers;
        if (status is not null) Rename(status);
    });

    /// <summary>Whatever a service throws has been named by the interceptor: UNKNOWN and INTERNAL come from reading the message.</summary>
    private static void Rename(IHeaderDictionary status)
    {
        if (!int.TryParse(status["grpc-status"], out var code) || (StatusCode)code is not (StatusCode.Unknown or StatusCode.Internal)) return;
        status["grpc-status"] = ((int)StatusCode.InvalidArgument).ToString();
        status["grpc-message"] = Uri.EscapeDataString(Fault().Message);
    }

    public static FedOncoException Fault() => new(ErrorReason.Protocol, "The message cannot be read: it is cut off, too long or of another protocol. Call with an agent or client of this version.");
}
