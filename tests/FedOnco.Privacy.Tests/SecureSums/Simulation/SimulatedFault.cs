namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>What goes wrong in a simulation besides the network.</summary>
internal enum SimulatedFault
{
    None,
    DataChange,
    MuteSite,
    AlteredTotal,
}
