using FedOnco.Fuzz;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>How long a soak is and how much it asks.</summary>
/// <param name="Unrest">From the first call; the coordinator is killed in this time only, since its memory is looked at later.</param>
/// <param name="WarmUp">After it at least, before memory is looked at; every call is asked again in it, since a process that has just started grows with each new kind.</param>
/// <param name="Watched">After that.</param>
/// <param name="AnalystPause">Of each analyst between two calls: an agent takes 6,000 runs an hour.</param>
/// <param name="FaultPause">Between two faults.</param>
/// <param name="BoundBytesPerRun">Memory that a process may gain with every run. The long form finds a leak of a few kilobytes, the short one a gross one only: in its minutes a process is still warming up.</param>
internal sealed record SoakLength(TimeSpan Unrest, TimeSpan WarmUp, TimeSpan Watched, TimeSpan AnalystPause, TimeSpan FaultPause, double BoundBytesPerRun)
{
    /// <summary>36 minutes with FEDONCO_LONG=1, otherwise three minutes.</summary>
    public static SoakLength Now { get; } = FuzzLength.IsLong
        ? new(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(18), TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(15), 4 << 10)
        : new(TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6), 256 << 10);
}
