using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Covariance;

/// <summary>~ x + y + ...: numbers on their complete rows.</summary>
/// <param name="Names">As written.</param>
/// <param name="Columns">A number each.</param>
/// <param name="Variables">The frame.</param>
public sealed record CovarianceQuestion(IReadOnlyList<string> Names, IReadOnlyList<CompiledExpression> Columns, FrameVariables Variables)
{
    /// <summary>Null where the call is at fault.</summary>
    public static CovarianceQuestion? Of(Formula formula, int least, int most, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var names = new List<string>();
        var columns = new List<CompiledExpression>();
        foreach (var expression in FormulaVariables.Of(formula, faults))
        {
            if (ExpressionCompiler.Compile(expression, context, faults) is not { } compiled) continue;
            if (!compiled.Type.IsNumeric) faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{expression.ToText()} is a category; numbers are needed here.", expression));
            else if (!compiled.Type.IsBounded) faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{expression.ToText()} has no bounds that follow from the dictionary.", expression));
            names.Add(expression.ToText());
            columns.Add(compiled);
        }

        if (faults.Count == before && (names.Count < least || names.Count > most))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"This call is of {(least == most ? $"{least}" : $"at least {least}")} variables joined by +.", formula.Right));
        if (faults.Count > before || ModelTerms.Of(formula, context, faults) is not { } terms) return null;
        return new CovarianceQuestion(names, columns, new FrameVariables(terms.WithoutVariables(), [.. names.Select((n, i) => new ModelVariable(n, [columns[i]], [""], false))]));
    }
}
