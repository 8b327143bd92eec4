using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>Rows, patients and sites of every group, of every variable's values by group and of every level by group: what is shown is decided on these before a value is summed.</summary>
public sealed record DescribeCountsStep : Step
{
    public DescribeCountsStep(DescribeQuestion question)
    {
        Question = question;
        var builder = new LayoutBuilder();
        for (var t = 0; t <= question.Variables.Count; t++)
        {
            var cells = t == 0 ? question.Groups.Cells : question.Groups.Cells * Math.Max(1, question.Variables[t - 1].Levels.Count);
            builder.Counts($"rows {t}", cells, PreflightStep.MostRows).Counts($"patients {t}", cells, PreflightStep.MostRows).Counts($"sites {t}", cells, 1);
        }

        Layout = builder.Build();
    }

    public DescribeQuestion Question { get; }

    public override string Name => "describe-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }

    /// <summary>The site's part.</summary>
    internal Tally Sum(string patientKey, SiteRun run)
    {
        var tally = new Tally(Layout);
        var groups = Question.GroupsOf(run);
        Count(groups, 0, patientKey, run, tally);
        for (var v = 0; v < Question.Variables.Count; v++)
        {
            var levels = Question.Variables[v].Levels.Count;
            var values = Question.Variables[v].Columns[0].Evaluate(run).Span;
            var cells = new int[groups.Length];
            for (var i = 0; i < cells.Length; i++) cells[i] = double.IsNaN(values[i]) ? -1 : levels == 0 ? groups[i] : (groups[i] * levels) + (int)values[i];
            Count(cells, v + 1, patientKey, run, tally);
        }

        return tally;
    }

    private static void Count(int[] cells, int table, string patientKey, SiteRun run, Tally tally)
    {
        var rows = tally.Block($"rows {table}");
        foreach (var cell in cells)
        {
            if (cell >= 0) rows[cell]++;
        }

        CellPatients.Count(cells, patientKey, run, tally.Block($"patients {table}"), tally.Block($"sites {table}"));
    }
}
