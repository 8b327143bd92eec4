using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FedOnco.Coordinator.Health;

/// <summary>GET /metrics for Prometheus, over plain HTTP on an address of its own and only where one is named: meant for loopback or an inner network.</summary>
internal static class MetricsEndpoint
{
    public static void Listen(WebApplicationBuilder builder, IPEndPoint endpoint)
    {
        builder.Services.AddSingleton<PrometheusText>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endpoint, listener => listener.Protocols = HttpProtocols.Http1));
    }

    public static void Map(WebApplication app, IPEndPoint endpoint)
    {
        // Counts from the first call on, not from the first question.
        var text = app.Services.GetRequiredService<PrometheusText>();
        app.MapGet("/metrics", (HttpContext context) => context.Connection.LocalPort == endpoint.Port
            ? Results.Text(text.Write(), "text/plain; version=0.0.4; charset=utf-8")
            : Results.NotFound());
    }
}
