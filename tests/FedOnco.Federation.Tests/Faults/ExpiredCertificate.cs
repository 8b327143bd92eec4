using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A certificate of a centre that was good and no longer is.</summary>
internal static class ExpiredCertificate
{
    /// <param name="store">Takes it as the centre's present one.</param>
    /// <param name="authority">Whose certificates of agents end before now.</param>
    /// <param name="site">The centre.</param>
    /// <param name="state">State folder of its agent.</param>
    public static void Write(Store store, Authority authority, string site, string state)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = authority.SignAgent(site, new CertificateRequest("CN=any", key, HashAlgorithmName.SHA256).CreateSigningRequest());
        store.AddRenewal(site, Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)));
        File.WriteAllText(Path.Combine(state, "certificate.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(state, "certificate.pem"), certificate.ExportCertificatePem());
    }
}
