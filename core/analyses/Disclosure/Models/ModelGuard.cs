using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure.Models;

/// <summary>
/// The rules of regressions outside the open profile: enough rows for the parameters, enough events, and no row that decides its
/// own fitted value. It stands between every program and its sums, so that no program can forget it: as soon as a model's columns
/// and means are known, and before anything is fitted, two more sums decide.
/// </summary>
/// <remarks>Source: leverage as in Cook and Weisberg (1982), chapter 2.</remarks>
public sealed class ModelGuard(StudyContext context, IFederation federation) : IFederation
{
    /// <summary>Residual degrees of freedom.</summary>
    public const double LeastResidual = 10;

    /// <summary>Rows, and events of a survival model, for each parameter.</summary>
    public const double LeastForEach = 3;

    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        await RequireAsync(step, s => s, total, cancellationToken).ConfigureAwait(false);
        return total;
    }

    /// <param name="step">Whose total is here; perhaps of an analysis inside another.</param>
    /// <param name="wrap">Puts a step on the same rows.</param>
    /// <param name="total">Its total.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    private async Task RequireAsync(Step step, Func<Step, Step> wrap, Total total, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case IWrappingStep outer:
                await RequireAsync(outer.Inner, inner => wrap(outer.Around(inner)), total, cancellationToken).ConfigureAwait(false);
                break;
            case MomentsStep moments when total.Scalar("weight") > 0:
                RequireSize(moments.Frame, Parameters(moments), double.NaN);
                await RequireLeverageAsync(moments.Frame, moments.Question.Weights, GlmProgram.MeansOf(moments.Frame, total, total.Scalar("weight")), wrap, cancellationToken).ConfigureAwait(false);
                break;
            case CoxMomentsStep moments when total.Scalar("events") > 0:
                RequireSize(moments.Frame, moments.Frame.Columns.Count, total.Scalar("events"));
                await RequireLeverageAsync(moments.Frame, null, MeansOf(total.Block("columns"), moments.Frame.Complete), wrap, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Coefficients; each category of the response but the first has its own where they are unordered, and a threshold where they are ordered.</summary>
    private double Parameters(MomentsStep moments)
    {
        var columns = moments.Frame.Columns.Count + (moments.Frame.Intercept ? 1 : 0);
        return context.Question.Analysis.KindCase switch
        {
            Analysis.KindOneofCase.Multinom => columns * (moments.Frame.UsedLevels(moments.Question.Response).Count - 1),
            Analysis.KindOneofCase.Polr => columns + moments.Frame.UsedLevels(moments.Question.Response).Count - 2,
            _ => columns,
        };
    }

    private static void RequireSize(ModelFrame frame, double parameters, double events)
    {
        if (frame.Complete - parameters < LeastResidual || LeastForEach * parameters > frame.Complete || LeastForEach * parameters > events) throw PreflightRules.Refused();
    }

    private async Task RequireLeverageAsync(ModelFrame frame, Expressions.CompiledExpression? weights, double[] means, Func<Step, Step> wrap, CancellationToken cancellationToken)
    {
        if (means.Length == 0) return;
        var step = new LeverageProductsStep(frame, weights, means);
        var products = await federation.SumAsync(wrap(step), cancellationToken).ConfigureAwait(false);
        var inverse = SymmetricSolver.Factor(Packed.Unpack(products.Block("products"), step.Size), step.Size).Inverse();
        var total = await federation.SumAsync(wrap(new LeverageStep(step, inverse)), cancellationToken).ConfigureAwait(false);
        if (total.Scalar("rows") > 0) throw PreflightRules.Refused();
    }

    private static double[] MeansOf(ReadOnlySpan<double> sums, double rows)
    {
        var means = new double[sums.Length];
        for (var j = 0; j < means.Length; j++) means[j] = sums[j] / rows;
        return means;
    }
}
