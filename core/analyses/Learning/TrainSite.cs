using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Learning.Benefit;
using FedOnco.Analyses.Learning.Boosting;
using FedOnco.Analyses.Learning.CoxNet;
using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Learning.Perceptron;
using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Regression.Glmnet;
using FedOnco.Analyses.Regression.Lm;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Learning;

/// <summary>The site's part of train() and evaluate().</summary>
public sealed class TrainSite : ISitePart
{
    private readonly GlmnetSite _glmnet = new();
    private readonly CoxSite _cox = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run)
    {
        var key = context.Dataset.PatientKey;
        return step switch
        {
            ScopedStep scoped => GuardedSite.Sum(context, scoped.Inner, run.Part(scoped.Scope), Sum),
            FeatureCountsStep counts => FeatureCountsSite.Sum(counts, key, run),
            HistogramStep histogram => BoostingSite.Sum(histogram, key, run),
            RiskSumsStep risks => BoostingSite.Sum(risks, key, run),
            HeldOutLossStep loss => BoostingSite.Sum(loss, key, run),
            InputMomentsStep moments => InputMomentsSite.Sum(moments, key, run),
            PerceptronStep round => PerceptronSite.Sum(round, key, run),
            ColumnSquaresStep squares => squares.Sum(run),
            ScoreStep scores => ScoreSite.Sum(scores, key, run),
            AloneStep alone => AloneSite.Sum(alone, context, run),
            CoxMomentsStep or CoxCountsStep or RiskSetStep or InformationStep or RiskWeightsStep => _cox.Sum(context, step, run),
            FrameStep frame => SiteFrame.Sum(frame, run),
            MomentsStep or LmStep or GlmStep or GlmStartStep or GlmNullStep or GlmSummaryStep => _glmnet.Sum(context, step, run),
            _ => throw new ArgumentException($"no step of a training: {step.Name}"),
        };
    }
}
