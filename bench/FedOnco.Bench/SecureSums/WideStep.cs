using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Bench.SecureSums;

/// <summary>A step of one long block, as the weights of a model are.</summary>
internal sealed record WideStep(Ring Ring, int Length) : Step
{
    public override string Name => "wide";

    public override TallyLayout Layout { get; } = new()
    {
        Ring = Ring,
        Blocks = { new TallyBlock { Name = "values", Length = (uint)Length, Bound = 8, FractionBits = Ring == Ring.Bits128 ? 64 : 40 } },
    };

    protected override void WriteFields(CanonicalWriter writer)
    {
    }
}
