using System.Security.Cryptography.X509Certificates;
using FedOnco.Agent.Tests.Engines;

namespace FedOnco.Federation.Tests.Identity;

/// <summary>A server's certificate for "localhost", and the authority of its own that signed it, which no machine trusts by itself.</summary>
internal sealed class TlsIdentity : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-provider-").FullName;

    public TlsIdentity()
    {
        var pem = ServerCertificate.Write(_folder);
        File.WriteAllText(AuthorityFile, pem);
        Authority = X509Certificate2.CreateFromPem(pem);
        Certificate = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, ServerCertificate.Certificate), Path.Combine(_folder, ServerCertificate.Key));
    }

    /// <summary>PEM.</summary>
    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    public X509Certificate2 Authority { get; }

    /// <summary>With its key.</summary>
    public X509Certificate2 Certificate { get; }

    public void Dispose()
    {
        Authority.Dispose();
        Certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
