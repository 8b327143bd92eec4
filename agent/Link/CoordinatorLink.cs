using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using FedOnco.Agent.Audit;
using FedOnco.Agent.Data;
using FedOnco.Agent.Enrolment;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Health;
using FedOnco.Agent.Runs;
using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedOnco.Agent.Link;

/// <summary>The agent's one stream to the coordinator: it dials out, and dials again with growing, jittered pauses.</summary>
internal sealed partial class CoordinatorLink(AgentHome home, AgentState state, Task<Catalogue> opening, Policy policy, RosterTrust trust, AgentMetrics metrics, TimeProvider clock, ILogger<CoordinatorLink> log) : BackgroundService
{
    private const int ChunkLimit = 8 << 20;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(0.2);

    private readonly SetUpRate _rate = new(clock);

    private bool _announced;
    private DateTimeOffset _nextRenewal = DateTimeOffset.MinValue;
    private volatile TaskCompletionSource _told = New();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = LeastPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // With the certificate that is there now: it may have been renewed.
                using var certificate = CertificateFiles.Read(state);
                var authorities = PinnedAuthorities.Read(state.AuthorityFile);
                using var channel = Channel(certificate, authorities);
                if (await TalkAsync(channel, certificate, authorities, stoppingToken).ConfigureAwait(false)) pause = LeastPause;
            }
            catch (RpcException failed) when (!stoppingToken.IsCancellationRequested)
            {
                LogLost(log, ConnectionFault.Of(failed, home.Settings.Coordinator).Message);
            }
            catch (FedOncoException) when (opening.IsFaulted)
            {
                // Whoever started the agent is told what is wrong with its data.
                return;
            }
            catch (FedOncoException broken)
            {
                LogLost(log, broken.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception full) when (full is SqliteException or IOException or UnauthorizedAccessException)
            {
                LogLost(log, "The state folder cannot be read or written: its disk is full, read-only or held by another process. Run `fedonco-agent doctor`.");
            }
            catch (Exception defect) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever a coordinator says ends its connection at most, never the agent.
                LogDefect(log, defect.GetType().Name, defect.TargetSite?.Name);
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < MostPause ? pause * 2 : MostPause;
        }
    }

    /// <summary>One connection, until it ends; true where the coordinator welcomed this agent.</summary>
    private async Task<bool> TalkAsync(GrpcChannel channel, X509Certificate2 certificate, PinnedAuthorities authorities, CancellationToken cancellationToken)
    {
        var gateway = new AgentGateway.AgentGatewayClient(channel);
        using var stream = gateway.Connect(cancellationToken: cancellationToken);
        var outgoing = System.Threading.Channels.Channel.CreateBounded<FromAgent>(new BoundedChannelOptions(256) { SingleReader = true });
        // The connection is on its way already.
        var catalogue = await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        await stream.RequestStream.WriteAsync(new FromAgent { Announcement = Announce(catalogue, authorities) }, cancellationToken).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(stream.RequestStream, outgoing.Reader, ended.Token);
        var runs = new OpenRuns(home.Settings.Site, new ContractGate(home.Settings.Site, policy, catalogue, state.Ledger, state.Models, new SnapshotGate(home.Settings.Site, state.Rows), clock), new ApprovalDesk(home.Settings.Site, policy, state.Approvals, clock), new CoordinatorWatch(home.Settings.Site, state, clock), state, new RunDiary(state.Audit, clock), _rate, outgoing.Writer, metrics, log);
        var renewing = RenewAsync(gateway, certificate, authorities, runs, ended);
        var welcomed = false;
        try
        {
            await foreach (var message in stream.ResponseStream.ReadAllAsync(ended.Token).ConfigureAwait(false))
            {
                if (message.Welcome is { } welcome) await GreetAsync(welcome, authorities, () => outgoing.Writer.WriteAsync(new FromAgent { Announcement = Announce(catalogue, authorities) }, ended.Token)).ConfigureAwait(false);
                else await runs.TakeAsync(message).ConfigureAwait(false);
                welcomed = true;
            }
        }
        catch (Exception cut) when (cut is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } && renewing.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested)
        {
            // Ended here, to begin again with the renewed certificate.
        }
        finally
        {
            metrics.IsConnected = false;
            runs.CloseAll();
            await ended.CancelAsync().ConfigureAwait(false);
            outgoing.Writer.TryComplete();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return welcomed;
    }

    /// <summary>Renews the certificate when it is due and then ends the connection between two runs; completes without a fault only then.</summary>
    private async Task RenewAsync(AgentGateway.AgentGatewayClient gateway, X509Certificate2 certificate, PinnedAuthorities authorities, OpenRuns runs, CancellationTokenSource connection)
    {
        while (!await TryRenewAsync(gateway, certificate, authorities, connection.Token).ConfigureAwait(false))
        {
        }

        var longest = Task.Delay(RenewalTime.MostPause, clock, connection.Token);
        while (!runs.IsEmpty && !longest.IsCompleted) await Task.Delay(IdleCheck, clock, connection.Token).ConfigureAwait(false);
        await connection.CancelAsync().ConfigureAwait(false);
    }

    private async Task<bool> TryRenewAsync(AgentGateway.AgentGatewayClient gateway, X509Certificate2 certificate, PinnedAuthorities authorities, CancellationToken cancellationToken)
    {
        var told = _told.Task;
        var now = clock.GetUtcNow();
        var wait = authorities.IsOfAnOld(certificate) ? TimeSpan.Zero : RenewalTime.Until(certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), now);
        if (now + wait < _nextRenewal) wait = _nextRenewal - now;
        // Not in one piece: the clock may be set meanwhile, or the authority changed.
        await told.WaitAsync(wait < RenewalTime.MostPause ? wait : RenewalTime.MostPause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (told.IsCompleted) _nextRenewal = DateTimeOffset.MinValue;
        if (told.IsCompleted || wait > RenewalTime.MostPause) return false;
        try
        {
            await Renewal.RenewAsync(home.Settings.Site, gateway, state, authorities, cancellationToken).ConfigureAwait(false);
            _nextRenewal = clock.GetUtcNow() + RenewalTime.MostPause;
            LogRenewed(log);
            return true;
        }
        catch (Exception failed) when (failed is RpcException or FedOncoException or IOException or UnauthorizedAccessException && !cancellationToken.IsCancellationRequested)
        {
            // Not where the connection was cut in the middle: that is tried again on the next one.
            var failedAt = clock.GetUtcNow();
            _nextRenewal = failedAt + RenewalTime.AfterFailure(certificate.NotAfter.ToUniversalTime(), failedAt);
            LogNotRenewed(log, certificate.NotAfter.ToUniversalTime(), failed switch { RpcException refused => ConnectionFault.Of(refused, home.Settings.Coordinator).Message, FedOncoException known => known.Message, _ => "The state folder cannot be written." });
            return false;
        }
    }

    private async ValueTask GreetAsync(Welcome welcome, PinnedAuthorities authorities, Func<ValueTask> announce)
    {
        state.RememberCoordinator(welcome.ProductVersion);
        if (!Product.ProtocolVersions.Contains(welcome.ProtocolVersion))
            throw new FedOncoException(ErrorReason.Protocol, $"The coordinator ({welcome.ProductVersion}) speaks protocol {welcome.ProtocolVersion}, this agent ({Product.Version}) {string.Join(", ", Product.ProtocolVersions)}. Upgrade the older of the two: versions one minor number apart work together.");
        if (welcome.Roster is null) throw new FedOncoException(ErrorReason.Protocol, "The coordinator's welcome names no sites. Check that coordinator and agent have the same version.");
        if (state.Roster.Propose(welcome.Roster))
        {
            if (trust == RosterTrust.Coordinator) state.Roster.Approve(PinnedRoster.HashText(welcome.Roster));
            else LogRoster(log);
        }

        if (authorities.Take(welcome.Authorities))
        {
            LogAuthorities(log, welcome.Authorities.Count);
            Interlocked.Exchange(ref _told, New()).TrySetResult();
            await announce().ConfigureAwait(false);
        }

        metrics.IsConnected = true;
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

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Announcement Announce(Catalogue catalogue, PinnedAuthorities authorities)
    {
        var announcement = new Announcement { ProductVersion = Product.Version, ProtocolVersions = { Product.ProtocolVersions }, AuditSize = state.CoordinatorHeads.Last?.Size ?? 0, Authorities = { authorities.Hashes } };
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
            Refresh = d.Refresh,
        }));
        return announcement;
    }

    private GrpcChannel Channel(X509Certificate2 certificate, PinnedAuthorities authorities)
    {
        var handler = new SocketsHttpHandler
        {
            // A line that swallows what is sent must not hold the agent in a handshake.
            ConnectTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            InitialHttp2StreamWindowSize = 4 << 20,
        };
        handler.SslOptions.ClientCertificates = [certificate];
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        handler.SslOptions.RemoteCertificateValidationCallback = authorities.Vouch;
        return GrpcChannel.ForAddress(CoordinatorAddress.Read(home.Settings.Coordinator), new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = ChunkLimit });
    }
}
