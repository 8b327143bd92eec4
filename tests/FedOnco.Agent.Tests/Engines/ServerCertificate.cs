using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>A database server's certificate for "localhost", signed by an authority of its own.</summary>
internal static class ServerCertificate
{
    public const string Certificate = "server.pem";
    public const string Key = "server.key";

    /// <summary>Writes certificate and key; returns the authority's certificate as PEM.</summary>
    public static string Write(string folder)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=warehouse authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(24));
        using var signed = authority.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(signed, from, until, [1, 2, 3, 4]);
        File.WriteAllText(Path.Combine(folder, Certificate), certificate.ExportCertificatePem());
        var keyFile = Path.Combine(folder, Key);
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return signed.ExportCertificatePem();
    }
}
