using FedOnco.Protos;

namespace FedOnco.Agent.Data.Check;

/// <summary>How a variable fits the dictionary at this site; nothing of it leaves.</summary>
/// <param name="Variable">As the dictionary has it.</param>
/// <param name="Column">Column of the source; empty where the variable is computed.</param>
/// <param name="Missing">Cells that are empty or hold a missing code.</param>
/// <param name="Unknown">Values that are no number, date or known level.</param>
/// <param name="Implausible">Values outside the plausible range; analyses take them as missing.</param>
/// <param name="OffGrid">Values between two points of lattice or step; analyses take the nearest point.</param>
internal sealed record VariableCheck(Variable Variable, string Column, long Missing, long Unknown, long Implausible, long OffGrid)
{
    /// <summary>Values that the dictionary does not know, most frequent first.</summary>
    public IReadOnlyList<ValueCount> UnknownValues { get; init; } = [];

    public IReadOnlyList<ValueCount> ImplausibleValues { get; init; } = [];

    /// <summary>What to look at, in words.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>An event or a short list of numbers is a code: a value outside would be dropped in silence, so it is a fault.</summary>
    public bool IsCode => Variable.EventLevel.Length > 0 || (Variable.Type == VariableType.Integer && Variable.Maximum - Variable.Minimum < MostCodes);

    public bool Conforms => Unknown == 0 && !(IsCode && Implausible > 0);

    private const int MostCodes = 20;
}
