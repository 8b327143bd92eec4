using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Ecdf;

/// <summary>Values of each variable up to the first point, between each two points, and above the last.</summary>
public sealed record EcdfStep : Step
{
    public EcdfStep(IReadOnlyList<CompiledExpression> columns, double[] points)
    {
        Columns = columns;
        Points = points;
        Layout = new LayoutBuilder().Counts("bins", columns.Count * (points.Length + 1), PreflightStep.MostRows).Build();
    }

    public IReadOnlyList<CompiledExpression> Columns { get; }

    public double[] Points { get; }

    public override string Name => "ecdf";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Points);
}
