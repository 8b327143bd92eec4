using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>Rows in each bin, and rows outside all of them.</summary>
public sealed record HistStep : Step
{
    public HistStep(CompiledExpression column, double[] breaks)
    {
        Column = column;
        Breaks = breaks;
        Layout = new LayoutBuilder().Counts("bins", breaks.Length - 1, PreflightStep.MostRows).Counts("outside", 1, PreflightStep.MostRows).Build();
    }

    public CompiledExpression Column { get; }

    public double[] Breaks { get; }

    public override string Name => "histogram";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Breaks);
}
