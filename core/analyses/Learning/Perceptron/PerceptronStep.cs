using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>
/// A round: every site trains on its own rows from the common weights and adds its change, weighted by its share of all rows,
/// its norm clipped before. The share is inside the sum; nobody learns a site's.
/// </summary>
internal sealed record PerceptronStep : Step
{
    /// <param name="model">At the start of the round.</param>
    /// <param name="round">0 and up.</param>
    /// <param name="trains">False for the last sum, which has losses only.</param>
    public PerceptronStep(PerceptronModel model, int round, bool trains)
    {
        Model = model;
        Round = round;
        Trains = trains;
        var loss = WholeNumbers.Bound(model.Rows * 10, model.Bits);
        var layout = new LayoutBuilder(Ring.Bits64);
        if (trains)
        {
            // A share is at most 1, a clipped change at most the clip in every weight; rounding may add a little.
            layout.Weights("change", model.Weights.Length, model.Options.Clip * 1.001);
            layout.Weights("control", model.Control.Length, ControlBound(model.Options));
            layout.Counts("diverged", 1, 1);
        }

        Layout = layout.Counts("loss", 1, loss).Counts("held out loss", 1, loss).Build();
    }

    public PerceptronModel Model { get; }

    public int Round { get; }

    public bool Trains { get; }

    public override string Name => "perceptron-round";

    public override TallyLayout Layout { get; }

    /// <summary>A control variate is a mean gradient: a site's change over its steps and rate.</summary>
    public static double ControlBound(PerceptronOptions options) => 4 * options.Clip / options.Rate;

    // The weights follow from the totals before, whose hashes are in the transcript.
    protected override void WriteFields(CanonicalWriter writer)
    {
        Model.Partition.Write(writer);
        writer.Integer(Round);
        writer.Integer(Trains ? 1 : 0);
    }
}
