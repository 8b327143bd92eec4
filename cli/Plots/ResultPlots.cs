using FedOnco.Protos;

namespace FedOnco.Cli.Plots;

/// <summary>Which plot a result has.</summary>
internal static class ResultPlots
{
    /// <returns>Null where there is none.</returns>
    public static IResultPlot? Of(Run run)
    {
        var table = new PlotColumns(run.Result.Tidy);
        var analysis = run.Question.Analysis;
        if (table.Has("time") && table.Has("estimate") && table.Has("state")) return Incidence(run, table);
        if (analysis.KindCase == Analysis.KindOneofCase.Survfit) return Survival(run, table);
        if (run.Result.Glance.FirstOrDefault(g => g.Name == "beta")?.Table is { } effects) return new TimeEffectPlot(new PlotColumns(effects), TimeLabel(run));
        return table.Has("term") && table.Has("estimate") && table.Has("std.error") ? Forest(run, table) : null;
    }

    private static CurvesPlot Survival(Run run, PlotColumns table)
    {
        var strata = table.Texts("strata");
        var curves = PlottedCurve.Of(table, i => strata[i].Length > 0 ? strata[i] : "All");
        return new CurvesPlot(curves, (TimeLabel(run), "Survival probability"), 1, IsGrouped(run), run.Question.Analysis.Survfit.Times.Count > 0);
    }

    private static CurvesPlot Incidence(Run run, PlotColumns table)
    {
        string[] strata = table.Texts("strata"), states = table.Texts("state");
        var curves = PlottedCurve.Of(table, i => strata[i].Length > 0 ? $"{strata[i]}, {states[i]}" : states[i], i => strata[i].Length > 0 ? strata[i] : "All");
        return new CurvesPlot(curves, (TimeLabel(run), "Cumulative incidence"), 0, IsGrouped(run), false);
    }

    private static ForestPlot? Forest(Run run, PlotColumns table)
    {
        var analysis = run.Question.Analysis;
        var (measure, ratio) = analysis.KindCase switch
        {
            Analysis.KindOneofCase.Coxph => ("Hazard ratio", true),
            Analysis.KindOneofCase.Glm when analysis.Glm.Family is { Family: Family.Binomial or Family.Quasibinomial, Link: Link.Unspecified or Link.Logit } => ("Odds ratio", true),
            Analysis.KindOneofCase.Glm when analysis.Glm.Family is { Family: Family.Poisson or Family.Quasipoisson } => ("Rate ratio", true),
            Analysis.KindOneofCase.GlmNb => ("Rate ratio", true),
            _ => ("Estimate", false),
        };
        var exponentiated = run.Question.Analysis.KindCase switch
        {
            Analysis.KindOneofCase.Coxph => analysis.Coxph.Exponentiate,
            Analysis.KindOneofCase.Glm => analysis.Glm.Exponentiate,
            _ => false,
        };
        var rows = run.Result.Glance.FirstOrDefault(g => g.Name == "subgroups")?.Table is { } subgroups
            ? ForestRows.Subgroups(new PlotColumns(subgroups), ratio)
            : ForestRows.Terms(table, ratio, exponentiated);
        return rows.Count == 0 ? null : new ForestPlot(rows, measure, ratio);
    }

    private static bool IsGrouped(Run run) => run.Result.Notes.Any(n => n.Contains("grouped by month", StringComparison.Ordinal));

    /// <summary>The time as it stands in the call.</summary>
    private static string TimeLabel(Run run)
    {
        var analysis = run.Question.Analysis;
        var specification = (Google.Protobuf.IMessage)Analysis.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(analysis).Accessor.GetValue(analysis);
        var response = (specification.Descriptor.FindFieldByName("formula")?.Accessor.GetValue(specification) as Formula)?.Left?.Application;
        var times = response?.Arguments.Where(a => a.Name.Length == 0).ToList();
        return times is { Count: >= 2 } ? $"Time ({times[^2].Value.ToText()})" : "Time";
    }
}
