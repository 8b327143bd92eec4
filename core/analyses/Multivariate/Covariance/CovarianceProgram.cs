using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Covariance;

/// <summary>The sums of prcomp().</summary>
/// <param name="formula">Of the call.</param>
/// <param name="least">Fewest variables.</param>
/// <param name="most">Most variables.</param>
public sealed class CovarianceProgram(Func<Analysis, Formula> formula, int least, int most) : IProgram<CovarianceTotals>
{
    public IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        CovarianceQuestion.Of(formula(context.Question.Analysis), least, most, context, faults);
        return faults;
    }

    public Task<CovarianceTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = CovarianceQuestion.Of(formula(context.Question.Analysis), least, most, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        return CovarianceTotals.SumRootAsync(question, federation, cancellationToken);
    }
}
