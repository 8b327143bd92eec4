using System.Security.Cryptography.X509Certificates;

namespace FedOnco.Coordinator.Certificates;

/// <summary>What the coordinator shows: made anew in the last third of its life, so that a process may run for years.</summary>
/// <param name="authority">Signs it.</param>
/// <param name="names">Host names in it.</param>
/// <param name="clock">Tells when.</param>
internal sealed class ServerCertificate(Authority authority, IReadOnlyList<string> names, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private X509Certificate2? _current;

    public X509Certificate2 Current
    {
        get
        {
            lock (_lock)
            {
                // The old one is left to the connections that are still being opened with it.
                if (_current is null || IsDue(_current)) _current = authority.CreateServerCertificate(names);
                return _current;
            }
        }
    }

    private bool IsDue(X509Certificate2 certificate) =>
        clock.GetUtcNow() > certificate.NotAfter.ToUniversalTime() - ((certificate.NotAfter - certificate.NotBefore) / 3);
}
