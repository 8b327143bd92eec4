using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>A step of one fit among several of a run: each has derived values of its own at the sites.</summary>
internal sealed record ScopedStep(string Scope, Step Inner) : Step, IWrappingStep
{
    public override string Name => "scoped";

    public override TallyLayout Layout => Inner.Layout;

    public Step Around(Step inner) => this with { Inner = inner };

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Text(Scope);
        writer.Bytes(Inner.Encode());
    }
}
