using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Proportional odds logistic regression: logit P(Y up to k) = threshold k - x' b.</summary>
/// <remarks>Source: McCullagh (1980). MASS stops its quasi-Newton search about 1e-3 before this maximum and differentiates numerically.</remarks>
public sealed class PolrProgram : IProgram<CategoryTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Polr;
        SubsetCheck.Add(context, faults);
        if (ModelQuestion.OfCategories(spec.Formula, spec.Weights, context, faults) is not { } question) return faults;
        if (question.Variables.Terms.Offsets.Count > 0) faults.Add(new SpecificationFault(ErrorReason.NotYet, "polr() takes no offset.", spec.Formula.Right));
        if (!question.Variables.Terms.Intercept) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "polr() has thresholds instead of an intercept: leave out - 1.", spec.Formula.Right));
        return faults;
    }

    public async Task<CategoryTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Polr;
        var question = ModelQuestion.OfCategories(spec.Formula, spec.Weights, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var (model, moments, shares) = await CategoryNewton.PrepareAsync(question, federation, cancellationToken).ConfigureAwait(false);
        if (model.Categories < 3) throw new FedOncoException(ErrorReason.WrongArgument, $"{question.Response.Text} has fewer than three levels in this cohort. For two levels use glm(.., family = binomial).");
        int size = model.Means.Length, count = model.Categories - 1;
        var start = new double[size + count];
        var below = 0.0;
        for (var k = 0; k < count; k++)
        {
            below += shares[k];
            start[size + k] = StableMath.Log(below / (1 - below));
        }

        var names = new List<string>();
        foreach (var column in model.Frame.Columns) names.Add(column.Name);
        for (var k = 0; k < count; k++) names.Add($"{model.Names[k]}|{model.Names[k + 1]}");
        return await CategoryNewton.FitAsync(model, moments, start, names, b => AtAsync(model, b, federation, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<CategoryPoint?> AtAsync(CategoryModel model, double[] b, IFederation federation, CancellationToken cancellationToken)
    {
        int size = model.Means.Length, count = model.Categories - 1, all = size + count;
        if (PolrStep.Create(model, b[..size], b[size..]) is not { } step) return null;
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var information = new double[all * all];
        var slopes = Packed.Unpack(total.Block("slopes"), size);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++) information[(i * all) + j] = slopes[(i * size) + j];
            for (var k = 0; k < count; k++)
            {
                information[(i * all) + size + k] = total.Block("cross")[(k * size) + i];
                information[((size + k) * all) + i] = total.Block("cross")[(k * size) + i];
            }
        }

        for (var k = 0; k < count; k++)
        {
            information[((size + k) * all) + size + k] = total.Block("thresholds")[k];
            if (k == 0) continue;
            information[((size + k) * all) + size + k - 1] = total.Block("neighbours")[k - 1];
            information[((size + k - 1) * all) + size + k] = total.Block("neighbours")[k - 1];
        }

        return new CategoryPoint(total.Scalar("likelihood"), [.. total.Block("slope score"), .. total.Block("threshold score")], information);
    }
}
