using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>Second sum of a Newton step, with hazards known: score and products; or, at the end, score residuals and their squares.</summary>
internal sealed record FinegrayTermsStep : Step
{
    public FinegrayTermsStep(FinegrayRiskStep risk, FinegrayTerms terms, bool residuals)
    {
        Risk = risk;
        Terms = terms;
        Residuals = residuals;
        var p = risk.Coefficients.Length;
        var rows = risk.Model.Cox.Frame.Complete;
        // As in a Cox model: a patient's fitted number of events is at most exp(2 |eta|) times all events.
        var weight = Math.Min(residuals ? 1e9 : 1e18, rows * StableMath.Exp(2 * risk.Model.Cox.PredictorBound(risk.Coefficients)));
        Layout = new LayoutBuilder().Numbers("score", p, 4 * rows * (1 + weight)).Numbers("products", Packed.Length(p), residuals ? 16 * rows * (1 + weight) * (1 + weight) : 4 * rows * weight).Build();
    }

    public FinegrayRiskStep Risk { get; }

    public FinegrayTerms Terms { get; }

    public bool Residuals { get; }

    public override string Name => Residuals ? "finegray-residuals" : "finegray-information";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Risk.Model.Cox.Means);
        writer.Numbers(Risk.Times.Before);
        writer.Numbers(Risk.Coefficients);
        writer.Numbers(Terms.Hazard);
        writer.Numbers(Terms.Weighted);
        if (!Residuals) return;
        writer.Numbers(Terms.Means);
        writer.Numbers(Terms.WeightedMeans);
        writer.Numbers(Terms.EventMeans);
    }

    public Tally Sum(SiteRun run)
    {
        var means = Risk.Model.Cox.Means;
        var rows = Risk.Model.Rows(run);
        var eta = rows.Data.Predictor(means, Risk.Coefficients);
        var tally = new Tally(Layout);
        if (Residuals) FinegraySums.Residuals(rows, Risk.Times, means, eta, Terms, tally.Block("score"), tally.Block("products"));
        else FinegraySums.Information(rows, Risk.Times, means, eta, Terms, tally.Block("score"), tally.Block("products"));
        return tally;
    }
}
