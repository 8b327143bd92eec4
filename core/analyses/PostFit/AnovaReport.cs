using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>Two nested fits compared: F for linear models, likelihood ratio otherwise (scaled by the larger model's dispersion where it is estimated).</summary>
internal static class AnovaReport
{
    public static Result Of(Protos.PostFit call, Fit first, Fit second)
    {
        _ = new PostFitArguments(call);
        var kind = first.Question.Analysis.KindCase;
        if (kind != second.Question.Analysis.KindCase) throw new FedOncoException(ErrorReason.WrongArgument, "anova() compares two fits of the same kind.");
        if (first.Nobs != second.Nobs) throw new FedOncoException(ErrorReason.WrongArgument, $"The fits use {first.Nobs} and {second.Nobs} rows: missing values differ. Use a subset that is complete for both.");
        if (first.Question.Data != second.Question.Data || !Equals(first.Question.Subset, second.Question.Subset)) throw new FedOncoException(ErrorReason.WrongArgument, "The fits are of different rows: give both the same data and subset.");
        List<string> names = [NameOf(first), NameOf(second)];
        var result = kind switch
        {
            Analysis.KindOneofCase.Lm => Linear(names, first, second),
            Analysis.KindOneofCase.Coxph => Likelihood(names, first, second),
            _ => Deviance(names, first, second),
        };
        return result.With("nobs", first.Nobs);
    }

    private static Result Linear(List<string> names, Fit first, Fit second)
    {
        var large = first.DfResidual <= second.DfResidual ? first : second;
        double df = first.DfResidual - second.DfResidual, squares = first.Deviance - second.Deviance;
        var f = squares / df / (large.Deviance / large.DfResidual);
        return new Result
        {
            Tidy = new TableBuilder().Texts("term", names).Numbers("df.residual", [first.DfResidual, second.DfResidual]).Numbers("rss", [first.Deviance, second.Deviance])
                .Numbers("df", [double.NaN, df]).Numbers("sumsq", [double.NaN, squares]).Numbers("statistic", [double.NaN, f])
                .Numbers("p.value", [double.NaN, Tails.Fisher(f, Math.Abs(df), large.DfResidual)]).Build(),
        };
    }

    private static Result Deviance(List<string> names, Fit first, Fit second)
    {
        var large = first.DfResidual <= second.DfResidual ? first : second;
        double df = first.DfResidual - second.DfResidual, deviance = first.Deviance - second.Deviance;
        if (first.Question.Analysis.KindCase == Analysis.KindOneofCase.GlmNb) deviance = 2 * (second.LogLik - first.LogLik);
        return new Result
        {
            Tidy = new TableBuilder().Texts("term", names).Numbers("df.residual", [first.DfResidual, second.DfResidual]).Numbers("residual.deviance", [first.Deviance, second.Deviance])
                .Numbers("df", [double.NaN, df]).Numbers("deviance", [double.NaN, deviance])
                .Numbers("p.value", [double.NaN, Tails.ChiSquared(Math.Sign(df) * deviance / large.Dispersion, Math.Abs(df))]).Build(),
        };
    }

    private static Result Likelihood(List<string> names, Fit first, Fit second)
    {
        double df = second.Parameters - first.Parameters, ratio = 2 * (second.LogLik - first.LogLik);
        return new Result
        {
            Tidy = new TableBuilder().Texts("term", names).Numbers("logLik", [first.LogLik, second.LogLik]).Numbers("statistic", [double.NaN, Math.Abs(ratio)]).Numbers("df", [double.NaN, Math.Abs(df)])
                .Numbers("p.value", [double.NaN, Tails.ChiSquared(Math.Sign(df) * ratio, Math.Abs(df))]).Build(),
        };
    }

    private static string NameOf(Fit fit) => fit.Question.Analysis switch
    {
        { KindCase: Analysis.KindOneofCase.Lm } a => a.Lm.Formula.ToText(),
        { KindCase: Analysis.KindOneofCase.Glm } a => a.Glm.Formula.ToText(),
        { KindCase: Analysis.KindOneofCase.GlmNb } a => a.GlmNb.Formula.ToText(),
        { KindCase: Analysis.KindOneofCase.Coxph } a => a.Coxph.Formula.ToText(),
        _ => "",
    };
}
