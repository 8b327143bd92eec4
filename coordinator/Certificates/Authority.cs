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

    private const string Fresh = ".new";

    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _clock;

    private Authority(X509Certificate2 certificate, string file, TimeProvider clock)
    {
        _certificate = certificate;
        _clock = clock;
        File = file;
    }

    /// <summary>How long a centre's certificate is good; its agent renews it in the last third.</summary>
    public TimeSpan AgentLifetime { get; init; } = TimeSpan.FromDays(365);

    /// <summary>The certificate in PEM, for clients.</summary>
    public string File { get; }

    public byte[] RawData => _certificate.RawData;

    /// <summary>Lower-case hexadecimal SHA-256 of the certificate: the last part of one-time codes.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(_certificate.RawData));

    /// <exception cref="FedOncoException">WrongFile where its key is missing, damaged or may be read by others.</exception>
    public static Authority Open(string folder, TimeProvider clock, TimeSpan? agentLifetime = null)
    {
        string file = Path.Combine(folder, "authority.pem"), keyFile = Path.Combine(folder, "authority.key");
        if (!System.IO.File.Exists(file) && System.IO.File.Exists(keyFile)) FinishCreation(file, keyFile);
        if (!System.IO.File.Exists(file)) Create(file, keyFile, clock);
        RequirePrivate(keyFile);
        try
        {
            return new Authority(X509Certificate2.CreateFromPemFile(file, keyFile), file, clock) { AgentLifetime = agentLifetime ?? TimeSpan.FromDays(365) };
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{file} and {keyFile} are damaged or do not belong together. Restore both from the backup; without them every centre enrols again.");
        }
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

    /// <summary>Whether this authority signed a certificate that is valid now.</summary>
    public bool Signed(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose() => _certificate.Dispose();

    private X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow();
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        return request.Create(_certificate, now - Slack, now + lifetime, RandomNumberGenerator.GetBytes(16));
    }

    private static void RequirePrivate(string keyFile)
    {
        if (!System.IO.File.Exists(keyFile)) throw new FedOncoException(ErrorReason.WrongFile, $"{keyFile} is missing. Restore it from the backup; without it every centre enrols again.");
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if ((System.IO.File.GetUnixFileMode(keyFile) & ~Own) != 0) throw new FedOncoException(ErrorReason.WrongFile, $"{keyFile} may be read by others. Run chmod 600 on it, and make a new authority if someone may have read it (docs/site-it/renew.md).");
    }

    private static void Create(string file, string keyFile, TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FedOnco certificate authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + TimeSpan.FromDays(3650));
        Write(keyFile + Fresh, key.ExportPkcs8PrivateKeyPem());
        Write(file + Fresh, certificate.ExportCertificatePem());
        System.IO.File.Move(keyFile + Fresh, keyFile);
        System.IO.File.Move(file + Fresh, file);
    }

    /// <summary>The power may go at any time: both files are on disk before either has its name, and the key has it first.</summary>
    private static void FinishCreation(string file, string keyFile)
    {
        if (!System.IO.File.Exists(file + Fresh)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing, {keyFile} is there. Restore it from the backup; without it every centre enrols again.");
        System.IO.File.Move(file + Fresh, file);
    }

    private static void Write(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
