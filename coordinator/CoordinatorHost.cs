using System.Net;
using System.Security.Authentication;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Health;
using FedOnco.Coordinator.Models;
using FedOnco.Coordinator.Oidc;
using FedOnco.Coordinator.Research;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using FedOnco.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FedOnco.Coordinator;

/// <summary>The service in the middle.</summary>
internal static class CoordinatorHost
{
    private const int MessageLimit = 8 << 20;
    private const int MostConnections = 2000;

    public static async Task<int> ServeAsync(string state, string listen, IReadOnlyList<string> names, RunOptions options, string? metrics, bool stopWithInput, CancellationToken cancellationToken)
    {
        if (!IPEndPoint.TryParse(listen, out var endpoint)) throw new FedOncoException(ErrorReason.WrongFile, $"--listen {listen}: an address and a port are needed, as in 127.0.0.1:8443.");
        IPEndPoint? measured = null;
        if (metrics is not null && !IPEndPoint.TryParse(metrics, out measured)) throw new FedOncoException(ErrorReason.WrongFile, $"--metrics {metrics}: an address and a port are needed, as in 127.0.0.1:9464.");
        using var store = Store.Open(state, serves: true);
        using var authority = Authority.Open(state, TimeProvider.System);
        var app = Build(store, authority, endpoint, names, options, measured);
        await using (app.ConfigureAwait(false))
        {
            app.Services.GetRequiredService<RunRegistry>().ResumeAbandoned();
            await StartAsync(app, listen, cancellationToken).ConfigureAwait(false);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            await Console.Out.WriteLineAsync($"ready {address}").ConfigureAwait(false);
            if (stopWithInput) _ = Task.Run(() => StopWithInput(app.Lifetime), CancellationToken.None);
            using var registration = cancellationToken.Register(app.Lifetime.StopApplication);
            await app.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task StartAsync(WebApplication app, string listen, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            throw new FedOncoException(ErrorReason.CannotConnect, $"{listen} is in use or not an address of this machine. Choose another with --listen.");
        }
    }

    internal static WebApplication Build(Store store, Authority authority, IPEndPoint endpoint, IReadOnlyList<string> names, RunOptions options, IPEndPoint? metrics = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Critical);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        // Each does something only where that service manager started this process.
        builder.Services.AddSystemd().AddWindowsService(o => o.ServiceName = "fedonco-coordinator");
        builder.Services.AddSingleton(store).AddSingleton(s => new LiveAuthority(authority, s.GetRequiredService<ILogger<LiveAuthority>>())).AddSingleton(options).AddSingleton(TimeProvider.System).AddSingleton<CoordinatorDiary>().AddSingleton<RecordedTotals>().AddSingleton<ConnectedSites>().AddSingleton<RunRegistry>().AddSingleton<ModelRegistry>().AddSingleton<Callers>().AddSingleton<SubmissionRate>().AddSingleton<RunMetrics>();
        if (options.Oidc is { } oidc) AddOidc(builder.Services, oidc);
        if (options.Otlp is { } collector) OtlpPush.Add(builder.Services, collector, "fedonco-coordinator", Product.Version, RunMetrics.Name);
        builder.Services.AddGrpc(o =>
        {
            o.MaxReceiveMessageSize = MessageLimit;
            o.MaxSendMessageSize = null;
            o.Interceptors.Add<FaultInterceptor>();
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A peer that is gone without a goodbye is noticed within half a minute.
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endpoint, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            listener.UseHttps(https =>
            {
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                var shown = new ServerCertificate(kestrel.ApplicationServices.GetRequiredService<LiveAuthority>(), names, TimeProvider.System);
                https.ServerCertificateSelector = (_, _) => shown.Current;
                // Agents show a certificate, people a token: who may do what is decided in the services.
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        }));
        if (metrics is not null) MetricsEndpoint.Listen(builder, metrics);
        var app = builder.Build();
        var runs = app.Services.GetRequiredService<RunRegistry>();
        var sites = app.Services.GetRequiredService<ConnectedSites>();
        app.Services.GetRequiredService<RunMetrics>().Watch(() => runs.OpenCount, () => runs.WaitingCount, () => sites.Count);
        if (metrics is not null) MetricsEndpoint.Map(app, metrics);
        UnreadableCalls.Use(app);
        app.MapGrpcService<AgentGatewayService>();
        app.MapGrpcService<ResearchApi>();
        app.MapGrpcService<ModelsApi>();
        ScoringEndpoint.Map(app);
        HealthEndpoint.Map(app);
        return app;
    }

    private static void AddOidc(IServiceCollection services, OidcOptions oidc)
    {
        services.AddSingleton(oidc).AddSingleton<OidcTokens>().AddSingleton(s => ActivatorUtilities.CreateInstance<OidcKeys>(s, new HttpClient { Timeout = TimeSpan.FromSeconds(20) }));
        services.AddHostedService(s => s.GetRequiredService<OidcKeys>());
    }

    private static void StopWithInput(IHostApplicationLifetime lifetime)
    {
        while (Console.In.Read() >= 0)
        {
        }

        lifetime.StopApplication();
    }
}
