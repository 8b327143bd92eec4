using FedOnco.Analyses.Descriptive.Quantiles;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>Counts and sums, then powers about the mean, while the quartiles are searched in the same rounds.</summary>
public sealed class DescribeProgram : IProgram<DescribeTotals>
{
    private const int MostRounds = 40;

    public async Task<DescribeTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = DescribeQuestion.Of(context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        return await SumAsync(question, quartiles: true, context, federation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moments, levels and, where wanted, quartiles of every variable and group.</summary>
    internal static async Task<DescribeTotals> SumAsync(DescribeQuestion question, bool quartiles, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var mask = context.IsGuarded ? await DescribeMask.SumAsync(question, context, federation, cancellationToken).ConfigureAwait(false) : DescribeMask.Open(question);
        var hidden = context.IsGuarded ? mask.HiddenSums(question) : null;
        var search = new QuartileSearch(question, quartiles, context.Terms.Resolution == Resolution.Grid, (v, g) => hidden?[(v * question.Groups.Cells) + g] == true);
        var first = await federation.SumAsync(new DescribeStep(question, PreflightStep.MostRows, null, true, search, hidden), cancellationToken).ConfigureAwait(false);
        double[] rows = first.Block("rows").ToArray(), known = first.Block("known").ToArray();
        var scaled = Quotients(first.Block("sum"), known);
        var cells = question.Groups.Cells;
        for (var i = 0; i < known.Length; i++)
        {
            if (quartiles && known[i] > 0 && hidden?[i] != true && !question.Variables[i / cells].IsFactor) search.Want(i / cells, i % cells, known[i]);
        }

        search.Take(first.Block("bins"));
        var most = rows.Sum();
        var second = await federation.SumAsync(new DescribeStep(question, most, scaled, true, search, hidden), cancellationToken).ConfigureAwait(false);
        search.Take(second.Block("bins"));
        for (var round = 0; search.Next.Count > 0 && round < MostRounds; round++)
        {
            var total = await federation.SumAsync(new DescribeStep(question, most, scaled, false, search, hidden), cancellationToken).ConfigureAwait(false);
            search.Take(total.Block("bins"));
        }

        var totals = Finish(question, rows, known, first.Block("levels").ToArray(), scaled, second, search, mask);
        return context.IsGuarded ? WithoutTails(context, totals) : totals;
    }

    /// <summary>The same with nothing hidden or the run ended: for tables whose tests and differences would tell what is hidden.</summary>
    /// <exception cref="FedOncoException">Disclosure.</exception>
    internal static async Task<DescribeTotals> SumAllAsync(DescribeQuestion question, bool quartiles, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var totals = await SumAsync(question, quartiles, context, federation, cancellationToken).ConfigureAwait(false);
        return totals.Mask.HasHidden ? throw PreflightRules.Refused() : totals;
    }

    private static DescribeTotals Finish(DescribeQuestion question, double[] rows, double[] known, double[] levels, double[] scaled, Total second, QuartileSearch search, DescribeMask mask)
    {
        var cells = question.Groups.Cells;
        double[] mean = new double[known.Length], squares = new double[known.Length], cubes = new double[known.Length];
        var quartiles = new double[known.Length][];
        for (var i = 0; i < known.Length; i++)
        {
            var variable = question.Variables[i / cells];
            quartiles[i] = [double.NaN, double.NaN, double.NaN];
            if (variable.IsFactor || known[i] == 0) continue;
            var scale = Scale.Of(variable.Columns[0].Type);
            // What is left of the sum about the rounded mean corrects mean and powers.
            var rest = second.Block("sum")[i] / known[i];
            mean[i] = scale.Up(scaled[i] + rest);
            var s2 = second.Block("squares")[i] - (known[i] * rest * rest);
            squares[i] = s2 * scale.HalfRange * scale.HalfRange;
            cubes[i] = (second.Block("cubes")[i] - (3 * rest * second.Block("squares")[i])) * scale.HalfRange * scale.HalfRange * scale.HalfRange;
            if (search.IsOn) quartiles[i] = Quartiles(search, i / cells, i % cells, known[i]);
        }

        return new DescribeTotals(question, rows, known, levels, mean, squares, cubes, quartiles)
        {
            Mask = mask,
            Errors = [.. Enumerable.Range(0, question.Variables.Count).Select(search.ErrorOf)],
        };
    }

    /// <summary>Quartiles with too few patients on one side are not shown.</summary>
    private static DescribeTotals WithoutTails(StudyContext context, DescribeTotals totals)
    {
        for (var i = 0; i < totals.Known.Length; i++)
        {
            for (var q = 0; q < 3; q++)
            {
                if (!QuantileTail.IsCovered(context, totals.Known[i], (q + 1) / 4.0)) totals.Quartiles[i][q] = double.NaN;
                else if (!totals.Question.Variables[i / totals.Question.Groups.Cells].IsFactor) totals.Quartiles[i][q] = QuantileTail.Shown(context, totals.Question.Variables[i / totals.Question.Groups.Cells].Columns[0].Type, totals.Quartiles[i][q]);
            }
        }

        return totals;
    }

    /// <summary>Type 7 of Hyndman and Fan (1996): linear between the order statistics around (n - 1) p.</summary>
    private static double[] Quartiles(QuartileSearch search, int variable, int group, double n)
    {
        var result = new double[3];
        for (var q = 0; q < 3; q++)
        {
            var h = (n - 1) * (q + 1) / 4;
            var below = Math.Floor(h);
            double low = search.ValueAt(variable, group, below), high = search.ValueAt(variable, group, Math.Min(below + 1, n - 1));
            result[q] = h == below ? low : ((1 - (h - below)) * low) + ((h - below) * high);
        }

        return result;
    }

    private static double[] Quotients(ReadOnlySpan<double> sums, double[] counts)
    {
        var result = new double[counts.Length];
        for (var i = 0; i < result.Length; i++) result[i] = counts[i] > 0 ? sums[i] / counts[i] : 0;
        return result;
    }
}
