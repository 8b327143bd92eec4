using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive;

/// <summary>The site's part of count() and table().</summary>
public sealed class GroupCountsSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => ((GroupCountsStep)step).Sum(context.Dataset.PatientKey, run);
}
