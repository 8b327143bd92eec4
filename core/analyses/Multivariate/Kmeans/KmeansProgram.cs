using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Kmeans;

/// <summary>Lloyd's algorithm: centres from a fixed start move to the means of the rows nearest to them until nothing changes.</summary>
/// <remarks>Source: Lloyd (1982). Start: the mean of all rows plus multiples of the standard deviation along the first principal
/// component, -1.5 to 1.5 in equal steps (the middles of as many parts).</remarks>
public sealed class KmeansProgram : IProgram<KmeansTotals>
{
    private const double Spread = 1.5;
    private const int MostPowers = 2000;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Kmeans;
        SubsetCheck.Add(context, faults);
        CovarianceQuestion.Of(spec.Formula, 1, int.MaxValue, context, faults);
        if (spec.Centers != Math.Floor(spec.Centers)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "centers = is a whole number."));
        return faults;
    }

    public async Task<KmeansTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Kmeans;
        var question = CovarianceQuestion.Of(spec.Formula, 1, int.MaxValue, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var (frame, covariance) = await CovarianceTotals.SumFrameAsync(question, federation, cancellationToken).ConfigureAwait(false);
        var clusters = (int)spec.Centers;
        if (clusters >= covariance.N) throw new FedOncoException(ErrorReason.WrongArgument, "There are fewer complete rows than clusters.");
        var size = covariance.Size;
        var centres = Start(question, covariance, clusters);
        var most = spec.HasIterMax ? (int)spec.IterMax : 100;
        var iterations = 0;
        var settled = false;
        Total total;
        while (true)
        {
            total = await federation.SumAsync(new KmeansStep(frame, question, centres), cancellationToken).ConfigureAwait(false);
            double[] next = [.. centres];
            settled = true;
            for (var c = 0; c < clusters; c++)
            {
                var n = total.Block("n")[c];
                for (var j = 0; j < size && n > 0; j++)
                {
                    var move = total.Block("sums")[(c * size) + j] / n;
                    next[(c * size) + j] += move;
                    settled &= Math.Abs(move) < 1e-13;
                }
            }

            if (settled || iterations == most) break;
            centres = next;
            iterations++;
        }

        return Finish(question, covariance, centres, total, iterations, settled);
    }

    private static KmeansTotals Finish(CovarianceQuestion question, CovarianceTotals covariance, double[] centres, Total total, int iterations, bool settled)
    {
        var size = covariance.Size;
        var unit = 0.0;
        var all = 0.0;
        for (var j = 0; j < size; j++)
        {
            unit = Math.Max(unit, CovarianceStep.ScaleOf(question.Columns[j].Type).Half);
            all += covariance.Covariance(j, j) * (covariance.N - 1);
        }

        var raw = new double[centres.Length];
        for (var i = 0; i < centres.Length; i++)
        {
            var (centre, half) = CovarianceStep.ScaleOf(question.Columns[i % size].Type);
            raw[i] = centre + (half * centres[i]);
        }

        var within = total.Block("squares").ToArray();
        for (var c = 0; c < within.Length; c++) within[c] *= unit * unit;
        return new KmeansTotals(question.Names, raw, total.Block("n").ToArray(), within, all, iterations, settled);
    }

    /// <summary>On the scale of the sums.</summary>
    private static double[] Start(CovarianceQuestion question, CovarianceTotals covariance, int clusters)
    {
        var size = covariance.Size;
        var (direction, deviation) = First(covariance);
        var centres = new double[clusters * size];
        for (var c = 0; c < clusters; c++)
        {
            var multiple = -Spread + (2 * Spread * (c + 0.5) / clusters);
            for (var j = 0; j < size; j++)
            {
                var (centre, half) = CovarianceStep.ScaleOf(question.Columns[j].Type);
                centres[(c * size) + j] = (covariance.Means[j] + (multiple * deviation * direction[j]) - centre) / half;
            }
        }

        return centres;
    }

    /// <summary>First eigenvector (its largest element positive) and the standard deviation along it, by the power method.</summary>
    private static (double[] Direction, double Deviation) First(CovarianceTotals covariance)
    {
        var size = covariance.Size;
        var x = new double[size];
        for (var j = 0; j < size; j++) x[j] = Math.Sqrt(covariance.Covariance(j, j));
        var variance = 0.0;
        for (var i = 0; i < MostPowers; i++)
        {
            var y = new double[size];
            var norm = 0.0;
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++) y[j] += covariance.Covariance(j, k) * x[k];
                norm += y[j] * y[j];
            }

            norm = Math.Sqrt(norm);
            if (norm == 0) break;
            variance = norm;
            for (var j = 0; j < size; j++) x[j] = y[j] / norm;
        }

        var largest = 0;
        for (var j = 1; j < size; j++)
        {
            if (Math.Abs(x[j]) > Math.Abs(x[largest])) largest = j;
        }

        for (var j = 0; j < size && x[largest] < 0; j++)
        {
            if (j != largest) x[j] = -x[j];
        }

        x[largest] = Math.Abs(x[largest]);
        return (x, Math.Sqrt(variance));
    }
}
