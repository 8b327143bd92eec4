namespace FedOnco.Analyses.Reduction;

/// <summary>The site's part of each step of an analysis: the same bits every time on the same machine.</summary>
public interface ISitePart
{
    Tally Sum(StudyContext context, Step step, SiteRun run);
}
