using System.Net.Security;
using System.Threading.Channels;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Privacy.Tests.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>A site with valid keys and certificate that speaks the protocol over its own connection, and distorts what it sends.</summary>
internal sealed class HostilePeer : IAsyncDisposable
{
    private readonly Member _member;
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<FromAgent, FromCoordinator> _stream;
    private readonly Channel<FromCoordinator> _inbox = Channel.CreateUnbounded<FromCoordinator>();
    private readonly Task _reading;

    private HostilePeer(Member member, GrpcChannel channel, Dataset dataset)
    {
        _member = member;
        _channel = channel;
        ContextDataset = dataset;
        _stream = new AgentGateway.AgentGatewayClient(channel).Connect();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>The roster of the last welcome.</summary>
    public Roster Roster { get; private set; } = new();

    public static async Task<HostilePeer> ConnectAsync(TestFederation federation, string site)
    {
        var member = federation.MemberOf(site);
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [member.Certificate], LocalCertificateSelectionCallback = (_, _, _, _, _) => member.Certificate, RemoteCertificateValidationCallback = (_, server, _, _) => server is not null } };
        var peer = new HostilePeer(member, GrpcChannel.ForAddress(federation.Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true }), federation.Store.Studies()[0].Dictionary.Datasets[0]);
        await peer.SendAsync(new FromAgent { Announcement = new Announcement { ProductVersion = "0", ProtocolVersions = { 1 }, Datasets = { member.Holding } } });
        await peer.NextAsync(m => m.Welcome);
        return peer;
    }

    public Task SendAsync(FromAgent message) => _stream.RequestStream.WriteAsync(message);

    /// <summary>Plays one run: an honest site with an empty cohort, but for what <paramref name="distort"/> makes of each message.</summary>
    /// <param name="distort">The messages to send in place of one.</param>
    /// <param name="derive">The step it answers in place of the program's.</param>
    /// <param name="otherShare">Whether it seals another share than the one it committed to.</param>
    /// <param name="tally">What it sums in place of nothing, within bounds of its own.</param>
    /// <param name="unequalFor">A peer that gets another share than the others.</param>
    /// <param name="change">What it says in its hello in place of the truth, under its own signature.</param>
    public async Task PlayAsync(Func<FromAgent, IEnumerable<FromAgent>> distort, Func<Step, Step>? derive = null, bool otherShare = false, Func<Step, (TallyLayout Layout, double[] Values)>? tally = null, Action<SiteHello>? change = null, string? unequalFor = null)
    {
        var offer = await NextAsync(m => m.Offer);
        var contract = Contract.Parser.ParseFrom(offer.Contract);
        var primitives = new ChangingShare(_member.Identity);
        using var twins = new TwinShares(primitives);
        var binding = BindingOf(offer, contract, Roster);
        using var session = new SiteSession(_member.Site, binding, new InMemoryTallyRecord(), SitePast.None, twins);
        var hello = session.CreateHello();
        using var twin = new SiteSession(_member.Site, binding, new InMemoryTallyRecord(), SitePast.None, twins);
        twins.IsRepeating = true;
        twin.CreateHello();
        twins.IsRepeating = false;
        if (change is not null)
        {
            // The session's own hello changes with it: it finds it unchanged among all hellos.
            change(hello);
            hello.Signature = ByteString.CopyFrom(_member.Identity.Sign(HelloBytes.Signed(hello)));
        }

        await SendAllAsync(distort(new FromAgent { Hello = hello }));
        if (otherShare) primitives.Change();
        var hellos = await NextAsync(m => m.Hellos);
        var shares = session.AcceptHellos(hellos);
        if (unequalFor is not null)
        {
            twins.Change();
            shares.Shares.Single(s => s.To == unequalFor).Sealed = twin.AcceptHellos(hellos).Shares.Single(s => s.To == unequalFor).Sealed;
        }

        await SendAllAsync(distort(new FromAgent { Shares = shares }));
        session.AcceptShares(await NextAsync(m => m.Shares));
        var federation = new PeerFederation(session, derive ?? (s => s), tally ?? (s => (s.Layout, new Tally(s.Layout).Values.ToArray())), message => SendAllAsync(distort(message)), () => NextAsync(m => m.Total));
        var context = new StudyContext(contract.Question, ContextDataset, contract.Sites, contract.Terms);
        await QuestionProgram.RunAsync(AnalysisRegistry.For(contract.Question), context, federation, CancellationToken.None);
        await SendAllAsync(distort(new FromAgent { End = session.CreateEnd() }));
    }

    /// <summary>The study's dataset, which every site knows.</summary>
    public Dataset ContextDataset { get; }

    public static RunBinding BindingOf(RunOffer offer, Contract contract, Roster roster)
    {
        var members = new Roster();
        members.Entries.AddRange(roster.Entries.Where(e => contract.Sites.Contains(e.Site)));
        return new RunBinding(offer.Run.ToByteArray(), Hashes.Contract(offer.Contract.Span), Hashes.Question(contract), members, contract.HistoryHash.ToByteArray(), contract.Sites);
    }

    /// <summary>Leaves, and lets its part of a run end as it may.</summary>
    public async Task StopAsync(Task playing)
    {
        _stream.Dispose();
        await playing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        _stream.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _channel.Dispose();
    }

    private async Task SendAllAsync(IEnumerable<FromAgent> messages)
    {
        foreach (var message in messages) await SendAsync(message);
    }

    /// <summary>The next message of a kind; others are dropped.</summary>
    public async Task<T> NextAsync<T>(Func<FromCoordinator, T?> pick)
        where T : class
    {
        while (true)
        {
            if (pick(await _inbox.Reader.ReadAsync()) is { } wanted) return wanted;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in _stream.ResponseStream.ReadAllAsync())
            {
                if (message.Welcome is { } welcome) Roster = welcome.Roster;
                _inbox.Writer.TryWrite(message);
            }
        }
        catch (RpcException)
        {
            // The test ended the stream.
        }
        finally
        {
            _inbox.Writer.TryComplete();
        }
    }
}
