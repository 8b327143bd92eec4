using FedOnco.Protos;

namespace FedOnco.Coordinator.Certificates;

/// <summary>The authority of a running service, whose files a command may change at any time.</summary>
/// <param name="opened">As it was at the start.</param>
/// <param name="log">Told of changes.</param>
internal sealed partial class LiveAuthority(Authority opened, ILogger<LiveAuthority> log)
{
    private readonly Lock _lock = new();
    private Authority _current = opened;
    private string _stamp = "";

    /// <summary>As its files have it now; while they cannot be read, as it was before. The same object until they change.</summary>
    public Authority Current
    {
        get
        {
            lock (_lock)
            {
                var stamp = _current.Stamp;
                if (stamp != _stamp) Reread();
                _stamp = stamp;
                return _current;
            }
        }
    }

    /// <summary>The one before is left to the calls that are still signing with it.</summary>
    private void Reread()
    {
        try
        {
            _current = _current.Reread();
            LogRead(log, _current.Fingerprint, _current.Next ?? "none", _current.Old ?? "none");
        }
        catch (Exception broken) when (broken is FedOncoException or IOException)
        {
            LogUnread(log, broken is FedOncoException ? broken.Message : "Its files are missing.");
        }
    }
}
