using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Research;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace FedOnco.Coordinator.Agents;

/// <summary>Enrolment of agents and their streams.</summary>
internal sealed partial class AgentGatewayService(Store store, LiveAuthority authority, ConnectedSites sites, CoordinatorDiary diary, TimeProvider clock, ILogger<AgentGatewayService> log) : AgentGateway.AgentGatewayBase
{
    /// <summary>A revoked, replaced or expired certificate ends its open stream within this time.</summary>
    private static readonly TimeSpan CertificateCheck = TimeSpan.FromSeconds(2);

    /// <summary>That an agent trusts at a time.</summary>
    private const int MostAuthorities = 2;

    public override Task<EnrolResponse> Enrol(EnrolRequest request, ServerCallContext context)
    {
        if (!IdentityKey.Verify(request.IdentityKey.Span, request.CertificateRequest.Span, request.IdentityProof.Span))
            throw new FedOncoException(ErrorReason.NotAuthorised, "The identity key did not sign the certificate request. Enrol with an agent of this version.");
        var signer = authority.Current;
        using var certificate = signer.SignAgent(request.Site, request.CertificateRequest.ToByteArray());
        if (!store.TakeInvitation(request.Code, request.Site, clock.GetUtcNow()))
            throw new FedOncoException(ErrorReason.NotAuthorised, $"The one-time code is not good for {request.Site}: it was used, has expired or is for another site. Ask for a new one (`fedonco-coordinator agent invite {request.Site}`).");
        store.AddSite(request.Site, request.IdentityKey.ToByteArray(), Thumbprint(certificate));
        store.SetTrust(request.Site, signer.Fingerprint, [signer.Fingerprint]);
        diary.Enrolled(request.Site, request.IdentityKey.Span);
        sites.Broadcast(to => new FromCoordinator { Welcome = Welcome(to.Version) });
        LogEnrolled(log, request.Site);
        return Task.FromResult(new EnrolResponse { Certificate = ByteString.CopyFrom(certificate.RawData), Authority = ByteString.CopyFrom(signer.RawData) });
    }

    public override Task<RenewResponse> Renew(RenewRequest request, ServerCallContext context)
    {
        var (site, _) = Authenticate(context);
        if (!IdentityKey.Verify(store.IdentityOf(site), request.CertificateRequest.Span, request.IdentityProof.Span))
            throw new FedOncoException(ErrorReason.NotAuthorised, $"The identity key of {site} did not sign the certificate request. Enrol the agent again.");
        using var certificate = authority.Current.SignAgent(site, request.CertificateRequest.ToByteArray());
        store.AddRenewal(site, Thumbprint(certificate));
        LogRenewed(log, site);
        return Task.FromResult(new RenewResponse { Certificate = ByteString.CopyFrom(certificate.RawData) });
    }

    public override async Task Connect(IAsyncStreamReader<FromAgent> requestStream, IServerStreamWriter<FromCoordinator> responseStream, ServerCallContext context)
    {
        var (site, signer) = Authenticate(context);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        ConnectedSite? connected = null;
        try
        {
            if (!await NextAsync(requestStream, ended.Token).ConfigureAwait(false) || requestStream.Current.Announcement is not { } announcement)
                throw new FedOncoException(ErrorReason.Protocol, "The first message of a stream is the announcement.");
            var version = ProtocolVersions.Choose(site, announcement);
            Announce(site, signer, announcement);
            if (announcement.AuditSize > diary.Head.Size) LogLonger(log, site);
            var told = authority.Current;
            connected = new ConnectedSite(site, announcement.AuditSize, version);
            connected.TrySend(new FromCoordinator { Welcome = Welcome(version) });
            sites.Add(connected);
            LogConnected(log, site);
            var sending = SendAsync(connected, responseStream, ended.Token);
            var reading = ReadAsync(site, signer, requestStream, ended.Token);
            var watching = WatchAsync(context, connected, told, ended.Token);
            await Task.WhenAny(sending, reading, watching).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(sending, reading, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (watching.IsFaulted) await watching.ConfigureAwait(false);
            if (reading.IsFaulted) await reading.ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The stream ended; the site dials in again.
        }
        finally
        {
            if (connected is not null)
            {
                sites.Remove(connected);
                LogLost(log, site);
            }
        }
    }

    private static async Task SendAsync(ConnectedSite connected, IServerStreamWriter<FromCoordinator> stream, CancellationToken cancellationToken)
    {
        await foreach (var message in connected.OutgoingAsync(cancellationToken).ConfigureAwait(false)) await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(string site, string signer, IAsyncStreamReader<FromAgent> stream, CancellationToken cancellationToken)
    {
        while (await NextAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            if (stream.Current.Announcement is { } announcement) Announce(site, signer, announcement);
            else await sites.DeliverAsync(site, stream.Current).ConfigureAwait(false);
        }
    }

    /// <exception cref="FedOncoException">Protocol where the next bytes are no message.</exception>
    private static async Task<bool> NextAsync(IAsyncStreamReader<FromAgent> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is InvalidProtocolBufferException or InvalidDataException)
        {
            throw UnreadableCalls.Fault();
        }
    }

    /// <summary>Ends with a fault when the stream's certificate is no longer the site's, or no longer valid; tells the site of a change of the authority.</summary>
    private async Task WatchAsync(ServerCallContext context, ConnectedSite connected, Authority told, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(CertificateCheck, clock, cancellationToken).ConfigureAwait(false);
            Authenticate(context);
            var present = authority.Current;
            if (present != told) connected.TrySend(new FromCoordinator { Welcome = Welcome(connected.Version) });
            told = present;
        }
    }

    private void Announce(string site, string signer, Announcement announcement)
    {
        store.SetHoldings(site, announcement.Datasets);
        store.SetTrust(site, signer, announcement.Authorities.Where(a => a.Length == SHA256.HashSizeInBytes).Take(MostAuthorities).Select(a => Convert.ToHexStringLower(a.Span)));
    }

    private Welcome Welcome(uint version) => new() { ProductVersion = Product.Version, ProtocolVersion = version, Roster = store.Roster(), Authorities = { authority.Current.Trusted.Select(a => ByteString.CopyFrom(a)) } };

    /// <summary>The site behind a client certificate: signed by this authority, and the one this site has now; and the authority that signed it.</summary>
    private (string Site, string Signer) Authenticate(ServerCallContext context)
    {
        if (context.GetHttpContext().Connection.ClientCertificate is not { } certificate)
            throw new FedOncoException(ErrorReason.WrongCertificate, "The agent showed no certificate. Enrol it first.");
        if (authority.Current.SignerOf(certificate) is not { } signer)
            throw new FedOncoException(ErrorReason.WrongCertificate, "The agent's certificate is not valid here: it has expired or was signed by another authority. Enrol the agent again.");
        var site = certificate.GetNameInfo(X509NameType.SimpleName, false);
        if (store.CertificateOf(site) != Thumbprint(certificate) && !store.TakeRenewal(site, Thumbprint(certificate)))
            throw new FedOncoException(ErrorReason.WrongCertificate, $"The certificate of {site} was revoked or replaced. Enrol the agent again.");
        return (site, signer);
    }

    private static string Thumbprint(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
}
