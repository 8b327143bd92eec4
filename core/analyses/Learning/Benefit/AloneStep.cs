using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>
/// The benefit report: every centre trains the same learner, and those of other libraries, on its own patients, and compares them with
/// the federated model on its own held-out patients. Pairs inside each centre that each model orders rightly, or squared errors; as totals.
/// </summary>
internal sealed record AloneStep : Step
{
    public AloneStep(EvaluatedModel federated, int slots)
    {
        Federated = federated;
        Slots = slots;
        var pairs = PreflightStep.MostRows * PreflightStep.MostRows;
        var layout = new LayoutBuilder().Numbers("pairs", slots, pairs).Numbers("federated", slots, pairs).Numbers("alone", slots, pairs).Counts("failed", 1, 1);
        foreach (var name in OwnLearners.For(federated.Task)) layout.Numbers("alone " + name, slots, pairs).Counts("failed " + name, 1, 1);
        Layout = layout.Build();
    }

    public EvaluatedModel Federated { get; }

    /// <summary>One for all centres together, or one a centre where every policy allows it.</summary>
    public int Slots { get; }

    public override string Name => "alone";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        Federated.Partition.Write(writer);
        writer.Bytes(Federated.Fingerprint);
    }
}
