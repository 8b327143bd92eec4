using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.AnalysisSets;

/// <summary>Rows of the condition, rows of the set, missing values of each variable, and its events in the set with their patients and sites.</summary>
public sealed record AnalysisSetStep : Step
{
    public AnalysisSetStep(AnalysisSetQuestion question)
    {
        Question = question;
        var variables = question.Names.Count;
        Layout = new LayoutBuilder()
            .Counts("rows", 1, PreflightStep.MostRows).Counts("kept", 1, PreflightStep.MostRows).Counts("missing", variables, PreflightStep.MostRows)
            .Counts("events", 2 * variables, PreflightStep.MostRows).Counts("patients", 2 * variables, PreflightStep.MostRows).Counts("sites", 2 * variables, 1)
            .Build();
    }

    public AnalysisSetQuestion Question { get; }

    public override string Name => "analysis-set";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }

    /// <summary>The site's part.</summary>
    /// <param name="patientKey">The dictionary's patient key, empty where a row is a patient.</param>
    /// <param name="run">Rows of the condition.</param>
    public Tally Sum(string patientKey, SiteRun run)
    {
        var tally = new Tally(Layout);
        var kept = Enumerable.Repeat(true, run.Rows).ToArray();
        for (var v = 0; v < Question.Columns.Count; v++)
        {
            var values = Question.Columns[v].Evaluate(run).Span;
            for (var i = 0; i < kept.Length; i++)
            {
                if (!double.IsNaN(values[i])) continue;
                kept[i] = false;
                tally.Block("missing")[v]++;
            }
        }

        tally.Block("rows")[0] = run.Rows;
        tally.Block("kept")[0] = kept.Count(k => k);
        for (var v = 0; v < Question.Columns.Count; v++) CountEvents(v, kept, patientKey, run, tally);
        return tally;
    }

    /// <summary>Two cells a variable: without the event, with it.</summary>
    private void CountEvents(int variable, bool[] kept, string patientKey, SiteRun run, Tally tally)
    {
        if (Question.Events[variable] is not { } happened) return;
        var values = happened.Evaluate(run).Span;
        var cells = new int[kept.Length];
        var events = tally.Block("events").Slice(2 * variable, 2);
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = kept[i] ? values[i] != 0 ? 1 : 0 : -1;
            if (kept[i]) events[cells[i]]++;
        }

        CellPatients.Count(cells, patientKey, run, tally.Block("patients").Slice(2 * variable, 2), tally.Block("sites").Slice(2 * variable, 2));
    }
}
