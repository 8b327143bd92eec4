using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Agent.Link;
using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace FedOnco.Agent.Enrolment;

/// <summary>A new certificate for a new key, asked for with the present certificate and signed for with the identity key.</summary>
internal static class Renewal
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="RpcException">The coordinator was not reached or refused.</exception>
    /// <exception cref="FedOncoException">WrongCertificate where the answer does not fit.</exception>
    public static async Task RenewAsync(string site, AgentGateway.AgentGatewayClient gateway, AgentState state, PinnedAuthorities authorities, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={site}", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var answer = await gateway.RenewAsync(
            new RenewRequest { CertificateRequest = ByteString.CopyFrom(request), IdentityProof = ByteString.CopyFrom(state.Identity.Sign(request)) },
            deadline: (TimeProvider.System.GetUtcNow() + Patience).UtcDateTime,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        Require(answer.Certificate.Span, key, authorities);
        CertificateFiles.Replace(state, key, answer.Certificate.Span);
    }

    /// <summary>An answer that would lock this agent out takes nothing's place.</summary>
    private static void Require(ReadOnlySpan<byte> certificate, ECDsa key, PinnedAuthorities authorities)
    {
        try
        {
            using var leaf = X509CertificateLoader.LoadCertificate(certificate);
            using var theirs = leaf.GetECDsaPublicKey();
            if (theirs is not null && authorities.Signed(leaf) && theirs.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())) return;
        }
        catch (CryptographicException)
        {
            // Not a certificate.
        }

        throw new FedOncoException(ErrorReason.WrongCertificate, "The coordinator's new certificate is not for this agent's key or not of its authority. The old one stays in use; tell whoever runs the coordinator.");
    }
}
