using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>Standardised mean differences of every column before and after weighting; arms and propensity model in tables beside.</summary>
/// <remarks>Both differences are divided by the root of the mean of the unweighted variances of the arms (Austin 2009). Effective
/// sample size: (sum w)^2 / sum w^2 (Kish 1965).</remarks>
internal sealed class IptwReport : IReport<IptwTotals>
{
    public Result Report(StudyContext context, IptwTotals totals)
    {
        var model = totals.Fit.Totals.Model;
        var p = model.Frame.Columns.Count;
        double[] before = new double[p], after = new double[p];
        for (var j = 0; j < p; j++)
        {
            double Mean(int a) => totals.Sums[(a * p) + j] / totals.N[a];
            double Variance(int a) => (totals.Squares[(a * p) + j] - (totals.N[a] * Mean(a) * Mean(a))) / (totals.N[a] - 1);
            double Weighted(int a) => totals.Weighted[(a * p) + j] / totals.Weights[a];
            var scale = Math.Sqrt((Variance(0) + Variance(1)) / 2);
            before[j] = (Mean(1) - Mean(0)) / scale;
            after[j] = (Weighted(1) - Weighted(0)) / scale;
        }

        var (estimates, errors, _) = GlmReport.Estimates(totals.Fit.Totals, 1);
        var propensity = new CoefficientTable(model.Design.Terms, estimates, errors).Build(false, 0.95, false);
        propensity.Name = "propensity";
        var result = new Result { Tidy = new TableBuilder().Texts("term", model.Frame.Columns.Select(c => c.Name)).Numbers("smd", before).Numbers("smd.weighted", after).Build() };
        return result.With("n", totals.N[0] + totals.N[1]).With("deviance", totals.Fit.Totals.Deviance).With("arms", Arms(totals, model)).With("propensity", propensity);
    }

    private static Protos.Table Arms(IptwTotals totals, GlmModel model)
    {
        var response = model.Question.Response;
        string[] names = response.IsFactor ? [.. model.Frame.UsedLevels(response).Select(l => response.Levels[l])] : ["0", "1"];
        return new TableBuilder("arms").Texts("arm", names).Numbers("n", totals.N).Numbers("sum.weights", totals.Weights)
            .Numbers("ess", totals.Weights.Zip(totals.SquaredWeights, (w, s) => w * w / s)).Build();
    }
}
