using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxCauses;

/// <summary>R's table of a multi-state fit: terms with the transition behind them ("age_1:2"), states in order; likelihoods added.</summary>
internal sealed class CoxCausesReport : IReport<CoxCausesTotals>
{
    public Result Report(StudyContext context, CoxCausesTotals totals)
    {
        var report = new CoxReport();
        var results = totals.Fits.Select(f => report.Report(CoxCauses.Of(context, f.State), f.Fit)).ToList();
        var tidy = new Protos.Table { Name = "tidy" };
        var terms = new Texts();
        for (var k = 0; k < results.Count; k++) terms.Values.AddRange(results[k].Tidy.Columns[0].Texts.Values.Select(t => $"{t}_1:{k + 2}"));
        tidy.Columns.Add(new TableColumn { Name = "term", Texts = terms });
        for (var c = 1; c < results[0].Tidy.Columns.Count; c++) tidy.Columns.Add(Joined([.. results.Select(r => r.Tidy.Columns[c])]));
        var result = new Result { Tidy = tidy };
        double Sum(Func<CoxTotals, double> of) => totals.Fits.Sum(f => of(f.Fit));
        double n = totals.Fits[0].Fit.Model.Frame.Complete, rank = Sum(f => f.Solver.Rank), ratio = Sum(f => 2 * (f.Fit.LogLikelihood - f.Null.LogLikelihood)), likelihood = Sum(f => f.Fit.LogLikelihood);
        var score = Sum(f => f.Null.Score.Zip(f.NullSolver.Solve(f.Null.Score), (a, b) => a * b).Sum());
        result.With("n", n).With("nevent", Sum(f => f.Events))
            .With("statistic.log", ratio).With("p.value.log", Tails.ChiSquared(ratio, rank))
            .With("statistic.sc", score).With("p.value.sc", Tails.ChiSquared(score, rank))
            .With("logLik", likelihood).With("AIC", (-2 * likelihood) + (2 * rank)).With("BIC", (-2 * likelihood) + (StableMath.Log(Sum(f => f.Events)) * rank))
            .With("nobs", n * totals.Fits.Count).With("loglik0", Sum(f => f.Null.LogLikelihood))
            .With("states", new TableBuilder("states").Texts("state", totals.Fits.Select(f => f.State)).Texts("transition", totals.Fits.Select((_, k) => $"1:{k + 2}")).Numbers("n.event", totals.Fits.Select(f => f.Fit.Events)).Build());
        result.Notes.Add("one Cox model a state, the others censored; Wald and robust score tests of all states together are not computed");
        return result;
    }

    private static TableColumn Joined(TableColumn[] columns)
    {
        var joined = new TableColumn { Name = columns[0].Name, Numbers = new Numbers() };
        foreach (var column in columns)
        {
            joined.Missing.AddRange(column.Missing.Select(m => m + (uint)joined.Numbers.Values.Count));
            joined.Numbers.Values.AddRange(column.Numbers.Values);
        }

        return joined;
    }
}
