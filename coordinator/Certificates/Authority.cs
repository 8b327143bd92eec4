using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Certificates;

/// <summary>The coordinator's certificate authority (ECDSA P-256), made on first use; its key stays in the state folder.</summary>
internal sealed class Authority : IDisposable
{
    /// <summary>Of a certificate's common name (RFC 5280, ub-common-name).</summary>
    private const int MostSite = 64;

    /// <summary>Extension of the server's certificate that holds the authority's own: an enrolling agent compares its hash with its
    /// code before it trusts anything. (TLS does not send a root.)</summary>
    private const string AuthorityExtension = "2.25.289416738297356205432178120934857612";

    /// <summary>How far a clock may be behind this one and still accept what was signed just now.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    private readonly AuthorityFiles _files;
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2? _other;
    private readonly bool _isNext;
    private readonly TimeProvider _clock;

    private Authority(AuthorityFiles files, TimeProvider clock, TimeSpan agentLifetime)
    {
        (_certificate, _other, _isNext) = files.Read();
        _files = files;
        _clock = clock;
        AgentLifetime = agentLifetime;
    }

    /// <summary>How long a centre's certificate is good; its agent renews it in the last third.</summary>
    public TimeSpan AgentLifetime { get; }

    /// <summary>The certificate in PEM, for clients; with that of the other one while the authority is changed.</summary>
    public string File => _files.Certificates;

    public byte[] RawData => _certificate.RawData;

    public DateTimeOffset NotAfter => _certificate.NotAfter.ToUniversalTime();

    /// <summary>Lower-case hexadecimal SHA-256 of the certificate: the last part of one-time codes.</summary>
    public string Fingerprint => FingerprintOf(_certificate);

    /// <summary>Fingerprint of the authority that is to sign after this one; null where none is prepared.</summary>
    public string? Next => _other is not null && _isNext ? FingerprintOf(_other) : null;

    /// <summary>Fingerprint of the authority that signed before this one, while its certificates are still good; null where there is none.</summary>
    public string? Old => _other is not null && !_isNext ? FingerprintOf(_other) : null;

    /// <summary>The authorities that agents trust from now on, the one that signs first. An old one is not among them: nothing that an agent is shown is signed by it.</summary>
    public IEnumerable<byte[]> Trusted => _other is not null && _isNext ? [_certificate.RawData, _other.RawData] : [_certificate.RawData];

    /// <summary>Another text after every change of the files.</summary>
    public string Stamp => _files.Stamp();

    /// <summary>The authority of a state folder, made on first use.</summary>
    /// <exception cref="FedOncoException">WrongFile where its key is missing, damaged or may be read by others.</exception>
    public static Authority Open(string folder, TimeProvider clock, TimeSpan? agentLifetime = null)
    {
        var files = new AuthorityFiles(folder);
        files.Complete(clock);
        return new Authority(files, clock, agentLifetime ?? TimeSpan.FromDays(365));
    }

    /// <summary>As its files have it now.</summary>
    /// <exception cref="FedOncoException">As at <see cref="Open"/>.</exception>
    public Authority Reread() => new(_files, _clock, AgentLifetime);

    /// <summary>Makes the next authority, which signs nothing before <see cref="Switch"/>.</summary>
    /// <exception cref="FedOncoException">WrongArgument in the middle of a change, or where another command has changed it meanwhile; WrongFile where one is at work.</exception>
    public void Prepare()
    {
        using var alone = Alone();
        if (Next is not null) throw new FedOncoException(ErrorReason.WrongArgument, "The next authority is prepared already. `fedonco-coordinator authority status` tells which centres know it; go on with `authority switch`.");
        if (Old is not null) throw new FedOncoException(ErrorReason.WrongArgument, "The authority before this one is not retired yet. Run `fedonco-coordinator authority retire` first.");
        _files.Prepare(_certificate, _clock);
    }

    /// <summary>The next authority signs from now on, and the key of this one is gone; what this one signed stays good until <see cref="Retire"/>.</summary>
    /// <exception cref="FedOncoException">WrongFile where others may read the next key or another command is at work, WrongArgument where one has changed it meanwhile.</exception>
    public void Switch()
    {
        using var alone = Alone();
        _files.Switch();
    }

    /// <summary>Whatever the old authority signed opens nothing any more.</summary>
    /// <exception cref="FedOncoException">WrongFile where another command is at work, WrongArgument where one has changed it meanwhile.</exception>
    public void Retire()
    {
        using var alone = Alone();
        _files.Retire(_certificate);
    }

    /// <summary>A server certificate for loopback and the given host names; its key lives in memory only.</summary>
    public X509Certificate2 CreateServerCertificate(IEnumerable<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FedOnco coordinator", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddDnsName("localhost");
        alternatives.AddIpAddress(IPAddress.Loopback);
        alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var name in names) alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509Extension(AuthorityExtension, _certificate.RawData, false));
        using var signed = Sign(request, TimeSpan.FromDays(365));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Signs an agent's request; the subject is the site, whatever the request says.</summary>
    /// <exception cref="FedOncoException">NotAuthorised where the request is not signed by its own P-256 key, or the site's id is none.</exception>
    public X509Certificate2 SignAgent(string site, byte[] certificateRequest)
    {
        CertificateRequest given;
        try
        {
            given = CertificateRequest.LoadSigningRequest(certificateRequest, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            throw new FedOncoException(ErrorReason.NotAuthorised, "The certificate request cannot be read. Enrol with an agent of this version.");
        }

        var request = new CertificateRequest(NameOf(site), given.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        return Sign(request, AgentLifetime);
    }

    /// <summary>The name of a site and no other part of a name, whatever signs its id is made of.</summary>
    private static X500DistinguishedName NameOf(string site)
    {
        if (site.Length is 0 or > MostSite || site.Any(char.IsControl)) throw new FedOncoException(ErrorReason.NotAuthorised, $"A site's id has 1 to {MostSite} characters. Enrol with the id that the one-time code was made for.");
        var name = new X500DistinguishedNameBuilder();
        try
        {
            name.AddCommonName(site);
        }
        catch (Exception unwritable) when (unwritable is CryptographicException or ArgumentException)
        {
            throw new FedOncoException(ErrorReason.NotAuthorised, "The site's id cannot stand in a certificate. Enrol with the id that the one-time code was made for.");
        }

        return name.Build();
    }

    /// <summary>Fingerprint of the authority, this one or the other, that signed a certificate which is valid now; null where neither did.</summary>
    public string? SignerOf(X509Certificate2 certificate) =>
        Signed(_certificate, certificate) ? Fingerprint : _other is not null && Signed(_other, certificate) ? FingerprintOf(_other) : null;

    public void Dispose()
    {
        _certificate.Dispose();
        _other?.Dispose();
    }

    /// <summary>Held while the files change; they must be what this authority was read from.</summary>
    private IDisposable Alone()
    {
        var held = _files.Hold();
        try
        {
            using var now = Reread();
            if ((now.Fingerprint, now.Next, now.Old) == (Fingerprint, Next, Old)) return held;
            throw new FedOncoException(ErrorReason.WrongArgument, "Another command has changed the authority meanwhile. Look at `fedonco-coordinator authority status`, then try again.");
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>One chain for each authority: their names are the same.</summary>
    private static bool Signed(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow();
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        // Tells programs that trust both authorities of one name which of them it was.
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        return request.Create(_certificate, now - Slack, now + lifetime < NotAfter ? now + lifetime : NotAfter, RandomNumberGenerator.GetBytes(16));
    }

    private static string FingerprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
}
