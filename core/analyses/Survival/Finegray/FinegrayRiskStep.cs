using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>First sum of a Newton step: weighted risk-set sums at each event time.</summary>
internal sealed record FinegrayRiskStep : Step, IWeightedStep
{
    private FinegrayRiskStep(FinegrayModel model, CensoringTimes times, double[] coefficients, TallyLayout layout)
    {
        Model = model;
        Times = times;
        Coefficients = coefficients;
        Layout = layout;
    }

    public FinegrayModel Model { get; }

    public CensoringTimes Times { get; }

    public double[] Coefficients { get; }

    public override string Name => "finegray-risk-sets";

    public override TallyLayout Layout { get; }

    /// <summary>Null where the risks could become too large to add: the program shortens its step.</summary>
    public static FinegrayRiskStep? Create(FinegrayModel model, CensoringTimes times, double[] coefficients)
    {
        // A competing event's r / G(x-) is summed apart and then taken times G(t-).
        var risk = model.Risk(coefficients, times);
        if (!LayoutBuilder.Fits(2 * risk)) return null;
        int t = times.Events.Slots.Length, p = coefficients.Length;
        var layout = new LayoutBuilder().Numbers("s0", t, risk).Numbers("s1", t * p, 2 * risk).Numbers("predictor", 1, model.Cox.Frame.Complete * Math.Max(1, model.Cox.PredictorBound(coefficients))).Build();
        return new FinegrayRiskStep(model, times, coefficients, layout);
    }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => Model.Rows(run).Weights(Model.Cox.Means, Coefficients, Times);

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Cox.Means);
        writer.Integers(Times.Events.Slots);
        writer.Numbers(Times.Before);
        writer.Numbers(Coefficients);
    }

    public Tally Sum(SiteRun run)
    {
        var rows = Model.Rows(run);
        var tally = new Tally(Layout);
        tally.Block("predictor")[0] = FinegraySums.RiskSets(rows, Times, Model.Cox.Means, rows.Data.Predictor(Model.Cox.Means, Coefficients), tally.Block("s0"), tally.Block("s1"));
        return tally;
    }
}
