using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>What verified totals can show to be wrong with a fit.</summary>
internal static class GlmChecks
{
    public static void RequireTwoLevels(ModelFrame frame, ModelQuestion question)
    {
        if (question.Response.IsFactor && frame.UsedLevels(question.Response).Count < 2)
            throw new FedOncoException(ErrorReason.NoEvents, $"{question.Response.Text} has only one level in this cohort. Widen the subset.");
    }

    public static void RequireRange(GlmModel model, Total summary, double weight)
    {
        var outcome = model.Question.Response.Text;
        var binary = model.Family is BinomialFamily;
        if (summary.Scalar("outside") > 0)
            throw new FedOncoException(ErrorReason.WrongType, binary
                ? $"{outcome} has values other than 0 and 1. Write a condition, such as I({outcome} > 0)."
                : model.Family is GammaFamily or GaussianFamily ? $"{outcome} has values that are not above 0, which this family or link does not allow. Add a constant."
                : $"{outcome} has values that are no counts. This model needs whole numbers from 0.");
        if (model.Family is GaussianFamily) return;
        var share = summary.Scalar("response") / weight;
        if (share == 0 || (binary && share == 1))
            throw new FedOncoException(ErrorReason.NoEvents, $"{outcome} is the same for everyone in this cohort. Widen the subset.");
    }

    /// <summary>The total of a first step, whose rows are all within their bounds.</summary>
    public static Total RequireWithin(Total total) => total.Scalar("beyond") == 0 ? total
        : throw new FedOncoException(ErrorReason.OutOfBounds, "No fitted values to start from are in the range of the family. Rescale the variables or the offset, or choose another link.");

    public static FedOncoException Stuck => new(ErrorReason.NoConvergence, "No step lowers the deviance any more: the best fit may lie where a fitted mean is not possible. Choose a link that allows every mean, such as log, simplify the model or rescale its variables.");

    public static FedOncoException Separated(GlmModel model, double[] direction)
    {
        var worst = 0;
        for (var j = 1; j < direction.Length; j++)
        {
            if (Math.Abs(direction[j]) > Math.Abs(direction[worst]) || (worst == 0 && model.Frame.Intercept)) worst = j;
        }

        return new FedOncoException(ErrorReason.Separation, $"The outcome can be predicted perfectly with {model.Design.Terms[worst]} (separation), so its coefficient has no finite estimate. Leave the term out or merge its levels.");
    }
}
