using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>Rows in each bin, and rows outside all of them.</summary>
public sealed record HistStep : Step
{
    /// <param name="column">The variable.</param>
    /// <param name="breaks">Strictly increasing.</param>
    /// <param name="guarded">Whether patients and sites of each bin are counted as well.</param>
    public HistStep(CompiledExpression column, double[] breaks, bool guarded)
    {
        Column = column;
        Breaks = breaks;
        IsGuarded = guarded;
        var layout = new LayoutBuilder().Counts("bins", breaks.Length - 1, PreflightStep.MostRows).Counts("outside", 1, PreflightStep.MostRows);
        if (guarded) layout.Counts("patients", breaks.Length, PreflightStep.MostRows).Counts("sites", breaks.Length, 1);
        Layout = layout.Build();
    }

    public CompiledExpression Column { get; }

    public double[] Breaks { get; }

    /// <summary>Patients and sites of each bin and of the rows outside are counted.</summary>
    public bool IsGuarded { get; }

    public override string Name => "histogram";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Breaks);
}
