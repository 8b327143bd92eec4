using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>Writes what later calls on a fit need into its result.</summary>
internal static class FitRecord
{
    /// <param name="context">The study and the call.</param>
    /// <param name="frame">Levels that occur.</param>
    /// <param name="terms">Names of the coefficients.</param>
    /// <param name="coefficients">In the units of the call; NaN where aliased.</param>
    /// <param name="covariance">Of the coefficients, row-major.</param>
    /// <param name="means">Of the columns of the design in the units of the call.</param>
    public static Fit Of(StudyContext context, ModelFrame frame, IReadOnlyList<string> terms, double[] coefficients, double[] covariance, IEnumerable<double> means)
    {
        var fit = new Fit { Question = context.Question.Clone(), Sites = { context.Sites }, Terms = { terms }, Coefficients = { coefficients }, Covariance = { covariance }, Means = { means } };
        foreach (var factor in frame.Variables.Terms.Variables.Where(v => v.IsFactor))
            fit.Levels.Add(new UsedLevels { Levels = { frame.UsedLevels(factor).Select(l => (uint)l) } });
        return fit;
    }
}
