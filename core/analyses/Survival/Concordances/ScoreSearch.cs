using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>Bins of a score that all centres share.</summary>
internal static class ScoreSearch
{
    // SUMS.md: an exact tier up to so many patients, scores that differ by less than rounding being one.
    private const double MostPatients = 20_000;
    private const double Rounding = 1e-13;
    private const int MostCells = 1 << 16;

    /// <summary>
    /// Of open data a bin for every distinct score: cells with several patients are cut up until they are as narrow as rounding.
    /// Otherwise at most so many bins with about as many patients each, none of them made for fewer than eleven.
    /// </summary>
    public static async Task<ScoreBins> FindAsync(CoxModel model, double[] coefficients, StudyContext context, int most, int mostExact, IFederation federation, CancellationToken cancellationToken)
    {
        if (!context.IsGuarded && context.Terms.Resolution == Resolution.Exact && model.Frame.Complete <= MostPatients
            && await DistinctAsync(model, coefficients, federation, cancellationToken).ConfigureAwait(false) is { } distinct && distinct.Count <= mostExact) return distinct;
        if (context.IsGuarded) most = Math.Min(most, (int)Math.Max(1, Math.Floor(model.Frame.Complete / Math.Max(11, context.Terms.MinimumPatients))));
        var step = new ScoreHistogramStep(model, coefficients);
        return ScoreBins.Of(step, await federation.SumAsync(step, cancellationToken).ConfigureAwait(false), most);
    }

    private static async Task<ScoreBins?> DistinctAsync(CoxModel model, double[] coefficients, IFederation federation, CancellationToken cancellationToken)
    {
        var bound = Math.Max(model.PredictorBound(coefficients), 1e-12);
        // Cells of one patient, or of one score, by their upper ends; and those still to be cut up.
        var done = new List<double>();
        List<(double Low, double High)> open = [(-1.01 * bound, 1.01 * bound)];
        while (open.Count > 0)
        {
            var pieces = MostCells / (2 * open.Count);
            if (pieces < 2) return null;
            var (ends, lows) = Cut(open, pieces);
            var cells = new ScoreBins([.. ends], false);
            var counts = await federation.SumAsync(new ScoreCellsStep(model, coefficients, cells), cancellationToken).ConfigureAwait(false);
            var scores = counts.Block("scores");
            open = [];
            for (var c = 0; c < ends.Count; c++)
            {
                // What lies between two cells that were cut up belongs to cells that are done.
                if (scores[c] == 0 || double.IsNaN(lows[c])) continue;
                if (scores[c] == 1 || ends[c] - lows[c] <= Rounding * bound) done.Add(ends[c]);
                else open.Add((lows[c], ends[c]));
            }
        }

        done.Sort();
        // The last end is open.
        return new ScoreBins([.. done.Take(done.Count - 1)], true);
    }

    /// <summary>Upper ends of all cells, ascending, and their lower ends: NaN for what lies between two open ones.</summary>
    private static (List<double> Ends, List<double> Lows) Cut(List<(double Low, double High)> open, int pieces)
    {
        List<double> ends = [], lows = [];
        foreach (var (low, high) in open)
        {
            if (ends.Count == 0 || low > ends[^1])
            {
                ends.Add(low);
                lows.Add(double.NaN);
            }

            for (var k = 1; k <= pieces; k++)
            {
                var end = k == pieces ? high : low + ((high - low) * k / pieces);
                if (end <= ends[^1]) continue;
                lows.Add(ends[^1]);
                ends.Add(end);
            }
        }

        return (ends, lows);
    }
}
