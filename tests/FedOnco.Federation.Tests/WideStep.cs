using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>A step of one block in one of the two rings.</summary>
internal sealed record WideStep(Ring Ring, int Length, int Number) : Step
{
    public override string Name => "wide";

    public override TallyLayout Layout { get; } = new()
    {
        Ring = Ring,
        Blocks = { new TallyBlock { Name = "values", Length = (uint)Length, Bound = 8, FractionBits = Ring == Ring.Bits128 ? 64 : 40 } },
    };

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer(Number);
}
