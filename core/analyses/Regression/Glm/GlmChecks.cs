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
                : model.Family is GammaFamily ? $"{outcome} has values that are not above 0. A Gamma model needs positive numbers; add a constant."
                : $"{outcome} has values that are no counts. This model needs whole numbers from 0.");
        if (model.Family is GaussianFamily) return;
        var share = summary.Scalar("response") / weight;
        if (share == 0 || (binary && share == 1))
            throw new FedOncoException(ErrorReason.NoEvents, $"{outcome} is the same for everyone in this cohort. Widen the subset.");
    }

    public static GlmStep RequireStep(GlmStep? step) => step
        ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The fitted values may become too large to add exactly. Rescale the variables or the offset.");

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
