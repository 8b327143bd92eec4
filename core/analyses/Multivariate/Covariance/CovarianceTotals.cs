using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Covariance;

/// <summary>Means and covariance of complete rows.</summary>
/// <param name="Names">Variables.</param>
/// <param name="N">Complete rows.</param>
/// <param name="Means">In the units of the variables.</param>
/// <param name="Matrix">Covariances (divisor n - 1), row-major.</param>
public sealed record CovarianceTotals(IReadOnlyList<string> Names, double N, double[] Means, double[] Matrix)
{
    public int Size => Names.Count;

    /// <summary>Triangular root R of the matrix, R'R, where it was asked for; rows of exact zeros for variables that those before them determine.</summary>
    public double[]? Root { get; init; }

    public double Covariance(int i, int j) => Matrix[(i * Size) + j];

    public double Correlation(int i, int j) => i == j ? 1 : Covariance(i, j) / (Math.Sqrt(Covariance(i, i)) * Math.Sqrt(Covariance(j, j)));

    /// <summary>Frame, sums, then products about the means.</summary>
    public static async Task<CovarianceTotals> SumAsync(CovarianceQuestion question, IFederation federation, CancellationToken cancellationToken) =>
        (await SumFrameAsync(question, federation, cancellationToken).ConfigureAwait(false)).Totals;

    /// <summary>The same with the root.</summary>
    public static async Task<CovarianceTotals> SumRootAsync(CovarianceQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var (frame, totals) = await SumFrameAsync(question, federation, cancellationToken).ConfigureAwait(false);
        var scaled = question.Columns.Select(v => CovarianceStep.ScaleOf(v.Type)).ToArray();
        var means = totals.Means.Select((m, j) => (m - scaled[j].Centre) / scaled[j].Half).ToArray();
        var root = await CovarianceRoot.SumAsync(frame, question, means, federation, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < root.Length; i++) root[i] *= scaled[i % totals.Size].Half / Math.Sqrt(totals.N - 1);
        return totals with { Root = root };
    }

    /// <summary>The same, with the frame for further sums.</summary>
    internal static async Task<(ModelFrame Frame, CovarianceTotals Totals)> SumFrameAsync(CovarianceQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var size = question.Names.Count;
        var n = frame.Complete;
        if (n < 2) throw new FedOncoException(ErrorReason.EmptyCohort, "Fewer than two rows have a value for every variable of the call.");
        var first = await federation.SumAsync(new CovarianceStep(frame, question, new double[size]), cancellationToken).ConfigureAwait(false);
        var means = new double[size];
        for (var j = 0; j < size; j++) means[j] = first.Block("sums")[j] / n;
        var second = await federation.SumAsync(new CovarianceStep(frame, question, means), cancellationToken).ConfigureAwait(false);
        var matrix = Packed.Unpack(second.Block("products"), size);
        var raw = new double[size];
        for (var i = 0; i < size; i++)
        {
            var (centre, half) = CovarianceStep.ScaleOf(question.Columns[i].Type);
            raw[i] = centre + (half * (means[i] + (second.Block("sums")[i] / n)));
            for (var j = 0; j < size; j++)
            {
                var other = CovarianceStep.ScaleOf(question.Columns[j].Type).Half;
                matrix[(i * size) + j] = (matrix[(i * size) + j] - (second.Block("sums")[i] * second.Block("sums")[j] / n)) * half * other / (n - 1);
            }
        }

        return (frame, new CovarianceTotals(question.Names, n, raw, matrix));
    }
}
