using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Agent.State;
using FedOnco.Protos;

namespace FedOnco.Agent.Enrolment;

/// <summary>The agent's certificate and its key: two files that are replaced together, whenever the power goes.</summary>
/// <remarks>
/// Both new files are on disk before the key is renamed, and the key is renamed first. So a new certificate without a new key beside it
/// is one whose key is in place already: it is renamed at the next start. Two new files are a renewal that was not begun: they are left
/// out, and the old certificate is still good.
/// </remarks>
internal static class CertificateFiles
{
    private const string Fresh = ".new";

    public static void Replace(AgentState state, ECDsa key, ReadOnlySpan<byte> certificate)
    {
        AgentState.WriteSecret(state.CertificateKeyFile + Fresh, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        AgentState.WriteSecret(state.CertificateFile + Fresh, System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", certificate)));
        File.Move(state.CertificateKeyFile + Fresh, state.CertificateKeyFile, overwrite: true);
        File.Move(state.CertificateFile + Fresh, state.CertificateFile, overwrite: true);
    }

    /// <summary>The certificate with its key.</summary>
    /// <exception cref="FedOncoException">WrongFile where the files are damaged or the key may be read by others.</exception>
    public static X509Certificate2 Read(AgentState state)
    {
        if (File.Exists(state.CertificateFile + Fresh) && !File.Exists(state.CertificateKeyFile + Fresh)) File.Move(state.CertificateFile + Fresh, state.CertificateFile, overwrite: true);
        AgentState.RequirePrivate(state.CertificateKeyFile);
        try
        {
            using var ephemeral = X509Certificate2.CreateFromPemFile(state.CertificateFile, state.CertificateKeyFile);
            // Windows cannot use a key that lives in memory only.
            return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{state.CertificateFile} and its key are damaged or do not belong together. Ask for a one-time code and run `fedonco-agent enrol CODE`.");
        }
    }
}
