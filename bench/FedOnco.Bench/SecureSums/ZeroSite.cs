using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedOnco.Bench.SecureSums;

/// <summary>A site that sends a tally of zeros without holding it, and reads the total without keeping it.</summary>
internal sealed class ZeroSite(AsyncDuplexStreamingCall<FromAgent, FromCoordinator> stream)
{
    private static readonly ByteString Zeros = UnsafeByteOperations.UnsafeWrap(new byte[TallyShape.ChunkBytes]);

    /// <param name="certificate">Of the site.</param>
    /// <param name="holding">What it announces.</param>
    /// <param name="address">Of the coordinator.</param>
    public static async Task<ZeroSite> ConnectAsync(X509Certificate2 certificate, SiteDataset holding, string address)
    {
        var handler = new SocketsHttpHandler
        {
            InitialHttp2StreamWindowSize = 4 << 20,
            SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [certificate], LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate, RemoteCertificateValidationCallback = (_, server, _, _) => server is not null },
        };
        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        var stream = new AgentGateway.AgentGatewayClient(channel).Connect();
        await stream.RequestStream.WriteAsync(new FromAgent { Announcement = new Announcement { ProductVersion = "0", ProtocolVersions = { 1 }, Datasets = { holding } } }).ConfigureAwait(false);
        while (await stream.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false) && stream.ResponseStream.Current.Welcome is null)
        {
        }

        return new ZeroSite(stream);
    }

    public async Task SumAsync(byte[] run, WideStep step)
    {
        var shape = new TallyShape(step.Layout, 2);
        for (var chunk = 0; chunk < shape.Chunks; chunk++)
        {
            var last = chunk == shape.Chunks - 1;
            var length = shape.BytesOf(chunk).GetOffsetAndLength(shape.Bytes).Length;
            await stream.RequestStream.WriteAsync(new FromAgent
            {
                Tally = new TallyChunk
                {
                    Run = ByteString.CopyFrom(run),
                    Index = 1,
                    Attempt = 1,
                    StepHash = ByteString.CopyFrom(step.Hash()),
                    Offset = (ulong)chunk * (ulong)shape.ChunkElements,
                    Elements = length == Zeros.Length ? Zeros : ByteString.CopyFrom(new byte[length]),
                    Last = last,
                    Stamp = last ? ByteString.CopyFrom(new byte[16]) : ByteString.Empty,
                },
            }).ConfigureAwait(false);
        }

        while (await stream.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
            if (stream.ResponseStream.Current.Total is { Last: true }) return;
    }
}
