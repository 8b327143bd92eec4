using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>One linear combination of the coefficients: contrast(fit, c(0, 1, -1)), or by names, c(`size>50` = 1, age = -10).</summary>
internal static class ContrastReport
{
    public static Result Of(Protos.PostFit call, Fit fit)
    {
        var arguments = new PostFitArguments(call, "conf.level", "exponentiate");
        var given = arguments.Find("", first: true) ?? throw new FedOncoException(ErrorReason.MissingArgument, "contrast(fit, c(..)) needs a weight for each coefficient, or weights by name: c(age = 1).");
        var weights = Weights(given, fit);
        for (var j = 0; j < weights.Length; j++)
        {
            if (weights[j] != 0 && double.IsNaN(fit.Coefficients[j])) throw new FedOncoException(ErrorReason.Aliased, $"{fit.Terms[j]} is aliased with other terms: the combination is not estimable.", given);
        }

        var (estimate, error) = FittedModel.Combine(fit, weights);
        var df = fit.IsScaled ? fit.DfResidual : double.PositiveInfinity;
        var exponentiate = arguments.Find("exponentiate") is { Logical: true };
        var table = new CoefficientTable([given.ToText()], [estimate], [error], df).Build(intervals: true, arguments.Level(), exponentiate);
        table.Columns[0].Name = "contrast";
        return new Result { Tidy = table }.With("df", double.IsInfinity(df) ? double.NaN : df).With("nobs", fit.Nobs);
    }

    private static double[] Weights(Expression given, Fit fit)
    {
        var list = given.Application is { Function: "c" } c ? [.. c.Arguments] : new List<Argument> { new() { Value = given } };
        var weights = new double[fit.Terms.Count];
        var named = list.Exists(a => a.Name.Length > 0);
        if (!named && list.Count != weights.Length)
            throw new FedOncoException(ErrorReason.WrongArgument, $"contrast() got {list.Count} weights; the fit has {weights.Length} coefficients: {string.Join(", ", fit.Terms)}.", given);
        for (var i = 0; i < list.Count; i++)
        {
            var at = named ? fit.Terms.IndexOf(list[i].Name) : i;
            if (at < 0) throw new FedOncoException(ErrorReason.WrongArgument, $"The fit has no coefficient {list[i].Name}. It has: {string.Join(", ", fit.Terms)}.", list[i].Value);
            weights[at] = PostFitArguments.Number(list[i].Value) ?? throw new FedOncoException(ErrorReason.WrongArgument, "Weights are numbers.", list[i].Value);
        }

        return weights;
    }
}
