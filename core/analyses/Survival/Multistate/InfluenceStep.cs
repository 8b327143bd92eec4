using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>With the curves known: at each of their times and for each state the sum over patients of their squared influence.</summary>
internal sealed record InfluenceStep : Step
{
    // A patient's influence is the derivative of a probability by his weight: far below 8 in magnitude.
    private const double Square = 64;

    public InfluenceStep(MultistateCountsStep counts, IReadOnlyList<StateCurve> curves)
    {
        Counts = counts;
        Curves = curves;
        Layout = new LayoutBuilder().Numbers("squares", curves.Sum(c => c.Estimate.Length), counts.Frame.Complete * Square).Build();
    }

    public MultistateCountsStep Counts { get; }

    public IReadOnlyList<StateCurve> Curves { get; }

    public override string Name => "multistate-influence";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        foreach (var curve in Curves)
        {
            writer.Integers(curve.Times);
            writer.Numbers(curve.Risk);
            writer.Numbers(curve.Moves);
        }
    }

    public Tally Sum(SiteRun run)
    {
        var rows = MultistateRows.Of(Counts.Question, Counts.Frame, Counts.Groups, run);
        var tally = new Tally(Layout);
        var squares = tally.Block("squares");
        var at = 0;
        for (var g = 0; g < Curves.Count; g++)
        {
            var curve = Curves[g];
            new StateInfluence(curve).Add(rows, g, squares.Slice(at, curve.Estimate.Length));
            at += curve.Estimate.Length;
        }

        return tally;
    }
}
