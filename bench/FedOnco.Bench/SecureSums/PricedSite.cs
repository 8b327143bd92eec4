using System.Net.Security;
using System.Threading.Channels;
using FedOnco.Agent.Runs;
using FedOnco.Agent.State;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedOnco.Bench.SecureSums;

/// <summary>A site of the bench's own over mutual TLS, which answers every run with masks as shipped or with the identity encoder.</summary>
internal sealed class PricedSite(Member member, AgentState state, SyntheticColumns source, AsyncDuplexStreamingCall<FromAgent, FromCoordinator> stream) : IDisposable
{
    private readonly Channel<FromCoordinator> _inbox = Channel.CreateUnbounded<FromCoordinator>();
    private Roster _roster = new();

    /// <summary>Whether the next run is masked.</summary>
    public bool IsMasked { get; set; }

    public static async Task<PricedSite> ConnectAsync(Member member, AgentState state, SyntheticColumns source, string address)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [member.Certificate], LocalCertificateSelectionCallback = (_, _, _, _, _) => member.Certificate, RemoteCertificateValidationCallback = (_, server, _, _) => server is not null },
        };
        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
        var site = new PricedSite(member, state, source, new AgentGateway.AgentGatewayClient(channel).Connect());
        await site.SendAsync(new FromAgent { Announcement = new Announcement { ProductVersion = "0", ProtocolVersions = { 1 }, Datasets = { member.Holding } } }).ConfigureAwait(false);
        _ = Task.Run(site.ReadAsync);
        _ = Task.Run(site.AnswerAsync);
        return site;
    }

    public void Dispose()
    {
        stream.Dispose();
        state.Dispose();
        member.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (await _inbox.Reader.WaitToReadAsync().ConfigureAwait(false)) await AnswerAsync(await NextAsync(m => m.Offer).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(RunOffer offer)
    {
        var contract = Contract.Parser.ParseFrom(offer.Contract);
        var binding = new RunBinding(offer.Run.ToByteArray(), Hashes.Contract(offer.Contract.Span), Hashes.Question(contract), _roster, contract.HistoryHash.ToByteArray(), contract.Sites);
        using var session = new SiteSession(member.Site, binding, member.Identity, state);
        await SendAsync(new FromAgent { Hello = session.CreateHello() }).ConfigureAwait(false);
        var hellos = await NextAsync(m => m.Hellos).ConfigureAwait(false);
        await SendAsync(new FromAgent { Shares = session.AcceptHellos(hellos) }).ConfigureAwait(false);
        session.AcceptShares(await NextAsync(m => m.Shares).ConfigureAwait(false));

        var context = new StudyContext(contract.Question, SyntheticColumns.Dataset, contract.Sites, contract.Terms);
        var analysis = AnalysisRegistry.For(contract.Question);
        var cohort = CohortSelection.Select(context, member.Site, source);
        Tally Sum(Step step) => QuestionProgram.Sum(analysis, context, step, cohort);
        Task<TotalChunk> Next() => NextAsync(m => m.Total);
        var identity = new IdentitySums(binding, state, Sum, SendAsync, Next);
        IFederation federation = IsMasked ? new SiteFederation(session, Sum, SendAsync, Next, _ => { }, reason => new FedOncoException(reason, "a rule of this site")) : identity;
        await QuestionProgram.RunAsync(analysis, context, federation, CancellationToken.None).ConfigureAwait(false);
        var end = IsMasked ? session.CreateEnd() : RunCertificate.Sign(member.Site, binding, identity.Index, identity.Hash, new SetUpPrimitives(member.Identity));
        await SendAsync(new FromAgent { End = end }).ConfigureAwait(false);
    }

    private async Task SendAsync(FromAgent message) => await stream.RequestStream.WriteAsync(message).ConfigureAwait(false);

    private async Task<T> NextAsync<T>(Func<FromCoordinator, T?> pick)
        where T : class
    {
        while (true)
        {
            if (pick(await _inbox.Reader.ReadAsync().ConfigureAwait(false)) is { } wanted) return wanted;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in stream.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                if (message.Welcome is { } welcome) _roster = welcome.Roster;
                _inbox.Writer.TryWrite(message);
            }
        }
        catch (RpcException)
        {
            // The bench ended the stream.
        }
    }
}
