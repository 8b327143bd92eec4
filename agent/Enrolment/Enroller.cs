using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Agent.Link;
using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedOnco.Agent.Enrolment;

/// <summary>Joins a coordinator: the agent makes its key, the coordinator's authority signs; the key never leaves the site.</summary>
internal static class Enroller
{
    /// <summary>Extension of the coordinator's certificate that holds its authority's.</summary>
    private const string AuthorityExtension = "2.25.289416738297356205432178120934857612";

    /// <exception cref="FedOncoException">CannotConnect, WrongCertificate, NotAuthorised.</exception>
    public static async Task EnrolAsync(string site, string coordinator, OneTimeCode code, AgentState state, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={site}", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        using var channel = Channel(coordinator, code.AuthorityHash);
        try
        {
            var answer = await new AgentGateway.AgentGatewayClient(channel).EnrolAsync(
                new EnrolRequest
                {
                    Site = site,
                    Code = code.Text,
                    CertificateRequest = ByteString.CopyFrom(request),
                    IdentityKey = ByteString.CopyFrom(state.Identity.PublicKey),
                    IdentityProof = ByteString.CopyFrom(state.Identity.Sign(request)),
                },
                cancellationToken: cancellationToken).ConfigureAwait(false);
            Store(answer, key, code, state);
        }
        catch (RpcException failed)
        {
            throw ConnectionFault.Of(failed, coordinator, $"the authority that the one-time code names. Check the address; if the coordinator's authority was changed since the code was made, ask for a new one (`fedonco-coordinator agent invite {site}`)");
        }
    }

    private static void Store(EnrolResponse answer, ECDsa key, OneTimeCode code, AgentState state)
    {
        if (!SHA256.HashData(answer.Authority.Span).AsSpan().SequenceEqual(code.AuthorityHash))
            throw new FedOncoException(ErrorReason.WrongCertificate, "The coordinator answered with another certificate authority than the code names. Do not use this coordinator; ask who runs it.");
        PinnedAuthorities.Write(state.AuthorityFile, answer.Authority);
        CertificateFiles.Replace(state, key, answer.Certificate.Span);
    }

    /// <summary>Trusts the one chain that ends in the authority whose hash the code carries.</summary>
    private static GrpcChannel Channel(string coordinator, byte[] authorityHash)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is X509Certificate2 leaf && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && AuthorityOf(leaf, authorityHash) is { } authority && Trust.IsSignedBy(leaf, authority, Trust.OfServers);
        return GrpcChannel.ForAddress(CoordinatorAddress.Read(coordinator), new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    /// <summary>The authority that the server's certificate carries, if it is the one of the code.</summary>
    private static X509Certificate2? AuthorityOf(X509Certificate2 leaf, byte[] authorityHash)
    {
        var carried = leaf.Extensions.FirstOrDefault(e => e.Oid?.Value == AuthorityExtension)?.RawData;
        if (carried is null || !SHA256.HashData(carried).AsSpan().SequenceEqual(authorityHash)) return null;
        return X509CertificateLoader.LoadCertificate(carried);
    }
}
