using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Table1;

/// <summary>Counts by group and lattice value of the variables that are tested by ranks.</summary>
public sealed record Table1RankStep : Step
{
    /// <param name="question">Variables by group.</param>
    /// <param name="variables">Positions of those tested by ranks.</param>
    /// <param name="rows">Rows of the cohort.</param>
    public Table1RankStep(DescribeQuestion question, IReadOnlyList<int> variables, double rows)
    {
        Question = question;
        Variables = variables;
        Grids = [.. variables.Select(v => NumberGrid.Of(question.Variables[v].Columns[0].Type))];
        var layout = new LayoutBuilder();
        for (var k = 0; k < variables.Count; k++) layout.Counts($"cells {k}", question.Groups.Cells * Grids[k].Cells, rows);
        Layout = layout.Counts("off lattice", 1, rows * Math.Max(1, variables.Count)).Build();
    }

    public DescribeQuestion Question { get; }

    public IReadOnlyList<int> Variables { get; }

    public NumberGrid[] Grids { get; }

    public override string Name => "table1-ranks";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        foreach (var v in Variables) writer.Integer(v);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        var groups = Question.Groups.Assign(run);
        for (var k = 0; k < Variables.Count; k++)
        {
            var cells = tally.Block($"cells {k}");
            var values = Question.Variables[Variables[k]].Columns[0].Evaluate(run).Span;
            for (var i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i])) continue;
                var at = Grids[k].IndexOf(values[i]);
                if (double.IsNaN(at)) tally.Block("off lattice")[0]++;
                else cells[(groups[i] * Grids[k].Cells) + (int)at]++;
            }
        }

        return tally;
    }
}
