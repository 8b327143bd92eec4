using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>For each row the event times at which it is at risk: positions First .. Last - 1 of <see cref="EventTimes.Slots"/>.</summary>
internal sealed class RiskSpans
{
    public required int[] First { get; init; }

    public required int[] Last { get; init; }

    /// <summary>Position of the first event time of the row's stratum.</summary>
    public required int[] StratumStart { get; init; }

    public static RiskSpans Of(RiskSetStep step, CoxSiteData data, SiteRun run) => Of(step.Model, step.Times, data, run);

    public static RiskSpans Of(CoxModel model, EventTimes times, CoxSiteData data, SiteRun run) => run.Derived("cox spans", () =>
    {
        var strata = model.Strata.Assign(SiteFrame.Of(model.Frame.Variables, run));
        int[] first = new int[data.Rows], last = new int[data.Rows], starts = new int[data.Rows];
        for (var i = 0; i < data.Rows; i++)
        {
            var origin = strata[i] * times.Cells;
            starts[i] = times.CountUpTo(origin - 1);
            last[i] = times.CountUpTo(origin + data.Stop[i]);
            first[i] = data.Start is null ? starts[i] : times.CountUpTo(origin + data.Start[i]);
        }

        return new RiskSpans { First = first, Last = last, StratumStart = starts };
    });
}
