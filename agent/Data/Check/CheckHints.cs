using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Check;

/// <summary>What usually lies behind a fault, and what to write into the catalogue.</summary>
internal static class CheckHints
{
    /// <summary>A value at the end of the range that stands apart from all others is often a code: part of the other values' range, and least number of rows.</summary>
    private const double Apart = 0.2;
    private const int LeastRows = 3;

    /// <param name="check">Counts and values.</param>
    /// <param name="mapping">As the catalogue has it.</param>
    /// <param name="least">Least value in range; NaN where there is none.</param>
    /// <param name="greatest">Greatest value in range.</param>
    /// <param name="ends">Rows with the least value, next value, rows with the greatest value, the value before it; empty where there is nothing to say.</param>
    /// <param name="rows">Rows of the dataset.</param>
    public static IEnumerable<string> Of(VariableCheck check, VariableMapping mapping, double least, double greatest, double[] ends, long rows)
    {
        var (variable, name) = (check.Variable, check.Variable.Name);
        if (rows > 0 && check.Missing == rows) yield return "every value is missing.";
        else if (rows > LeastRows && check.Missing == 0 && least == greatest && variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration) yield return $"every value is {NumberText.Of(least)}. Is it a code for missing? Then list it under missing.";
        if (IsOneTwo(check)) yield return $"coded 1 and 2 here: values: {{\"1\": {No(variable)}, \"2\": {Yes(variable)}}} if 2 is yes.";
        else if (check.Unknown > 0) yield return Unknown(check);
        if (check.Implausible > 0 && check.IsCode && !IsOneTwo(check)) yield return $"{name} is a code: map the values outside {NumberText.Of(variable.Minimum)} to {NumberText.Of(variable.Maximum)} under values, or list them under missing.";
        else if (check.Implausible > 0 && !check.IsCode) yield return "analyses take them as missing. Codes for missing belong under missing.";
        if (check.OffGrid > 0) yield return variable.Lattice is not null ? $"{check.OffGrid} times lie between two points of the lattice; analyses take the nearest." : $"{check.OffGrid} values lie between two steps of {NumberText.Of(variable.Step)}.";
        // Codes stand next to each other and at both ends anyway.
        if (ends.Length == 0 || check.IsCode) yield break;
        if (ends[0] >= LeastRows && ends[1] - least > Apart * (greatest - ends[1])) yield return Hidden(least, ends[0], "the next value is", ends[1]);
        if (ends[2] >= LeastRows && greatest - ends[3] > Apart * (ends[3] - least)) yield return Hidden(greatest, ends[2], "the one before it is", ends[3]);
    }

    private static string Unknown(VariableCheck check) => check.Variable.Type switch
    {
        VariableType.Category => "map them under values (local text: level), or list them under missing.",
        VariableType.Boolean => "map them under values (local text: true or false), or list them under missing.",
        VariableType.Date => "say how dates are written, as in date: dd/MM/yyyy, or list the codes under missing.",
        _ => check.UnknownValues.Any(v => v.Value.Contains(',', StringComparison.Ordinal)) ? "set decimal_comma: true." : "they are no numbers: map them under values, or list them under missing.",
    };

    private static string Hidden(double value, double count, string neighbour, double other) =>
        $"{NumberText.Of(value)} occurs {count} times and {neighbour} {NumberText.Of(other)}. Is it a code for missing? Then list it under missing.";

    private static bool IsOneTwo(VariableCheck check)
    {
        var outside = check.UnknownValues.Concat(check.ImplausibleValues).Select(v => v.Value).ToList();
        return outside is ["2"] && (check.Variable.Type == VariableType.Boolean || (check.Variable.Minimum == 0 && check.Variable.Maximum == 1));
    }

    private static string No(Variable variable) => variable.Type == VariableType.Boolean ? "false" : "\"0\"";

    private static string Yes(Variable variable) => variable.Type == VariableType.Boolean ? "true" : "\"1\"";
}
