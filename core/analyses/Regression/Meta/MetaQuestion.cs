using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.CoxCauses;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Meta;

/// <summary>The fit inside a call of meta(), as a question of its own.</summary>
public static class MetaQuestion
{
    /// <summary>What is wrong with the fit, or with making it at each centre.</summary>
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var spec = context.Question.Analysis.Meta;
        if (spec.FitCase == MetaSpec.FitOneofCase.None) return [new SpecificationFault(ErrorReason.MissingArgument, "meta() needs a fit first: lm(..), glm(..) or coxph(..).")];
        var fit = context with { Question = FitOf(context.Question) };
        if (spec.Coxph is not null && CoxCauses.IsAsked(fit)) return [new SpecificationFault(ErrorReason.NotYet, "meta() of an event with several states is not in this version.")];
        var faults = AnalysisRegistry.For(fit.Question).Check(fit).ToList();
        if (faults.Count == 0 && VariablesOf(fit) is { } variables && variables.Terms.Variables.FirstOrDefault(v => v.Text == "site") is not null)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "site does not vary within a centre: leave it out of the fit inside meta()."));
        if (spec.Coxph is null ? spec.Glm is { HasExponentiate: true } or { HasConfInt: true } || spec.Lm is { HasConfInt: true } : spec.Coxph.HasExponentiate || spec.Coxph.HasConfInt)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "conf.int and exponentiate belong to meta() here, not to the fit inside it; intervals are always shown."));
        return faults;
    }

    /// <summary>The question of the fit: the same rows, its analysis.</summary>
    public static Question FitOf(Question question)
    {
        var fit = question.Clone();
        var spec = fit.Analysis.Meta;
        fit.Analysis = spec.FitCase switch
        {
            MetaSpec.FitOneofCase.Lm => new Analysis { Lm = spec.Lm },
            MetaSpec.FitOneofCase.Glm => new Analysis { Glm = spec.Glm },
            _ => new Analysis { Coxph = spec.Coxph },
        };
        return fit;
    }

    /// <summary>What a centre knows when it fits alone: its own rows, exact times (they stay inside), and no other centre.</summary>
    internal static StudyContext Alone(StudyContext context, string site)
    {
        var terms = context.Terms.Clone();
        terms.Resolution = Resolution.Exact;
        return context with { Question = FitOf(context.Question), Sites = [site], Terms = terms, History = [] };
    }

    /// <summary>The frame of the fit; null where the call is at fault.</summary>
    internal static FrameVariables? VariablesOf(StudyContext fit)
    {
        var analysis = fit.Question.Analysis;
        return analysis.KindCase switch
        {
            Analysis.KindOneofCase.Lm => ModelQuestion.Of(analysis.Lm.Formula, analysis.Lm.Weights, analysis.Lm.Vcov, analysis.Lm.Cluster, fit, [])?.Variables,
            Analysis.KindOneofCase.Glm => ModelQuestion.Of(analysis.Glm.Formula, analysis.Glm.Weights, analysis.Glm.Vcov, analysis.Glm.Cluster, fit, [])?.Variables,
            _ => CoxQuestion.Of(fit, [])?.Variables,
        };
    }
}
