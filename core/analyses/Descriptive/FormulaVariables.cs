using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive;

/// <summary>The expressions joined by + in a one-sided formula.</summary>
internal static class FormulaVariables
{
    public static List<Expression> Of(Formula formula, List<SpecificationFault> faults)
    {
        if (formula.Left is not null) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "This formula has no left side: write ~ x + y.", formula.Left));
        var found = new List<Expression>();
        Collect(formula.Right, found, faults);
        return found;
    }

    private static void Collect(Expression expression, List<Expression> found, List<SpecificationFault> faults)
    {
        var call = expression.Application;
        if (call is { Function: "+", Arguments.Count: 2 })
        {
            Collect(call.Arguments[0].Value, found, faults);
            Collect(call.Arguments[1].Value, found, faults);
        }
        else if (call is { Function: "*" or ":" or "-" or "^" or "~" })
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"Variables are joined by + here; {call.Function} has no meaning.", expression));
        }
        else
        {
            found.Add(expression);
        }
    }
}
