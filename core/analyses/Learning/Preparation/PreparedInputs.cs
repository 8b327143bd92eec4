using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>What enters a perceptron: standardised numbers, an indicator of every level that occurs, indicators of missing values.</summary>
internal static class PreparedInputs
{
    /// <summary>A model without learner that holds the preparation.</summary>
    public static async Task<TrainedModel> FitAsync(FeatureSummary summary, double least, IFederation federation, CancellationToken cancellationToken)
    {
        var features = summary.Question.Features;
        var model = summary.Question.Describe();
        var imputed = new double[features.Count];
        for (var f = 0; f < imputed.Length; f++) imputed[f] = model.Features[f].Imputed = summary.Usual(f);
        var total = await federation.SumAsync(new InputMomentsStep(summary, imputed), cancellationToken).ConfigureAwait(false);
        for (var f = 0; f < imputed.Length; f++)
        {
            if (features[f].IsCategory)
            {
                for (var level = 0; level < features[f].Levels.Count; level++) model.Inputs.Add(new ModelInput { Feature = (uint)f, Level = level, Scale = 1 });
            }
            else
            {
                var (centre, half) = InputMomentsStep.Range(features[f]);
                double mean = total.Block("sums")[f] / summary.Rows, variance = (total.Block("squares")[f] / summary.Rows) - (mean * mean);
                model.Inputs.Add(new ModelInput { Feature = (uint)f, Level = -1, Centre = centre + (half * mean), Scale = variance > 1e-12 ? half * Math.Sqrt(variance) : half });
            }

            var missing = summary.Missing(f);
            if (missing >= Math.Max(1, least) && summary.Rows - missing >= Math.Max(1, least)) model.Inputs.Add(new ModelInput { Feature = (uint)f, Level = -2, Scale = 1 });
        }

        return model;
    }
}
