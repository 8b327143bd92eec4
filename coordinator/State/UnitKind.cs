namespace FedOnco.Coordinator.State;

/// <summary>What is done with a database in one go.</summary>
internal enum UnitKind
{
    Read,
    Write,

    /// <summary>Several writes, all or nothing.</summary>
    Group,
}
