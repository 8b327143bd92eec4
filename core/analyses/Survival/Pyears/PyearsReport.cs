using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pyears;

/// <summary>Time at risk, events and rate by group with exact limits; ratios against the first group in a table beside.</summary>
internal sealed class PyearsReport : IReport<PyearsTotals>
{
    public Result Report(StudyContext context, PyearsTotals totals)
    {
        var spec = context.Question.Analysis.Pyears;
        double level = spec.HasConfLevel ? spec.ConfLevel : 0.95, scale = spec.HasScale ? spec.Scale : 365.25;
        var shown = Enumerable.Range(0, totals.N.Length).Where(g => totals.N[g] > 0).ToArray();
        double Years(int g) => totals.Time[g] / scale;
        var limits = shown.Select(g => ExactRates.Interval(totals.Events[g], level)).ToArray();
        var table = new TableBuilder()
            .Numbers("pyears", shown.Select(Years)).Numbers("n", shown.Select(g => totals.N[g])).Numbers("event", shown.Select(g => totals.Events[g]))
            .Numbers("rate", shown.Select(g => totals.Events[g] / Years(g)))
            .Numbers("conf.low", shown.Zip(limits, (g, l) => l.Low / Years(g))).Numbers("conf.high", shown.Zip(limits, (g, l) => l.High / Years(g)));
        if (totals.Labels is { } labels) table.Texts("strata", shown.Select(g => labels[g]));
        var result = new Result { Tidy = table.Build() }.With("n", totals.N.Sum()).With("nevent", totals.Events.Sum());
        return shown.Length > 1 && totals.Labels is { } names ? result.With("ratios", Ratios(totals, shown, names, level)) : result;
    }

    private static Protos.Table Ratios(PyearsTotals totals, int[] shown, IReadOnlyList<string> labels, double level)
    {
        var first = shown[0];
        var found = shown.Skip(1).Select(g => (Name: $"{labels[g]} against {labels[first]}", Ratio: ExactRates.Ratio(totals.Events[g], totals.Time[g], totals.Events[first], totals.Time[first], level))).ToList();
        return new TableBuilder("ratios")
            .Texts("contrast", found.Select(f => f.Name)).Numbers("estimate", found.Select(f => f.Ratio.Estimate))
            .Numbers("conf.low", found.Select(f => f.Ratio.Low)).Numbers("conf.high", found.Select(f => f.Ratio.High)).Numbers("p.value", found.Select(f => f.Ratio.P))
            .Build();
    }
}
