using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Lm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Aov;

/// <summary>The sums of the linear model of the same formula.</summary>
public sealed class AovProgram : IProgram<LmTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context) => LmCheck.Check(AsLm(context));

    public Task<LmTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken) => new LmProgram().RunAsync(AsLm(context), federation, cancellationToken);

    private static StudyContext AsLm(StudyContext context)
    {
        var question = context.Question.Clone();
        question.Analysis = new Analysis { Lm = new LmSpec { Formula = context.Question.Analysis.Aov.Formula } };
        // Positions of faults are those of the expressions in the call.
        question.Analysis.Lm.Formula = context.Question.Analysis.Aov.Formula;
        if (context.Question.Subset is { } subset) question.Subset = subset;
        return context with { Question = question };
    }
}
