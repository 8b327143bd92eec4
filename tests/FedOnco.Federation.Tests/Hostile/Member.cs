using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>A site that is enrolled like any other, and whose keys the test holds.</summary>
internal sealed class Member(string site, IdentityKey identity, X509Certificate2 certificate, SiteDataset holding) : IDisposable
{
    public string Site => site;

    public IdentityKey Identity => identity;

    public X509Certificate2 Certificate => certificate;

    public SiteDataset Holding => holding;

    /// <summary>What the agent does at enrolment, over the coordinator's own parts.</summary>
    public static Member Enrol(string site, Dictionary dictionary, Store store, Authority authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={site}", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        using var signed = authority.SignAgent(site, request);
        using var whole = signed.CopyWithPrivateKey(key);
        var identity = IdentityKey.Create();
        store.AddSite(site, identity.PublicKey, Convert.ToHexStringLower(SHA256.HashData(signed.RawData)));
        var holding = new SiteDataset
        {
            Study = dictionary.Study,
            Dataset = "d",
            DictionaryHash = ByteString.CopyFrom(Hashes.Dataset(dictionary.Datasets[0])),
            SnapshotHash = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
            Conforming = true,
            Public = true,
            Terms = new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact },
        };
        store.SetHoldings(site, [holding]);
        return new Member(site, identity, X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null), holding);
    }

    public void Dispose()
    {
        identity.Dispose();
        certificate.Dispose();
    }
}
