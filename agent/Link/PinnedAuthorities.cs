using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Link;

/// <summary>The coordinator's authorities that this agent trusts, the one that signs first: its file authority.pem, and nothing else.</summary>
/// <remarks>
/// There are two from the coordinator's word that it prepared another one until its word that the other one signs. A word is taken from
/// a line that one of these vouched for; the first comes with enrolment, where the one-time code names it.
/// </remarks>
internal sealed class PinnedAuthorities
{
    private const string Fresh = ".new";
    private const int Most = 2;

    private readonly string _file;
    private volatile IReadOnlyList<X509Certificate2> _all;

    private PinnedAuthorities(string file, IReadOnlyList<X509Certificate2> all)
    {
        _file = file;
        _all = all;
    }

    /// <summary>SHA-256 of each, for the coordinator.</summary>
    public IEnumerable<ByteString> Hashes => _all.Select(a => ByteString.CopyFrom(SHA256.HashData(a.RawData)));

    /// <exception cref="FedOncoException">WrongFile where the file is damaged.</exception>
    public static PinnedAuthorities Read(string file)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPemFile(file);
        }
        catch (CryptographicException)
        {
            // As an empty one.
        }

        return all.Count > 0 ? new PinnedAuthorities(file, [.. all]) : throw new FedOncoException(ErrorReason.WrongFile, $"{file} is damaged. Restore it, or ask for a one-time code and run `fedonco-agent enrol CODE`.");
    }

    /// <summary>Writes the file at once or not at all.</summary>
    /// <param name="file">authority.pem.</param>
    /// <param name="certificates">DER, the one that signs first.</param>
    public static void Write(string file, params IEnumerable<ByteString> certificates)
    {
        AgentState.WriteSecret(file + Fresh, Encoding.ASCII.GetBytes(string.Concat(certificates.Select(c => PemEncoding.WriteString("CERTIFICATE", c.Span) + "\n"))));
        File.Move(file + Fresh, file, overwrite: true);
    }

    /// <summary>Whether a server is the coordinator: for TLS.</summary>
    public bool Vouch(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown is X509Certificate2 leaf && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && _all.Any(a => Trust.IsSignedBy(leaf, a, Trust.OfServers));

    /// <summary>Whether one of them signed an agent's certificate.</summary>
    public bool Signed(X509Certificate2 own) => _all.Any(a => Trust.IsSignedBy(own, a, Trust.OfAgents));

    /// <summary>Whether an agent's certificate is of an authority that signs no more.</summary>
    public bool IsOfAnOld(X509Certificate2 own) => !Trust.IsSignedBy(own, _all[0], Trust.OfAgents, atAnyTime: true);

    /// <summary>Takes the coordinator's word for its authorities, durably; false where nothing changes.</summary>
    /// <param name="told">As the welcome has them; none from a coordinator of before.</param>
    /// <exception cref="FedOncoException">WrongCertificate where they are no authorities: those of before stay.</exception>
    public bool Take(IReadOnlyList<ByteString> told)
    {
        if (told.Count == 0 || told.SequenceEqual(_all.Select(a => ByteString.CopyFrom(a.RawData)))) return false;
        var all = told.Count <= Most ? told.Select(Parse).ToList() : [];
        if (all.Count == 0 || all.Contains(null)) throw new FedOncoException(ErrorReason.WrongCertificate, "The coordinator names certificate authorities that are none. This agent trusts those of before; tell whoever runs the coordinator.");
        Write(_file, told);
        _all = [.. all.OfType<X509Certificate2>()];
        return true;
    }

    /// <summary>An authority that is good now; null for anything else.</summary>
    private static X509Certificate2? Parse(ByteString der)
    {
        try
        {
            var authority = X509CertificateLoader.LoadCertificate(der.Span);
            return authority.Extensions.OfType<X509BasicConstraintsExtension>().Any(c => c.CertificateAuthority) && Trust.IsSignedBy(authority, authority, Trust.OfServers) ? authority : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
