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

    /// <summary>The bin of a value as cut() has it, and whether there is a value: what an engine counts by.</summary>
    internal IReadOnlyList<CompiledExpression> EngineColumns
    {
        get
        {
            var breaks = new Application { Function = "c" };
            breaks.Arguments.AddRange(Breaks.Select(b => new Argument { Value = new Expression { Number = b } }));
            var cut = new Application
            {
                Function = "cut",
                Arguments =
                {
                    new Argument { Value = Column.Source },
                    new Argument { Name = "breaks", Value = new Expression { Application = breaks } },
                    new Argument { Name = "include.lowest", Value = new Expression { Logical = true } },
                },
            };
            var missing = new Application { Function = "is.na", Arguments = { new Argument { Value = Column.Source } } };
            var levels = Expressions.ValueType.Factor([.. Enumerable.Range(0, Breaks.Length - 1).Select(i => NumberText.Of(i))]);
            return [EngineColumn(levels, cut), EngineColumn(Expressions.ValueType.Logical, missing)];
        }
    }

    /// <summary>Bin of each combination of <see cref="EngineColumns"/>; the number of bins for values outside, -1 where there is no value.</summary>
    internal int[] CellsOf(Combinations found)
    {
        var cells = new int[found.Count];
        for (var i = 0; i < cells.Length; i++) cells[i] = found.Values[1][i] != 0 ? -1 : double.IsNaN(found.Values[0][i]) ? Breaks.Length - 1 : (int)found.Values[0][i];
        return cells;
    }

    private static CompiledExpression EngineColumn(Expressions.ValueType type, Application application) =>
        new(type, _ => throw new InvalidOperationException("for engines only")) { Source = new Expression { Application = application } };

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Breaks);
}
