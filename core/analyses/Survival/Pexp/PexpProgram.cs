using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pexp;

/// <summary>Counts by interval, then the Poisson regression of the split rows.</summary>
internal sealed class PexpProgram : IProgram<GlmTotals>
{
    public const string Part = "split";

    public async Task<GlmTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var split = new PartFederation(federation, Part);
        var counts = await split.SumAsync(new IntervalsStep(context.Question.Analysis.Pexp.Cuts.Count + 1), cancellationToken).ConfigureAwait(false);
        Require(counts.Block("risk"), counts.Block("events"), context);
        return await new GlmProgram().RunAsync(PexpQuestion.Split(context), split, cancellationToken).ConfigureAwait(false);
    }

    private static void Require(ReadOnlySpan<double> risk, ReadOnlySpan<double> events, StudyContext context)
    {
        double all = 0;
        for (var k = 0; k < risk.Length; k++)
        {
            all += events[k];
            if (context.IsGuarded && (risk[k] < context.Terms.MinimumPatients || (events[k] > 0 && events[k] < context.Terms.MinimumPatients))) throw Preflight.PreflightRules.Refused();
        }

        if (all == 0) throw new FedOncoException(ErrorReason.NoEvents, "Nobody in this cohort has the event. Widen the subset, or check the coding of the event.");
    }
}
