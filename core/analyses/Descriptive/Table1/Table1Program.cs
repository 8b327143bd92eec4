using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Ranks;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Table1;

/// <summary>Moments, levels and quartiles by group and overall, and counts by lattice value where ranks are compared.</summary>
public sealed class Table1Program : IProgram<Table1Totals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        Table1Question.Of(context, faults);
        return faults;
    }

    public async Task<Table1Totals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Table1;
        var question = Table1Question.Of(context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var nonnormal = new List<int>();
        for (var v = 0; v < question.Nonnormal.Count; v++)
        {
            if (question.Nonnormal[v]) nonnormal.Add(v);
        }

        var grouped = question.Grouped is null ? null : await DescribeProgram.SumAllAsync(question.Grouped, nonnormal.Count > 0, context, federation, cancellationToken).ConfigureAwait(false);
        var overall = question.Overall is null ? null : await DescribeProgram.SumAllAsync(question.Overall, nonnormal.Count > 0, context, federation, cancellationToken).ConfigureAwait(false);
        var ranks = new Dictionary<int, RankTotals>();
        if (grouped is not null && nonnormal.Count > 0 && !(spec.HasTest && !spec.Test)) await RankAsync(grouped, nonnormal, ranks, federation, cancellationToken).ConfigureAwait(false);
        return new Table1Totals(question, overall, grouped, ranks);
    }

    private static async Task RankAsync(DescribeTotals grouped, List<int> nonnormal, Dictionary<int, RankTotals> ranks, IFederation federation, CancellationToken cancellationToken)
    {
        var rows = 0.0;
        foreach (var n in grouped.Rows) rows += n;
        var total = await federation.SumAsync(new Table1RankStep(grouped.Question, nonnormal, rows), cancellationToken).ConfigureAwait(false);
        RankTestProgram.RequireOnLattice(total);
        for (var k = 0; k < nonnormal.Count; k++)
        {
            var cells = total.Block($"cells {k}").ToArray();
            var width = cells.Length / grouped.Question.Groups.Cells;
            var kept = new List<double>();
            var names = new List<string>();
            for (var g = 0; g < grouped.Question.Groups.Cells; g++)
            {
                if (grouped.Question.Groups.Levels(g)[0] is not { } level || grouped.Known[(nonnormal[k] * grouped.Question.Groups.Cells) + g] == 0) continue;
                names.Add(level);
                for (var i = 0; i < width; i++) kept.Add(cells[(g * width) + i]);
            }

            if (names.Count > 1) ranks[nonnormal[k]] = RankTotals.Of(names, kept.ToArray());
        }
    }
}
