using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>Patients (weights) at risk, and events, by event time and bin of the score.</summary>
public sealed record ScoreTableStep : Step
{
    internal ScoreTableStep(CoxModel model, double[] coefficients, EventTimes times, ScoreBins bins)
    {
        Model = model;
        Coefficients = coefficients;
        Times = times;
        Bins = bins;
        int cells = checked(times.Slots.Length * bins.Count), weighted = model.Question.Weights is null ? 0 : 1;
        var bound = model.Frame.Complete * model.WeightBound;
        var layout = new LayoutBuilder();
        if (weighted == 0) layout.Counts("risk", cells, bound).Counts("events", cells, bound);
        else layout.Numbers("risk", cells, bound).Numbers("events", cells, bound).Numbers("squares", cells, bound * model.WeightBound);
        Layout = layout.Build();
    }

    public CoxModel Model { get; }

    public double[] Coefficients { get; }

    public EventTimes Times { get; }

    internal ScoreBins Bins { get; }

    public override string Name => "score-table";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
        writer.Integers(Times.Slots);
        writer.Numbers(Bins.Ends);
    }

    /// <summary>The site's part: a row is added at the last event time of its risk and taken off before the first, then cumulated.</summary>
    public Tally Sum(SiteRun run)
    {
        var data = CoxSiteData.Of(Model.Question, Model.Frame, run);
        var spans = RiskSpans.Of(Model, Times, data, run);
        var score = data.Predictor(Model.Means, Coefficients);
        var tally = new Tally(Layout);
        Span<double> risk = tally.Block("risk"), events = tally.Block("events"), squares = data.Weights is null ? [] : tally.Block("squares");
        var bins = Bins.Count;
        for (var i = 0; i < data.Rows; i++)
        {
            int last = spans.Last[i] - 1, first = spans.First[i] - 1, bin = Bins.BinOf(score[i]);
            var weight = data.Weight(i);
            if (last <= first) continue;
            risk[(last * bins) + bin] += weight;
            if (first >= spans.StratumStart[i]) risk[(first * bins) + bin] -= weight;
            if (!data.Event[i]) continue;
            events[(last * bins) + bin] += weight;
            if (data.Weights is not null) squares[(last * bins) + bin] += weight * weight;
        }

        for (var t = Times.Slots.Length - 2; t >= 0; t--)
        {
            if (Times.Slots[t] / Times.Cells != Times.Slots[t + 1] / Times.Cells) continue;
            for (var b = 0; b < bins; b++) risk[(t * bins) + b] += risk[((t + 1) * bins) + b];
        }

        return tally;
    }
}
