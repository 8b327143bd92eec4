using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
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
        if (spec.Method == CorrelationMethod.Spearman) return await SpearmanAsync(question, federation, cancellationToken).ConfigureAwait(false);
        var totals = await CovarianceTotals.SumAsync(question, federation, cancellationToken).ConfigureAwait(false);
        return new CorTestTotals(totals.N, totals.Correlation(0, 1));
    }

    private static async Task<CorTestTotals> SpearmanAsync(CovarianceQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var counts = await federation.SumAsync(new RankProductStep(frame, question, null), cancellationToken).ConfigureAwait(false);
        RankTestProgram.RequireOnLattice(counts);
        var (x, xx) = Midranks(counts.Block("x"), frame.Complete);
        var (y, yy) = Midranks(counts.Block("y"), frame.Complete);
        if (xx == 0 || yy == 0) throw new FedOncoException(ErrorReason.NotFinite, "A variable is constant in this cohort: there is no correlation.");
        var products = await federation.SumAsync(new RankProductStep(frame, question, [x, y]), cancellationToken).ConfigureAwait(false);
        return new CorTestTotals(frame.Complete, products.Scalar("products") / (Math.Sqrt(xx) * Math.Sqrt(yy)));
    }

    /// <summary>Midranks less their mean by lattice point, and the sum of their squares over all rows.</summary>
    private static (double[] Ranks, double Squares) Midranks(ReadOnlySpan<double> counts, double n)
    {
        var ranks = new double[counts.Length];
        double below = 0, squares = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0) continue;
            ranks[k] = below + ((counts[k] + 1) / 2) - ((n + 1) / 2);
            squares += counts[k] * ranks[k] * ranks[k];
            below += counts[k];
        }

        return (ranks, squares);
    }
}
