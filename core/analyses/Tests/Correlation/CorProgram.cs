using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Ranks;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>Pearson: the covariance sums. Spearman: counts of each variable, then products of the midranks they give.</summary>
public sealed class CorProgram : IProgram<CovarianceTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Cor;
        SubsetCheck.Add(context, faults);
        if (CovarianceQuestion.Of(spec.Formula, 2, int.MaxValue, context, faults) is { } question && spec.Method == CorrelationMethod.Spearman)
        {
            foreach (var column in question.Columns) RankTestProgram.RequireLattice(column, spec.Formula.Right, faults);
        }

        return faults;
    }

    public async Task<CovarianceTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Cor;
        var question = CovarianceQuestion.Of(spec.Formula, 2, int.MaxValue, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        if (spec.Method == CorrelationMethod.Spearman) return (await RankCorrelation.SumAsync(question, federation, cancellationToken).ConfigureAwait(false)).Totals;
        return await CovarianceTotals.SumAsync(question, federation, cancellationToken).ConfigureAwait(false);
    }
}
