using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Ranks;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>Pearson: the covariance sums. Spearman: counts of both variables, then products of the midranks they give.</summary>
public sealed class CorTestProgram : IProgram<CorTestTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.CorTest;
        SubsetCheck.Add(context, faults);
        if (CovarianceQuestion.Of(spec.Formula, 2, 2, context, faults) is { } question && spec.Method == CorrelationMethod.Spearman)
        {
            foreach (var column in question.Columns) RankTestProgram.RequireLattice(column, spec.Formula.Right, faults);
        }

        return faults;
    }

    public async Task<CorTestTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.CorTest;
        var question = CovarianceQuestion.Of(spec.Formula, 2, 2, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        if (spec.Method != CorrelationMethod.Spearman)
        {
            var totals = await CovarianceTotals.SumAsync(question, federation, cancellationToken).ConfigureAwait(false);
            return new CorTestTotals(totals.N, totals.Correlation(0, 1), Ties: false);
        }

        var (ranks, ties) = await RankCorrelation.SumAsync(question, federation, cancellationToken).ConfigureAwait(false);
        if (ranks.Covariance(0, 0) == 0 || ranks.Covariance(1, 1) == 0) throw new FedOncoException(ErrorReason.NotFinite, "A variable is constant in this cohort: there is no correlation.");
        return new CorTestTotals(ranks.N, ranks.Correlation(0, 1), ties);
    }
}
