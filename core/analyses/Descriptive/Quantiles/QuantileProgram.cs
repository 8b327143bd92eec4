using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Quantiles;

/// <summary>Counts, then a search for the order statistics of every probability at once.</summary>
public sealed class QuantileProgram : IProgram<QuantileTotals>
{
    private const int MostRounds = 40;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Quantile;
        SubsetCheck.Add(context, faults);
        var question = DescribeQuestion.Of(spec.Formula, null, context, faults);
        if (question?.Variables.FirstOrDefault(v => v.IsFactor) is { } factor) faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{factor.Text} is a category; quantiles are of numbers.", spec.Formula.Right));
        if (spec.Probs.Any(p => !(p >= 0 && p <= 1))) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "probs = lie between 0 and 1."));
        else if (spec.Probs.Any(p => p is 0 or 1)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "Minimum and maximum are single patients and never released: leave 0 and 1 out of probs =."));
        if (spec.HasType && spec.Type != Math.Floor(spec.Type)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "type = is a whole number from 1 to 9."));
        return faults;
    }

    public async Task<QuantileTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Quantile;
        var question = DescribeQuestion.Of(spec.Formula, null, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var search = new QuartileSearch(question, true, context.Terms.Resolution == Resolution.Grid, (_, _) => false);
        var type = spec.HasType ? (uint)spec.Type : 7;
        var first = await federation.SumAsync(new DescribeStep(question, PreflightStep.MostRows, null, true, search), cancellationToken).ConfigureAwait(false);
        var known = first.Block("known").ToArray();
        var most = first.Block("rows")[0];
        for (var v = 0; v < known.Length; v++)
        {
            if (known[v] == 0) continue;
            foreach (var p in spec.Probs)
            {
                var (below, above, _) = QuantileType.Of(type, known[v], p);
                search.WantRank(v, 0, below);
                search.WantRank(v, 0, above);
            }
        }

        search.Take(first.Block("bins"));
        var means = new double[known.Length];
        for (var round = 0; search.Next.Count > 0 && round < MostRounds; round++)
        {
            var total = await federation.SumAsync(new DescribeStep(question, most, means, false, search), cancellationToken).ConfigureAwait(false);
            search.Take(total.Block("bins"));
        }

        var values = new double[known.Length][];
        for (var v = 0; v < known.Length; v++)
        {
            values[v] = new double[spec.Probs.Count];
            for (var i = 0; i < spec.Probs.Count; i++) values[v][i] = !QuantileTail.IsCovered(context, known[v], spec.Probs[i]) ? double.NaN : QuantileTail.Shown(context, question.Variables[v].Columns[0].Type, ValueOf(search, v, QuantileType.Of(type, known[v], spec.Probs[i])));
        }

        return new QuantileTotals(question, most, values, known, [.. Enumerable.Range(0, known.Length).Select(search.ErrorOf)]);
    }

    private static double ValueOf(QuartileSearch search, int variable, (double Below, double Above, double Weight) at)
    {
        double low = search.ValueAt(variable, 0, at.Below), high = search.ValueAt(variable, 0, at.Above);
        return at.Weight == 0 ? low : at.Weight == 1 ? high : ((1 - at.Weight) * low) + (at.Weight * high);
    }
}
