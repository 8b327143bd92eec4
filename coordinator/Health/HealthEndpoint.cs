using FedOnco.Coordinator.State;

namespace FedOnco.Coordinator.Health;

/// <summary>GET /health/live: the process answers; GET /health/ready: its database answers too (503 where it does not).</summary>
/// <remarks>Open to everyone who reaches the port: nothing but one word is told.</remarks>
internal static class HealthEndpoint
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", (Store store) => store.Answers() ? Results.Text("ready\n") : Results.Text("database\n", statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
