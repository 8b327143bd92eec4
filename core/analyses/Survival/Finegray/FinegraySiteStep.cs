using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>With strata(site): each centre's own censoring curve, risk sets and baseline; nothing by time leaves it.</summary>
internal sealed record FinegraySiteStep : Step, IWeightedStep
{
    public FinegraySiteStep(FinegrayModel model, double[] coefficients, bool residuals)
    {
        Model = model;
        Coefficients = coefficients;
        Residuals = residuals;
        var rows = model.Cox.Frame.Complete;
        // Weights beyond 1e12 have ended the run before (their logarithm is below 28); in score and products each is at most its share of an event.
        double predictor = model.Cox.PredictorBound(coefficients), weight = Math.Min(1e9, rows * StableMath.Exp(2 * predictor));
        Layout = new LayoutBuilder()
            .Numbers("likelihood", 1, rows * ((2 * predictor) + StableMath.Log(rows + 1) + (model.IsDelayed ? 29 : 1)))
            .Numbers("score", coefficients.Length, 4 * rows * (residuals ? 1 + weight : 1))
            .Numbers("products", Packed.Length(coefficients.Length), residuals ? 16 * rows * (1 + weight) * (1 + weight) : 8 * rows)
            .Build();
    }

    public FinegrayModel Model { get; }

    public double[] Coefficients { get; }

    public bool Residuals { get; }

    public override string Name => Residuals ? "finegray-site-residuals" : "finegray-site";

    public override TallyLayout Layout { get; }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => Model.Rows(run).Weights(Model.Cox.Means, Coefficients, Model.OwnTimes(run));

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Cox.Means);
        writer.Numbers(Coefficients);
    }

    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        var means = Model.Cox.Means;
        var rows = Model.Rows(run);
        var times = Model.OwnTimes(run);
        var eta = rows.Data.Predictor(means, Coefficients);
        double[] s0 = new double[times.Events.Slots.Length], s1 = new double[s0.Length * means.Length];
        var linear = FinegraySums.RiskSets(rows, times, means, eta, s0, s1);
        var terms = FinegrayTerms.Of(times, s0, s1, means.Length);
        tally.Block("likelihood")[0] = linear - terms.Logs;
        var products = tally.Block("products");
        if (Residuals)
        {
            FinegraySums.Residuals(rows, times, means, eta, terms, tally.Block("score"), products);
            return tally;
        }

        FinegraySums.Information(rows, times, means, eta, terms, tally.Block("score"), products);
        var next = 0;
        for (var j = 0; j < means.Length; j++)
        {
            for (var k = 0; k <= j; k++) products[next++] -= terms.Squares[(j * means.Length) + k];
        }

        return tally;
    }
}
