using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The site's part of a Cox model.</summary>
public sealed class CoxSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        CoxMomentsStep moments => moments.Sum(run),
        CoxSquaresStep squares => squares.Sum(run),
        CoxCountsStep counts => counts.Sum(run),
        RiskSetStep risk => CommonBaselineSite.RiskSets(risk, run),
        InformationStep information => CommonBaselineSite.Information(information, run),
        RiskWeightsStep weights => weights.Sum(run),
        SiteStrataStep strata => SiteStrataSite.Sum(strata, run),
        RobustStep robust => RobustSite.Sum(robust, run),
        ConcordanceStep concordance => Concordance.Sum(concordance, run),
        _ => throw new ArgumentException($"no step of a Cox model: {step.Name}"),
    };
}
