using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>y ~ g: a number compared between the levels of a factor; y ~ 1 is one group, Pair(x, y) ~ 1 the differences.</summary>
/// <param name="Response">The number.</param>
/// <param name="Group">The factor; null for one group.</param>
/// <param name="Variables">The frame.</param>
public sealed record GroupedQuestion(CompiledExpression Response, ModelVariable? Group, FrameVariables Variables)
{
    /// <summary>Null where the call is at fault.</summary>
    /// <param name="formula">As in the call.</param>
    /// <param name="single">Whether y ~ 1 has a meaning.</param>
    /// <param name="context">The study.</param>
    /// <param name="faults">Where faults go.</param>
    public static GroupedQuestion? Of(Formula formula, bool single, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var response = ResponseOf(formula, context, faults);
        var terms = ModelTerms.Of(formula, context, faults);
        if (terms is null || response is null || faults.Count > before) return null;
        var one = terms.Terms.Count == 0 && single;
        if (!one && (terms.Terms.Count != 1 || terms.Variables.Count != 1 || terms.Offsets.Count > 0 || terms.Strata.Count > 0))
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"The right side is one grouping variable{(single ? ", or 1" : "")}.", formula.Right));
            return null;
        }

        List<ModelVariable> others = [new("response", [response], [""], false)];
        if (one) return new GroupedQuestion(response, null, new FrameVariables(terms.WithoutVariables(), others));
        if (Factors.AsFactor(new ExpressionCompiler(context, faults), formula.Right, terms.Variables[0].Columns[0]) is not { } factor) return null;
        var group = new ModelVariable(terms.Variables[0].Text, [factor], [""], true);
        others.Add(group);
        return new GroupedQuestion(response, group, new FrameVariables(terms.WithoutVariables(), others));
    }

    private static CompiledExpression? ResponseOf(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        if (formula.Left is not { } left)
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The formula needs a left side: y ~ g.", formula.Right));
            return null;
        }

        if (left.Application is { Function: "Pair", Arguments.Count: 2 } pair)
            left = new Expression { Application = new Application { Function = "-", Arguments = { pair.Arguments } } };
        if (ExpressionCompiler.Compile(left, context, faults) is not { } compiled) return null;
        if (compiled.Type.IsNumeric && compiled.Type.IsBounded) return compiled;
        faults.Add(compiled.Type.IsNumeric
            ? new SpecificationFault(ErrorReason.Unbounded, $"{left.ToText()} has no bounds that follow from the dictionary.", formula.Left)
            : new SpecificationFault(ErrorReason.WrongType, $"{left.ToText()} is a category; this test compares numbers.", formula.Left));
        return null;
    }
}
