using System.Data.Common;

namespace FedOnco.Coordinator.State;

/// <summary>A state that cannot be read or written, whatever database holds it.</summary>
internal static class StateFault
{
    /// <summary>Its cause, for messages.</summary>
    public const string Cause = "its disk is full, read-only or held by another process, or its database server does not answer";

    /// <summary>For the service's log: a server's own words quote values.</summary>
    public static string Why(Exception fault) => fault is StateLostException lost ? lost.Message : fault.GetType().Name;

    public static bool Is(Exception fault) => fault is DbException or IOException;
}
