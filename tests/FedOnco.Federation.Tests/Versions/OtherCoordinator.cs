using System.Net;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Protos;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedOnco.Federation.Tests.Versions;

/// <summary>A coordinator of another version, or an impostor: it welcomes agents and does nothing else.</summary>
internal sealed class OtherCoordinator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherCoordinator(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // A server that listens has one.

    /// <summary>Of another version, under the same authority.</summary>
    public static Task<OtherCoordinator> StartAsync(TestFederation federation, uint version) =>
        StartAsync(federation.Authority.CreateServerCertificate([]), new Welcome { ProductVersion = "9.9.9", ProtocolVersion = version, Roster = federation.Store.Roster() });

    /// <param name="shown">Its certificate; null for plain HTTP/2.</param>
    /// <param name="welcome">All that it says.</param>
    public static async Task<OtherCoordinator> StartAsync(X509Certificate2? shown, Welcome welcome)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(welcome);
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l =>
        {
            l.Protocols = HttpProtocols.Http2;
            if (shown is null) return;
            l.UseHttps(h =>
            {
                h.ServerCertificate = shown;
                h.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                h.ClientCertificateValidation = (_, _, _) => true;
            });
        }));
        var app = builder.Build();
        app.MapGrpcService<Gateway>();
        await app.StartAsync();
        return new OtherCoordinator(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Gateway(Welcome welcome) : AgentGateway.AgentGatewayBase
    {
        public override async Task Connect(IAsyncStreamReader<FromAgent> requestStream, IServerStreamWriter<FromCoordinator> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            await responseStream.WriteAsync(NewerMessage.Of(new FromCoordinator { Welcome = welcome }), context.CancellationToken);
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
