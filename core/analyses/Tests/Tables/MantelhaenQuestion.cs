using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>~ a + b + stratum, checked against the dictionary.</summary>
/// <param name="Factors">The two variables of the tables, then the stratum unless it is the centre.</param>
/// <param name="BySite">The strata are the centres: each adds its own terms, and no centre's table leaves it.</param>
/// <param name="Variables">The frame.</param>
public sealed record MantelhaenQuestion(IReadOnlyList<ModelVariable> Factors, bool BySite, FrameVariables Variables)
{
    public static MantelhaenQuestion? Of(StudyContext context, List<SpecificationFault> faults)
    {
        var formula = context.Question.Analysis.MantelhaenTest.Formula;
        var before = faults.Count;
        var compiler = new ExpressionCompiler(context, faults);
        var given = FormulaVariables.Of(formula, faults);
        var factors = new List<ModelVariable>();
        foreach (var expression in given)
        {
            if (compiler.Compile(expression) is { } compiled && Expressions.Factors.AsFactor(compiler, expression, compiled) is { } factor)
                factors.Add(new ModelVariable(expression.ToText(), [factor], [""], true));
        }

        if (given.Count != 3) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "Write ~ a + b + stratum: two variables of the table and the stratum.", formula.Right));
        if (faults.Count > before || ModelTerms.Of(formula, context, faults) is not { } terms) return null;
        var bySite = factors[2].Text == "site";
        IReadOnlyList<ModelVariable> used = bySite ? [.. factors.Take(2)] : factors;
        return new MantelhaenQuestion(used, bySite, new FrameVariables(terms.WithoutVariables(), used));
    }
}
