using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>A step of an analysis inside another: sites answer it on a view of their rows that the part's name stands for.</summary>
/// <param name="Part">Name of the part.</param>
/// <param name="Inner">Its step.</param>
internal sealed record PartStep(string Part, Step Inner) : Step, IWrappingStep
{
    public override string Name => $"{Part}/{Inner.Name}";

    public override TallyLayout Layout => Inner.Layout;

    public Step Around(Step inner) => this with { Inner = inner };

    protected override void WriteFields(CanonicalWriter writer) => writer.Bytes(Inner.Encode());
}
