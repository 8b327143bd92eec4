using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pexp;

/// <summary>Rows at risk and events of each interval: each must be empty or large enough where disclosure control applies.</summary>
internal sealed record IntervalsStep : Step
{
    public IntervalsStep(int intervals) => Layout = new LayoutBuilder().Counts("risk", intervals, Preflight.PreflightStep.MostRows).Counts("events", intervals, Preflight.PreflightStep.MostRows).Build();

    public override string Name => "pexp-intervals";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }

    /// <summary>The site's part, on split rows.</summary>
    public Tally Sum(SiteRun split)
    {
        var tally = new Tally(Layout);
        Span<double> risk = tally.Block("risk"), events = tally.Block("events");
        ReadOnlySpan<double> interval = split.Column(PexpQuestion.Interval).Span, happened = split.Column(PexpQuestion.Happened).Span;
        for (var i = 0; i < interval.Length; i++)
        {
            risk[(int)interval[i]]++;
            events[(int)interval[i]] += happened[i];
        }

        return tally;
    }
}
