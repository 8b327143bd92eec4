using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using FedOnco.Agent.Audit;
using FedOnco.Agent.Data;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Runs;
using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedOnco.Agent.Link;

/// <summary>The agent's one stream to the coordinator: it dials out, and dials again with growing, jittered pauses.</summary>
internal sealed partial class CoordinatorLink(AgentHome home, AgentState state, Catalogue catalogue, Policy policy, RosterTrust trust, TimeProvider clock, ILogger<CoordinatorLink> log) : BackgroundService
{
    private const int ChunkLimit = 8 << 20;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(30);

    private readonly SetUpRate _rate = new(clock);

    private bool _announced;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var channel = Channel();
        var pause = LeastPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await TalkAsync(channel, stoppingToken).ConfigureAwait(false)) pause = LeastPause;
            }
            catch (RpcException failed) when (!stoppingToken.IsCancellationRequested)
            {
                LogLost(log, ConnectionFault.Of(failed, home.Settings.Coordinator).Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < MostPause ? pause * 2 : MostPause;
        }
    }

    /// <summary>One connection, until it ends; true where the coordinator welcomed this agent.</summary>
    private async Task<bool> TalkAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        using var stream = new AgentGateway.AgentGatewayClient(channel).Connect(cancellationToken: cancellationToken);
        var outgoing = System.Threading.Channels.Channel.CreateBounded<FromAgent>(new BoundedChannelOptions(256) { SingleReader = true });
        await stream.RequestStream.WriteAsync(new FromAgent { Announcement = Announce() }, cancellationToken).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(stream.RequestStream, outgoing.Reader, ended.Token);
        var runs = new OpenRuns(home.Settings.Site, new ContractGate(home.Settings.Site, policy, catalogue, state.Ledger, state.Models, clock), new ApprovalDesk(home.Settings.Site, policy, state.Approvals, clock), new CoordinatorWatch(home.Settings.Site, state, clock), state, new RunDiary(state.Audit, clock), _rate, outgoing.Writer, log);
        var welcomed = false;
        try
        {
            await foreach (var message in stream.ResponseStream.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (message.Welcome is { } welcome) Greet(welcome);
                else await runs.TakeAsync(message).ConfigureAwait(false);
                welcomed = true;
            }
        }
        finally
        {
            runs.CloseAll();
            await ended.CancelAsync().ConfigureAwait(false);
            outgoing.Writer.TryComplete();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return welcomed;
    }

    private void Greet(Welcome welcome)
    {
        if (state.Roster.Propose(welcome.Roster))
        {
            if (trust == RosterTrust.Coordinator) state.Roster.Approve(PinnedRoster.HashText(welcome.Roster));
            else LogRoster(log);
        }

        LogConnected(log, home.Settings.Site);
        if (_announced) return;
        _announced = true;
        Ready?.Invoke();
    }

    /// <summary>Raised once, after the first welcome.</summary>
    public event Action? Ready;

    private static async Task SendAsync(IClientStreamWriter<FromAgent> stream, ChannelReader<FromAgent> outgoing, CancellationToken cancellationToken)
    {
        await foreach (var message in outgoing.ReadAllAsync(cancellationToken).ConfigureAwait(false)) await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private Announcement Announce()
    {
        var announcement = new Announcement { ProductVersion = Product.Version, ProtocolVersions = { 1 }, AuditSize = state.CoordinatorHeads.Last?.Size ?? 0 };
        announcement.Datasets.AddRange(catalogue.Datasets.Select(d => new SiteDataset
        {
            Study = d.Entry.Study,
            Dataset = d.Entry.Dataset,
            DictionaryHash = ByteString.CopyFrom(d.DictionaryHash),
            SnapshotHash = ByteString.CopyFrom(d.SnapshotHash),
            Conforming = d.Problem is null,
            Problem = d.Problem,
            Terms = policy.Terms,
            Public = d.Entry.IsPublic,
        }));
        return announcement;
    }

    private GrpcChannel Channel()
    {
        using var ephemeral = X509Certificate2.CreateFromPemFile(state.CertificateFile, state.CertificateKeyFile);
        // Windows cannot use a key that lives in memory only.
        var certificate = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
        var authority = X509CertificateLoader.LoadCertificateFromFile(state.AuthorityFile);
        var handler = new SocketsHttpHandler
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            InitialHttp2StreamWindowSize = 4 << 20,
        };
        handler.SslOptions.ClientCertificates = [certificate];
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, remote, _, errors) =>
            remote is X509Certificate2 leaf && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && Trust.IsSignedBy(leaf, authority);
        return GrpcChannel.ForAddress(home.Settings.Coordinator, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = ChunkLimit });
    }
}
