using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Multinomial logistic regression: the first category is the reference.</summary>
/// <remarks>Source: Agresti (2013), section 8.1; nnet stops its quasi-Newton search about 1e-4 before this maximum.</remarks>
public sealed class MultinomProgram : IProgram<CategoryTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Multinom;
        SubsetCheck.Add(context, faults);
        if (ModelQuestion.OfCategories(spec.Formula, spec.Weights, context, faults) is { } question && question.Variables.Terms.Offsets.Count > 0)
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "multinom() takes no offset.", spec.Formula.Right));
        return faults;
    }

    public async Task<CategoryTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Multinom;
        var question = ModelQuestion.OfCategories(spec.Formula, spec.Weights, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var (model, moments, shares) = await CategoryNewton.PrepareAsync(question, federation, cancellationToken).ConfigureAwait(false);
        if (model.Categories < 2) throw new FedOncoException(ErrorReason.NoEvents, $"{question.Response.Text} has only one level in this cohort. Widen the subset.");
        int size = model.Design.Size, others = model.Categories - 1;
        var start = new double[others * size];
        for (var k = 0; k < others && model.Frame.Intercept; k++) start[k * size] = StableMath.Log(Math.Max(shares[k + 1], 1e-12) / Math.Max(shares[0], 1e-12));
        var names = new List<string>();
        for (var k = 0; k < others; k++) names.AddRange(model.Design.Terms);
        return await CategoryNewton.FitAsync(model, moments, start, names, b => AtAsync(model, b, federation, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<CategoryPoint?> AtAsync(CategoryModel model, double[] b, IFederation federation, CancellationToken cancellationToken)
    {
        if (MultinomStep.Create(model, b) is not { } step) return null;
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        int size = model.Design.Size, others = model.Categories - 1, all = others * size, packed = Packed.Length(size), pair = 0;
        var information = new double[all * all];
        for (var k = 0; k < others; k++)
        {
            for (var l = 0; l <= k; l++, pair++)
            {
                var block = Packed.Unpack(total.Block("information").Slice(pair * packed, packed), size);
                for (var i = 0; i < size; i++)
                {
                    for (var j = 0; j < size; j++)
                    {
                        information[(((k * size) + i) * all) + (l * size) + j] = block[(i * size) + j];
                        information[(((l * size) + j) * all) + (k * size) + i] = block[(i * size) + j];
                    }
                }
            }
        }

        return new CategoryPoint(total.Scalar("likelihood"), total.Block("score").ToArray(), information);
    }
}
