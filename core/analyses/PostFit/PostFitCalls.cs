using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>Answers calls on fits from their records: arithmetic on coefficients and covariance, no sum.</summary>
public static class PostFitCalls
{
    /// <param name="call">The call.</param>
    /// <param name="fits">Record of each of its fits, in order; null where the run was none of a regression.</param>
    /// <param name="dataset">The dictionary's entry of the dataset of a fit.</param>
    /// <exception cref="FedOncoException">WrongArgument and its kin: what is wrong with the call.</exception>
    public static Result Answer(Protos.PostFit call, IReadOnlyList<Fit?> fits, Func<Fit, Dataset> dataset)
    {
        var known = fits.Select(f => f ?? throw new FedOncoException(ErrorReason.WrongArgument, $"{call.Function}() is of lm(), glm(), glm.nb() and coxph() without ridge().")).ToList();
        return call.Function switch
        {
            "vcov" => VcovReport.Of(call, known[0]),
            "contrast" => ContrastReport.Of(call, known[0]),
            "anova" => AnovaReport.Of(call, known[0], known[1]),
            "emmeans" => EmmeansReport.Of(call, FittedModel.Of(known[0], dataset(known[0]))),
            "predict" => PredictReport.Of(call, FittedModel.Of(known[0], dataset(known[0]))),
            _ => throw new FedOncoException(ErrorReason.NotYet, $"This version has no {call.Function}()."),
        };
    }
}
