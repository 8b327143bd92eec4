using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>Covariance matrix of the coefficients, a row a pair.</summary>
internal static class VcovReport
{
    public static Result Of(Protos.PostFit call, Fit fit)
    {
        _ = new PostFitArguments(call);
        var pairs = Enumerable.Range(0, fit.Terms.Count).SelectMany(i => Enumerable.Range(0, fit.Terms.Count).Select(j => (i, j))).ToList();
        double Value(int i, int j) => double.IsNaN(fit.Coefficients[i]) || double.IsNaN(fit.Coefficients[j]) ? double.NaN : fit.Covariance[(i * fit.Terms.Count) + j];
        return new Result
        {
            Tidy = new TableBuilder().Texts("x", pairs.Select(p => fit.Terms[p.i])).Texts("y", pairs.Select(p => fit.Terms[p.j])).Numbers("estimate", pairs.Select(p => Value(p.i, p.j))).Build(),
        }.With("nobs", fit.Nobs);
    }
}
