using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.AnalysisSets;

/// <summary>The site's part of analysis_set().</summary>
public sealed class AnalysisSetSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => ((AnalysisSetStep)step).Sum(context.Dataset.PatientKey, run);
}
