using System.Security.Cryptography.X509Certificates;

namespace FedOnco.Coordinator.Certificates;

/// <summary>What the coordinator shows: made anew in the last third of its life, so that a process may run for years, and when the authority changes.</summary>
/// <param name="authority">Signs it.</param>
/// <param name="names">Host names in it.</param>
/// <param name="clock">Tells when.</param>
internal sealed class ServerCertificate(LiveAuthority authority, IReadOnlyList<string> names, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private X509Certificate2? _current;
    private Authority? _signer;

    public X509Certificate2 Current
    {
        get
        {
            lock (_lock)
            {
                // The old one is left to the connections that are still being opened with it.
                var signer = authority.Current;
                if (_current is null || signer != _signer || IsDue(_current)) _current = signer.CreateServerCertificate(names);
                _signer = signer;
                return _current;
            }
        }
    }

    private bool IsDue(X509Certificate2 certificate) =>
        clock.GetUtcNow() > certificate.NotAfter.ToUniversalTime() - ((certificate.NotAfter - certificate.NotBefore) / 3);
}
