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

    public static RiskSpans Of(CoxModel model, EventTimes times, CoxSiteData data, SiteRun run) => run.Derived("cox spans", () =>
    {
        var strata = model.Strata.Assign(SiteFrame.Of(model.Frame.Variables, run));
        var upTo = times.CountsUpTo(Math.Max(1, (int)model.Strata.Count) * times.Cells);
        int[] first = new int[data.Rows], last = new int[data.Rows], starts = new int[data.Rows];
        for (var i = 0; i < data.Rows; i++)
        {
            var origin = strata[i] * times.Cells;
            starts[i] = upTo[origin];
            last[i] = upTo[origin + data.Stop[i] + 1];
            first[i] = data.Start is null ? starts[i] : upTo[origin + data.Start[i] + 1];
        }

        return new RiskSpans { First = first, Last = last, StratumStart = starts };
    });
}
