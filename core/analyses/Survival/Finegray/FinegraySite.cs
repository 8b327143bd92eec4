using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>The site's part of finegray().</summary>
internal sealed class FinegraySite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        CoxMomentsStep moments => moments.Sum(run),
        FinegrayCheckStep check => check.Sum(run),
        FinegrayCountsStep counts => counts.Sum(run),
        FinegrayRiskStep risk => risk.Sum(run),
        FinegrayTermsStep terms => terms.Sum(run),
        FinegraySiteStep own => own.Sum(run),
        _ => throw new ArgumentException($"no step of finegray: {step.Name}"),
    };
}
